"""A patrol's plan as a page to print, as .docx, and its files for receivers and calendars."""

from dashboard.patrol_papers.routes import routes

__all__ = ["routes"]
