"""``/call``: a call is taken down with the keyboard alone, and survives a connection that is cut."""

from dashboard.calls.routes import routes

__all__ = ["routes"]
