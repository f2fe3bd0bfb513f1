"""What a person does on the page of incidents."""

from __future__ import annotations

from dashboard.access import who
from dashboard.parts.conflict import conflicting
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from data.incidents import By

__all__ = ["attempt", "by", "conflicting", "do", "news", "remember", "save"]


def by() -> By:
    """Who acts, and when."""
    return By(who(), services().now())


_deeds = Deeds("incidents", by)
attempt, do, news, save = _deeds.attempt, _deeds.do, _deeds.news, _deeds.save
remember = _deeds.remember
