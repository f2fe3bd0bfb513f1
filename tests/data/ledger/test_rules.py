"""Rules on both engines: drafts, switching, wordings, who may, who cannot be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data.access import Denied
from data.agencies import Act, FocalPoint, add_focal_point
from data.errors import ConflictError
from data.journal import verify
from data.ledger.errors import ReceiverUnreachable, RuleInvalid, RuleUnknown
from data.ledger.rule_reach import REASONS, Reachability, reachability
from data.ledger.rules import (
    add_rule,
    current_rules,
    edit_rule,
    fresh_id,
    is_on,
    rule_history,
    rule_rows,
    switch_off,
    switch_on,
    switch_on_several,
)
from data.store.engine import reading, writing
from tests.data.ledger.rule_world import ACT, CALL, NOW, bound, forces, rule

LATER = Act(NOW + timedelta(hours=1), ACT.who, "test")


def draft(engine: Engine, own: str = "chay", **more: Any) -> int:
    with writing(engine) as conn:
        return add_rule(conn, rule(**more), ACT, rule_id=own)


def test_a_draft_binds_nobody_until_it_is_switched_on(engine: Engine) -> None:
    forces(engine)
    row = draft(engine)
    with reading(engine) as conn:
        assert not is_on(current_rules(conn)[0], NOW)
    with writing(engine) as conn:
        assert switch_on(conn, "chay", ACT, seen_row=row) == row
        (found,) = current_rules(conn)
        assert not is_on(found, NOW - timedelta(seconds=1))
        assert is_on(found, NOW)
        assert [entry["action"] for entry in rule_history(conn, "chay")] == ["switched_on", "created"]
        assert verify(conn) is None


def test_off_and_on_again_is_another_row_and_the_past_stays(engine: Engine) -> None:
    forces(engine)
    row = bound(engine)
    with writing(engine) as conn:
        switch_off(conn, "chay", LATER, seen_row=row, reason="thử")
    with pytest.raises(RuleInvalid, match="off_already"), writing(engine) as conn:
        switch_off(conn, "chay", LATER, seen_row=row, reason="thử")
    with writing(engine) as conn:
        new = switch_on(conn, "chay", LATER, seen_row=row)
    with reading(engine) as conn:
        rows = rule_rows(conn, "chay")
    assert [each["id"] for each in rows] == [new, row]
    assert (rows[1]["valid_from"], rows[1]["valid_to"], rows[0]["valid_from"]) == (NOW, LATER.now, LATER.now)


def test_another_wording_of_a_rule_that_is_on_begins_now(engine: Engine) -> None:
    forces(engine)
    row = bound(engine)
    with writing(engine) as conn:
        new = edit_rule(conn, "chay", rule(target_minutes=15), LATER, seen_row=row)
    with reading(engine) as conn:
        after, before = rule_rows(conn, "chay")
    assert (before["valid_to"], after["valid_from"], after["id"]) == (LATER.now, LATER.now, new)
    with pytest.raises(ConflictError), writing(engine) as conn:
        edit_rule(conn, "chay", rule(target_minutes=30), LATER, seen_row=row)
    with pytest.raises(RuleInvalid, match="nothing_changed"), writing(engine) as conn:
        edit_rule(conn, "chay", rule(target_minutes=15), LATER, seen_row=new)


def test_several_are_switched_on_together_or_none_is(engine: Engine) -> None:
    forces(engine, reached=("hat", "police"))
    police = [{"role": "police", "level": "commune"}]
    seen = {"a": draft(engine, "a", receivers=police), "b": draft(engine, "b")}
    with pytest.raises(ReceiverUnreachable), writing(engine) as conn:
        switch_on_several(conn, seen, ACT)
    with reading(engine) as conn:
        assert [is_on(row, NOW) for row in current_rules(conn)] == [False, False]
    with writing(engine) as conn:
        assert switch_on_several(conn, {"a": seen["a"]}, ACT) == [seen["a"]]


def test_a_receiver_without_anybody_to_call_keeps_a_rule_off(engine: Engine) -> None:
    forces(engine, reached=("hat", "police"))
    row = draft(engine)
    with pytest.raises(ReceiverUnreachable) as refused, writing(engine) as conn:
        switch_on(conn, "chay", ACT, seen_row=row)
    assert refused.value.params["agencies"] == ["BCHQS xã"]
    with writing(engine) as conn:
        add_focal_point(conn, FocalPoint("army", "commune", "Quàng B"), ACT)  # known, but by no channel
    with reading(engine) as conn:
        (lacking,) = reachability(conn, NOW).of(rule_rows(conn, "chay")[0]).lacking
    assert (lacking.key, lacking.reason) == ("army", "no_channel")
    with writing(engine) as conn:
        add_focal_point(conn, FocalPoint("army", "commune", "Cà C", channels=CALL), ACT)
        switch_on(conn, "chay", ACT, seen_row=row)


@pytest.mark.parametrize(
    ("receiver", "key", "reason"),
    [
        ({"agency_id": "nobody"}, "nobody", "no_agency"),
        ({"role": "participant", "level": "village"}, "participant/village", "no_agency"),
        ({"agency_id": "army"}, "army", "no_focal_point"),
    ],
)
def test_why_a_receiver_cannot_be_reached(
    engine: Engine, receiver: dict[str, str], key: str, reason: str
) -> None:
    forces(engine, reached=("hat", "police"))
    row = draft(engine, receivers=[receiver])
    with reading(engine) as conn:
        (lacking,) = reachability(conn, NOW).of(rule_rows(conn, "chay")[0]).lacking
    assert (lacking.key, lacking.reason) == (key, reason)
    assert reason in REASONS
    with pytest.raises(ReceiverUnreachable), writing(engine) as conn:
        switch_on(conn, "chay", ACT, seen_row=row)


def test_whom_a_matter_without_a_commune_would_go_to_is_named_and_keeps_nothing_off(engine: Engine) -> None:
    forces(engine)
    row = draft(engine)
    with writing(engine) as conn:
        reach = reachability(conn, NOW).of(rule_rows(conn, "chay")[0])
        assert [each.key for each in reach.astray] == ["police/commune", "military/commune"]
        assert [each["agency_id"] for each in reach.agencies] == ["police", "army"]
        assert reach.lacking == ()
        switch_on(conn, "chay", ACT, seen_row=row)


@pytest.mark.parametrize("role", ["viewer", "ranger", "duty_officer", "planner"])
def test_only_who_may_changes_rules(engine: Engine, role: str) -> None:
    forces(engine)
    row = bound(engine)
    act = replace(LATER, who=replace(ACT.who, role=role))
    with pytest.raises(Denied), writing(engine) as conn:
        add_rule(conn, rule(), act, rule_id="other")
    with pytest.raises(Denied), writing(engine) as conn:
        edit_rule(conn, "chay", rule(target_minutes=15), act, seen_row=row)
    with pytest.raises(Denied), writing(engine) as conn:
        switch_off(conn, "chay", act, seen_row=row, reason="x")
    with reading(engine) as conn:
        assert len(rule_rows(conn)) == 1


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"title": "  "}, "title_missing"),
        ({"basis": ""}, "basis_missing"),
        ({"matter_kind": "rumour"}, "kind_unknown"),
        ({"receivers": []}, "receiver_missing"),
        ({"receivers": [{"role": "police"}]}, "receiver_unreadable"),
        ({"places": ["moon"]}, "condition_unknown"),
        ({"forests": ["pending"]}, "condition_unknown"),
        ({"deadline_minutes": 0}, "deadline_impossible"),
        ({"target_minutes": 2000}, "target_impossible"),
        ({"min_level": 6}, "level_impossible"),
        ({"telling": "pigeon"}, "choice_unknown"),
        ({"plan_id": "none"}, "plan_unknown"),
    ],
)
def test_what_is_no_rule_is_refused(engine: Engine, more: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleInvalid, match=problem), writing(engine) as conn:
        add_rule(conn, rule(**more), ACT, rule_id="x")
    with reading(engine) as conn:
        assert rule_rows(conn) == []


def test_ids_come_from_titles_and_are_never_used_twice(engine: Engine) -> None:
    draft(engine, "chay-rung")
    with writing(engine) as conn:
        assert fresh_id(conn, "Cháy  rừng!") == "chay-rung-2"
        assert fresh_id(conn, "<b>…</b>") == "b-b"
        assert fresh_id(conn, "…") == "quy-tac"
        with pytest.raises(RuleUnknown):
            switch_off(conn, "none", ACT, seen_row=1, reason="x")


POINT = {"focal_point_id": "f", "agency_id": "x", "channels": CALL, "duty_hours": None, "stand_in_id": None}
OTHER = POINT | {"focal_point_id": "g", "agency_id": "y"}
NIGHT = [{"days": [1, 2], "from": "22:00", "to": "04:00"}]


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([], "no_focal_point"),
        ([POINT], ""),
        ([POINT | {"channels": []}], "no_channel"),
        ([POINT | {"duty_hours": NIGHT}], ""),  # only at night, but then
        ([POINT | {"duty_hours": []}], "never_on_duty"),
        ([POINT | {"channels": []}, POINT | {"focal_point_id": "g"}], ""),
        ([POINT | {"channels": [], "stand_in_id": "g"}, OTHER], ""),
        (
            [
                POINT | {"channels": [], "stand_in_id": "g"},
                OTHER | {"channels": [], "stand_in_id": "f"},
            ],
            "no_channel",
        ),
    ],
)  # fmt: skip
def test_who_can_be_told_at_some_hour_of_the_week(points: list[dict[str, Any]], reason: str) -> None:
    agency = {
        "agency_id": "x",
        "role": "police",
        "level": "commune",
        "communes": ["c"],
        "name": "X",
        "kind": "k",
    }
    reach = Reachability([agency], points).of({"communes": ["c"], "receivers": [{"agency_id": "x"}]})
    assert [each.reason for each in reach.lacking] == ([reason] if reason else [])
