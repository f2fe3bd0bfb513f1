"""The states of an alarm of the wall as one table, after ISA-18.2, and what moves an alarm by itself.

    new ── acknowledged ──▶ acknowledged ── ended ──▶ ended        the condition is over
     │  ◀──── again ─────────────┘                                 it got more urgent
     ├── returned ──▶ returned ── acknowledged | ended ──▶ ended   over before anybody had seen it
     └── shelved ──▶ shelved ── unshelved | again ──▶ new          put aside for some hours, never for good

Code, the CHECKs of the database, tests and screen read these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from data.store.tables import WALL_ALARM_ACTS, WALL_ALARM_STATES, WALL_URGENCIES

TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "new": {"acknowledged": "acknowledged", "returned": "returned", "shelved": "shelved"},
    "acknowledged": {"again": "new", "shelved": "shelved", "ended": "ended"},
    "returned": {"acknowledged": "ended", "again": "new", "ended": "ended"},
    "shelved": {"unshelved": "new", "again": "new", "ended": "ended"},
    "ended": {},
}
"""state → act → the next state. What is not here is refused. ``raised`` makes a new one."""

CLEARED: Mapping[str, str] = {"new": "returned", "acknowledged": "ended", "shelved": "ended"}
"""What happens in a state when the condition is over: what nobody has seen stays until somebody has."""

RETURNED_FOR = timedelta(hours=8)
"""What was over and unseen for a whole shift ends by itself: who comes on duty reads of it in the briefing,
and nobody looks at a list that only grows."""
ORDER = ("new", "acknowledged", "returned", "shelved")
"""Of two that are equally urgent, the one that nobody has taken stands first. What is over or put aside
stands below everything else (`BELOW`)."""
BELOW: Mapping[str, int] = {"returned": 1, "shelved": 2}

assert tuple(TRANSITIONS) == WALL_ALARM_STATES  # noqa: S101 -- the CHECK in the database reads the other list
assert {"raised", *(act for way in TRANSITIONS.values() for act in way)} == set(WALL_ALARM_ACTS)  # noqa: S101


def more_urgent(one: str, other: str) -> bool:
    """Whether `one` is more urgent than `other` (of `WALL_URGENCIES`, the most urgent first)."""
    return WALL_URGENCIES.index(one) < WALL_URGENCIES.index(other)


def own_act(row: Mapping[str, Any], urgency: str | None, now: datetime) -> str | None:
    """What happens to a stored alarm that is not ended, without a person; None: nothing.

    Parameters
    ----------
    row
        ``state, urgency, cleared_at, shelved_until`` of `wall_alarm`.
    urgency
        Of its condition now; None: the condition is over.
    """
    state = row["state"]
    if urgency is None:
        if state == "returned":
            return "ended" if row["cleared_at"] + RETURNED_FOR <= now else None
        return CLEARED[state]
    if state == "returned":
        return "again"
    if state in ("acknowledged", "shelved") and more_urgent(urgency, row["urgency"]):
        return "again"
    if state == "shelved" and row["shelved_until"] <= now:
        return "unshelved"
    return None
