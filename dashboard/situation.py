"""Which of its states the page is in: a decision, not a layout."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol


class Situation(StrEnum):
    """What the reader has to be told first."""

    NO_DATA = "no_data"  # no file was ever read
    UNREACHABLE = "unreachable"  # files exist, and every feed that still runs fails
    QUIET = "quiet"  # files come, and the period holds no hotspot
    BURNING = "burning"  # hotspots to show


class HasState(Protocol):
    """A feed's state, as data.feeds.states gives it."""

    @property
    def state(self) -> str:
        """fresh, late, silent, failing, ended or never."""


def feeds_unreachable(states: Sequence[HasState]) -> bool:
    """Whether every feed that has not ended fails (a feed never asked is not a failing one)."""
    running = [s.state for s in states if s.state != "ended"]
    return bool(running) and all(state == "failing" for state in running)


def situation(*, received: bool, hotspots: int, states: Sequence[HasState]) -> Situation:
    """The page's state. Hotspots are shown in every case; an outage is then told beside them."""
    if hotspots:
        return Situation.BURNING
    if not received:
        return Situation.NO_DATA
    return Situation.UNREACHABLE if feeds_unreachable(states) else Situation.QUIET
