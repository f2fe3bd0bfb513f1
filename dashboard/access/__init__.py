"""Who looks at a page or asks an address: signing in and out, and the guard at the door."""

from dashboard.access.visitor import of_page, of_request, who

__all__ = ["of_page", "of_request", "who"]
