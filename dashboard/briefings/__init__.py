"""Briefings to read, print and take along: a page, a .docx and the map."""

from dashboard.briefings.routes import routes

__all__ = ["routes"]
