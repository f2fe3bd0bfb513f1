"""What an administrator does on the page *Thiết đặt*."""

from __future__ import annotations

from dashboard import formats
from dashboard.access import who
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from data.agencies.act import Act
from data.portable.parts import Place
from data.zones.ground import ground_of

SCREEN = "screen:settings"


def now_act() -> Act:
    """Who acts, and when."""
    here = services()
    return Act(here.now(), who(), SCREEN, drill=here.drill)


def where() -> Place:
    """Where records are compared and stored."""
    here = services()
    day = formats.local(here.now()).date()
    return Place(day, here.areas, ground_of(here.areas, here.profile))


_deeds = Deeds("settings", now_act)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember
