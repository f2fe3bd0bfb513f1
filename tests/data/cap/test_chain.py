"""Which states of knowledge become messages, and what each follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.cap.chain import links
from tests.data.cap.rows import EARLY, danger_level, fire_event, incident, then

HOURS = 26.0
DAY = timedelta(days=1)


def told(*rows: dict[str, Any]) -> list[tuple[str, int, list[int]]]:
    """(type, number, numbers referred to) of each message."""
    return [
        (each.msg_type, each.row["number"], [row["number"] for row in each.references])
        for each in links(rows, HOURS)
    ]


@pytest.mark.parametrize(
    ("row", "alerts"),
    [
        (fire_event(), True),
        (fire_event(place="near_border"), True),
        (fire_event(forest="outside"), True),
        (fire_event(place="outside"), False),
        (fire_event(place="unknown"), False),
        (fire_event(strength="weak"), False),
        (fire_event(permanent=True), False),
        (fire_event(fresh=False), False),
        (fire_event(state="withdrawn", reason="emptied"), False),
        (incident(), True),
        (incident(subkind="land_fire"), True),
        (incident(subkind="house_fire"), False),
        (incident(subkind="public_order"), False),
        (incident(fresh=False), False),
        (incident(state="withdrawn", reason="báo nhầm"), False),
        (incident(told={"status": "resolved"}), False),
        (incident(told={"status": "controlled"}), True),
        (danger_level(), True),
        (danger_level(level=5), True),
        (danger_level(level=3), False),
        (danger_level(level=None), False),
        (danger_level(recorded_at=EARLY + DAY), False),
        (danger_level(recorded_at=EARLY + DAY - timedelta(seconds=1)), True),
        (danger_level(told={}), True),
        (incident(matter_kind="call"), False),
    ],
)
def test_what_is_worth_an_alert(row: dict[str, Any], alerts: bool) -> None:
    assert told(row) == ([("Alert", 1, [])] if alerts else [])


def test_later_knowledge_updates_and_a_withdrawal_cancels() -> None:
    one = fire_event()
    two = then(one)
    three = then(two, state="withdrawn", reason="emptied")
    assert told(one, two, three) == [
        ("Alert", 1, []),
        ("Update", 2, [1]),
        ("Cancel", 3, [1, 2]),
    ]


def test_who_comes_back_begins_anew_though_it_is_no_longer_fresh() -> None:
    one = incident()
    two = then(one, state="withdrawn", reason="báo nhầm")
    three = then(two, state="open", reason=None, fresh=False)
    four = then(three)
    assert told(one, two, three, four) == [
        ("Alert", 1, []),
        ("Cancel", 2, [1]),
        ("Alert", 3, []),
        ("Update", 4, [3]),
    ]


def test_a_chain_begins_with_the_first_row_that_is_worth_it() -> None:
    weak = fire_event(strength="weak")
    assert told(weak, then(weak, strength="strong")) == [("Alert", 2, [])]


def test_what_ran_out_is_referred_to_no_more_but_the_newest_always_is() -> None:
    one = fire_event()
    two = then(one, timedelta(hours=25))
    three = then(two, timedelta(hours=1))  # the first held until this very moment
    four = then(three, 3 * DAY)
    assert told(one, two, three, four) == [
        ("Alert", 1, []),
        ("Update", 2, [1]),
        ("Update", 3, [2]),
        ("Update", 4, [3]),
    ]


@pytest.mark.parametrize(
    ("first", "later", "why"),
    [
        (fire_event(), {"permanent": True}, "permanent"),
        (fire_event(), {"state": "withdrawn", "reason": "emptied"}, "emptied"),
        (fire_event(), {"state": "withdrawn", "reason": "merged"}, "merged"),
        (incident(), {"state": "withdrawn", "reason": "merged"}, "withdrawn"),
        (incident(), {"subkind": "house_fire"}, "not_fire"),
        (danger_level(), {"level": 3}, "below_level"),
        (danger_level(), {"state": "withdrawn", "reason": "nhầm xã"}, "withdrawn"),
    ],
)
def test_why_a_chain_ends(first: dict[str, Any], later: dict[str, Any], why: str) -> None:
    last = links([first, then(first, **later)], HOURS)[-1]
    assert (last.msg_type, last.why) == ("Cancel", why)


@pytest.mark.parametrize("later", [{"strength": "weak"}, {"place": "outside"}, {"fresh": False}])
def test_who_was_alerted_hears_of_a_fire_that_turns_out_smaller(later: dict[str, Any]) -> None:
    one = fire_event()
    assert told(one, then(one, **later))[-1] == ("Update", 2, [1])


def test_an_incident_that_is_over_ends_with_an_all_clear_not_with_a_cancel() -> None:
    one = incident()
    assert told(one, then(one, told={"status": "resolved"})) == [("Alert", 1, []), ("Update", 2, [1])]
