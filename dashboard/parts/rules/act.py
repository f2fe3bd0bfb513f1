"""What a person does on the page of rules."""

from __future__ import annotations

from dashboard.access import who
from dashboard.parts.conflict import conflicting
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from data.agencies import Act

__all__ = ["attempt", "conflicting", "do", "news", "remember", "save"]


def _act() -> Act:
    here = services()
    return Act(here.now(), who(), "screen:rules", drill=here.drill)


_deeds = Deeds("rules", _act)
attempt, do, news = _deeds.attempt, _deeds.do, _deeds.news
remember, save = _deeds.remember, _deeds.save
