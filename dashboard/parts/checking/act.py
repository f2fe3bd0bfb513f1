"""What the desk does on the page of checks."""

from __future__ import annotations

from dashboard.access import who
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from data.checking.act import By

__all__ = ["attempt", "by", "do", "news"]


def by() -> By:
    """Who acts, and when."""
    return By(who(), services().now())


_deeds = Deeds("checking", by)
attempt, do, news = _deeds.attempt, _deeds.do, _deeds.news
