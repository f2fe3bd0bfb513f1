"""The duty book as a page to print and as .docx."""

from dashboard.duty_book.routes import routes

__all__ = ["routes"]
