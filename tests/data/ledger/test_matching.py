"""Does a rule speak of this, and of which agencies: every condition by hand, one case each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.ledger.matching import applies, in_force, owed, receivers

SINCE = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)
ON = SINCE - timedelta(days=1)


def fact(**more: Any) -> dict[str, Any]:
    first = {
        "since": SINCE, "state": "open", "fresh": True, "permanent": False, "level": None, "field": "forest",
        "subkind": "forest_fire", "communes_2025": ["a"], "place": "inside", "forest": "unknown",
        "strength": None, "seen_at": None, "involved": None, "told": {},
    }  # fmt: skip
    return first | more


def rule(own: int = 1, **more: Any) -> dict[str, Any]:
    first = {
        "id": own, "matter_kind": "incident", "fields": None, "subkinds": None, "communes": None,
        "places": None, "forests": None, "strengths": None, "min_level": None, "permanent_too": False,
        "before_start": False, "receivers": [{"role": "police", "level": "commune"}], "target_minutes": None,
        "deadline_minutes": 1440, "urgency": "normal", "telling": "person", "valid_from": ON,
        "valid_to": None, "basis": "khoản 2",
    }  # fmt: skip
    return first | more


def agency(own: str, role: str, level: str, *communes: str) -> dict[str, Any]:
    return {"agency_id": own, "role": role, "level": level, "communes": list(communes) or None}


POLICE = agency("ca-a", "police", "commune", "a")
POLICE_PROVINCE = agency("ca-tinh", "police", "province")
STATION = agency("hat", "ranger", "area")


@pytest.mark.parametrize(
    ("condition", "known", "speaks"),
    [
        ({}, {}, True),
        ({"matter_kind": "call"}, {}, False),
        ({}, {"state": "withdrawn"}, False),
        ({}, {"fresh": False}, False),
        ({}, {"permanent": True}, False),
        ({"permanent_too": True}, {"permanent": True}, True),
        ({"fields": ["forest", "order"]}, {}, True),
        ({"fields": ["order"]}, {}, False),
        ({"subkinds": ["land_fire"]}, {}, False),
        ({"subkinds": ["land_fire"]}, {"subkind": None}, False),
        ({"communes": ["b", "a"]}, {}, True),
        ({"communes": ["b"]}, {}, False),
        ({"communes": ["b"]}, {"communes_2025": ["a", "b"]}, True),
        ({"communes": ["b"]}, {"communes_2025": []}, False),
        ({"places": ["inside"]}, {}, True),
        ({"places": ["near_border"]}, {}, False),
        ({"forests": ["inside", "unknown"]}, {}, True),
        ({"forests": ["inside", "near", "outside", "unknown"]}, {"forest": "pending"}, False),
        ({}, {"forest": "pending"}, True),
        ({"strengths": ["strong"]}, {"strength": "weak"}, False),
        ({"strengths": ["strong"]}, {"strength": "strong"}, True),
        ({"strengths": ["strong"]}, {}, False),
        ({"min_level": 4}, {}, False),
        ({"min_level": 4}, {"level": 3}, False),
        ({"min_level": 4}, {"level": 4}, True),
        ({}, {"seen_at": ON}, True),
        ({}, {"seen_at": ON - timedelta(microseconds=1)}, False),
    ],
)
def test_conditions(condition: dict[str, Any], known: dict[str, Any], speaks: bool) -> None:
    assert applies(rule(**condition), "incident", fact(**known)) is speaks


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (None, None, False),
        (SINCE, None, True),
        (SINCE + timedelta(microseconds=1), None, False),
        (ON, SINCE, False),
        (ON, SINCE + timedelta(microseconds=1), True),
        (SINCE, SINCE, False),
    ],
)
def test_in_force(begins: datetime | None, ends: datetime | None, counts: bool) -> None:
    assert in_force(rule(valid_from=begins, valid_to=ends), SINCE) is counts


@pytest.mark.parametrize(
    ("wanted", "communes", "there", "found"),
    [
        ({"agency_id": "hat"}, ["z"], [STATION, POLICE], ["hat"]),
        ({"agency_id": "hat"}, ["a"], [POLICE], []),
        ({"role": "police", "level": "commune"}, ["a"], [POLICE, POLICE_PROVINCE], ["ca-a"]),
        # Nobody in this commune: area (none), then the province, which works everywhere.
        ({"role": "police", "level": "commune"}, ["b"], [POLICE, POLICE_PROVINCE], ["ca-tinh"]),
        ({"role": "police", "level": "village"}, ["a"], [POLICE, POLICE_PROVINCE], ["ca-a"]),
        ({"role": "police", "level": "province"}, [], [POLICE, POLICE_PROVINCE], ["ca-tinh"]),
        # A commune's agency of which no commune is entered works nowhere.
        ({"role": "police", "level": "commune"}, ["a"], [agency("x", "police", "commune")], []),
        ({"role": "ranger", "level": "area"}, ["a"], [agency("k", "ranger", "area", "b")], []),
        (
            {"role": "ranger", "level": "area"},
            ["a"],
            [STATION, agency("k", "ranger", "area", "a")],
            ["hat", "k"],
        ),
        ({"role": "military", "level": "commune"}, ["a"], [POLICE, STATION], []),
    ],
)
def test_receivers(
    wanted: dict[str, str], communes: list[str], there: list[dict[str, Any]], found: list[str]
) -> None:
    some, missing = receivers(rule(receivers=[wanted]), communes, there)
    assert [each["agency_id"] for each in some] == found
    assert missing == ([] if found else [wanted])


def test_the_holder_owes_itself_nothing() -> None:
    due, _ = owed("incident", fact(), "ca-a", [rule()], [POLICE])
    assert due == []


def test_the_strictest_rule_counts() -> None:
    """Earliest deadline, earliest target, the louder urgency, and a message if any asks for one."""
    rules = [
        rule(1, deadline_minutes=1440, target_minutes=30, telling="auto"),
        rule(2, deadline_minutes=60, urgency="immediate", basis="khoản 6"),
        rule(3, deadline_minutes=60, target_minutes=45),
    ]
    ((due,), _) = owed("incident", fact(), None, rules, [POLICE])
    assert (due.rule["id"], due.deadline_at) == (2, SINCE + timedelta(minutes=60))
    assert due.target_at == SINCE + timedelta(minutes=30)
    assert (due.urgency, due.telling) == ("immediate", "auto")


def test_a_target_after_the_deadline_is_none() -> None:
    rules = [rule(1, deadline_minutes=1440, target_minutes=120), rule(2, deadline_minutes=60)]
    ((due,), _) = owed("incident", fact(), None, rules, [POLICE])
    assert due.target_at is None
    ((due,), _) = owed("incident", fact(), None, [rule(deadline_minutes=60, target_minutes=60)], [POLICE])
    assert due.target_at == SINCE + timedelta(minutes=60)


def test_a_receiver_that_nobody_answers_to_is_said_once() -> None:
    wanted = {"role": "military", "level": "commune"}
    _, lacking = owed(
        "incident", fact(), None, [rule(1, receivers=[wanted]), rule(2, receivers=[wanted])], []
    )
    assert lacking == [wanted]


def test_whoever_the_record_names_is_told_each_once() -> None:
    named = {"named": "involved"}
    asked = rule(receivers=[named, {"role": "police", "level": "commune"}])
    every = [POLICE, POLICE_PROVINCE, STATION]
    found, missing = receivers(asked, ["a"], every, ["hat", "ca-a", "da-giai-the"])
    assert (found, missing) == ([STATION, POLICE], [{"agency_id": "da-giai-the"}])
    assert receivers(rule(receivers=[named]), ["a"], every) == ([], [])
    due, _lacking = owed(
        "incident", fact(involved=["ca-tinh", "hat"]), "hat", [rule(receivers=[named])], every
    )
    assert [each.agency_id for each in due] == ["ca-tinh"]
