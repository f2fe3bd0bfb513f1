"""Rules as data: each wording a row with its time, switched on only where somebody can be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from data.access import Actor, Denied
from data.access.roles import ROLES
from data.agencies import Act, Agency, add_agency
from data.errors import ConflictError
from data.ledger.errors import ReceiverUnreachable, RuleInvalid, RuleUnknown
from data.ledger.rules import Rule, add_rule, edit_rule, is_on, rule_rows, switch_off, switch_on
from data.store.engine import writing
from tests.data.ledger.world import COMMITTEE_A, INCIDENT, LAN, POLICE_A, STATION, World, to


def _add(world: World, wanted: Rule = INCIDENT, who: Actor = LAN, own: str = "moi") -> int:
    with writing(world.engine) as conn:
        return add_rule(conn, wanted, Act(world.now, who), rule_id=own)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": " "}, "title_missing"),
        ({"basis": ""}, "basis_missing"),
        ({"matter_kind": "party"}, "kind_unknown"),
        ({"receivers": []}, "receiver_missing"),
        ({"receivers": [{"role": "police"}]}, "receiver_unreadable"),
        ({"receivers": [{"role": "priest", "level": "area"}]}, "receiver_unreadable"),
        ({"receivers": [{"agency_id": " "}]}, "receiver_unreadable"),
        ({"fields": ["water"]}, "condition_unknown"),
        ({"forests": ["pending"]}, "condition_unknown"),
        ({"deadline_minutes": 0}, "deadline_impossible"),
        ({"deadline_minutes": 60 * 24 * 31 + 1}, "deadline_impossible"),
        ({"target_minutes": 0}, "target_impossible"),
        ({"target_minutes": 1441}, "target_impossible"),
        ({"min_level": 6}, "level_impossible"),
        ({"urgency": "soon"}, "choice_unknown"),
        ({"telling": "drum"}, "choice_unknown"),
        ({"plan_id": "no-such-plan"}, "plan_unknown"),
    ],
)
def test_a_rule_that_cannot_be(world: World, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleInvalid) as refused:
        _add(world, replace(INCIDENT, **change))
    assert refused.value.params["problem"] == problem


@pytest.mark.parametrize("role", ROLES)
def test_who_may(world: World, role: str) -> None:
    who = Actor("tùng", None, role, None, "local")
    if role in ("commander", "administrator"):
        assert _add(world, who=who) > 0
    else:
        with pytest.raises(Denied):
            _add(world, who=who)


def test_a_draft_binds_nobody_and_older_matters_raise_none(world: World) -> None:
    _add(world, replace(INCIDENT, receivers=[{"agency_id": STATION}]), own="tram")
    world.later()
    first = world.incident(agency_id=POLICE_A)
    assert STATION not in world.owed("incident", first)
    world.later()
    with writing(world.engine) as conn:
        switch_on(conn, "tram", world.act(), seen_row=world.rule_row("tram")["id"])
    world.later()
    # Known before the rule was there, though it is entered after.
    old = world.incident(agency_id=POLICE_A, known_at=world.now.replace(hour=5))
    new = world.incident(agency_id=POLICE_A)
    assert STATION not in world.owed("incident", first)
    assert STATION not in world.owed("incident", old)
    assert STATION in world.owed("incident", new)


def test_another_wording_ends_the_row_and_begins_one(world: World) -> None:
    before = world.rule_row("vu-chay")
    first = world.incident()
    changed_at = world.later()
    wanted = replace(INCIDENT, deadline_minutes=60, communes=["xa-a"])
    with writing(world.engine) as conn:
        edit_rule(conn, "vu-chay", wanted, world.act(), seen_row=before["id"])
        rows = rule_rows(conn, "vu-chay")
    assert [(row["deadline_minutes"], row["valid_from"], row["valid_to"]) for row in rows] == [
        (60, changed_at, None),
        (1440, before["valid_from"], changed_at),
    ]
    second = world.incident()
    for own, minutes in ((first, 1440), (second, 60)):
        row = world.duties("incident", own)[COMMITTEE_A]
        assert (row["deadline_at"] - row["started_at"]).total_seconds() == 60 * minutes


def test_switched_off_its_duties_stay(world: World) -> None:
    first = world.incident()
    world.later()
    row = world.rule_row("vu-chay")
    with writing(world.engine) as conn:
        switch_off(conn, "vu-chay", world.act(), seen_row=row["id"], reason="thôi")
    assert not is_on(world.rule_row("vu-chay"), world.now)
    assert world.owed("incident", first) == {POLICE_A: "open", COMMITTEE_A: "open"}
    assert world.owed("incident", world.incident()) == {}


def test_not_without_somebody_to_reach(world: World) -> None:
    with writing(world.engine) as conn:
        nobody = Agency("forest_owner", "commune", "Chủ rừng", communes=["xa-a"])
        add_agency(conn, nobody, world.act(), agency_id="chu-rung")
    receivers = [{"agency_id": "chu-rung"}, to("military", "province")]
    own = _add(world, replace(INCIDENT, receivers=receivers))
    with writing(world.engine) as conn, pytest.raises(ReceiverUnreachable) as refused:
        switch_on(conn, "moi", world.act(), seen_row=own)
    assert refused.value.params["agencies"] == ["Chủ rừng", "military/province"]


def test_other_refusals(world: World) -> None:
    row, act = world.rule_row("vu-chay"), world.act()
    cases: list[tuple[str, Any]] = [
        ("on_already", lambda conn: switch_on(conn, "vu-chay", act, seen_row=row["id"])),
        ("nothing_changed", lambda conn: edit_rule(conn, "vu-chay", INCIDENT, act, seen_row=row["id"])),
        ("reason_missing", lambda conn: switch_off(conn, "vu-chay", act, seen_row=row["id"], reason=" ")),
        ("rule_there_already", lambda conn: add_rule(conn, INCIDENT, act, rule_id="vu-chay")),
    ]
    for problem, deed in cases:
        with writing(world.engine) as conn, pytest.raises(RuleInvalid) as refused:
            deed(conn)
        assert refused.value.params["problem"] == problem
    with writing(world.engine) as conn, pytest.raises(RuleUnknown):
        switch_on(conn, "none", act, seen_row=1)
    with writing(world.engine) as conn, pytest.raises(ConflictError):
        switch_off(conn, "vu-chay", act, seen_row=row["id"] + 99, reason="thôi")
    draft = _add(world)
    with writing(world.engine) as conn, pytest.raises(RuleInvalid) as refused:
        switch_off(conn, "moi", act, seen_row=draft, reason="thôi")
    assert refused.value.params["problem"] == "off_already"
