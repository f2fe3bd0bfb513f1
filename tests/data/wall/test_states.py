"""The alarm's states: every way of the table, and what happens by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.store.tables import WALL_ALARM_STATES
from data.wall.states import RETURNED_FOR, TRANSITIONS, more_urgent, own_act
from tests.data.fires import NOW

HOUR = timedelta(hours=1)


def row(state: str, urgency: str = "high", **more: Any) -> dict[str, Any]:
    return {"state": state, "urgency": urgency, "cleared_at": None, "shelved_until": None} | more


@pytest.mark.parametrize(
    ("held", "urgency", "act"),
    [
        (row("new"), "high", None),
        (row("new"), "critical", None),  # it is heard already
        (row("new"), None, "returned"),
        (row("acknowledged"), "high", None),
        (row("acknowledged"), "medium", None),
        (row("acknowledged"), "critical", "again"),
        (row("acknowledged"), None, "ended"),
        (row("returned", cleared_at=NOW), "high", "again"),
        (row("returned", cleared_at=NOW - RETURNED_FOR + HOUR), None, None),
        (row("returned", cleared_at=NOW - RETURNED_FOR), None, "ended"),
        (row("shelved", shelved_until=NOW + HOUR), "high", None),
        (row("shelved", shelved_until=NOW), "high", "unshelved"),
        (row("shelved", shelved_until=NOW + HOUR), "critical", "again"),
        (row("shelved", shelved_until=NOW + HOUR), None, "ended"),
    ],
)
def test_what_happens_by_itself(held: dict[str, Any], urgency: str | None, act: str | None) -> None:
    assert own_act(held, urgency, NOW) == act
    if act is not None:
        assert act in TRANSITIONS[held["state"]]


def test_only_a_person_acknowledges_and_an_ended_alarm_stays_ended() -> None:
    acts = {own_act(row(state, cleared_at=NOW, shelved_until=NOW), given, NOW)
            for state in WALL_ALARM_STATES[:-1] for given in ("critical", "low", None)}  # fmt: skip
    assert not acts & {"acknowledged", "shelved"}
    assert TRANSITIONS["ended"] == {}


def test_unseen_is_never_lost_in_one_step() -> None:
    assert "ended" not in TRANSITIONS["new"].values()


def test_urgency() -> None:
    assert more_urgent("critical", "high") and not more_urgent("high", "high")
    assert not more_urgent("low", "medium")
