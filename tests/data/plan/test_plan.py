"""The coordination plan on both engines: the one of 2021, its missing successor, and the scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.access import Actor, Denied
from data.agencies.act import Act
from data.agencies.errors import AgencyInvalid, ScanInvalid
from data.errors import ConflictError
from data.plan import (
    Plan,
    add_plan,
    attach_scan,
    edit_plan,
    load_plans,
    plan_at,
    plan_of,
    read_scan,
    undo_plan,
    withdraw_plan,
)
from data.plan.editing import SCAN_LIMIT_MB
from data.store.engine import reading, writing

PROFILE = Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai"
NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
TODAY = date(2027, 3, 12)
OWN = "ke-hoach-phoi-hop-2021"
PLAN = Plan("Kế hoạch mới", date(2026, 1, 1), date(2030, 12, 31), clauses=["Một", " ", "Hai"])


@pytest.fixture
def act() -> Act:
    return Act(NOW, Actor("lan", None, "administrator", None, "local"), "test")


def test_the_plan_of_2021_has_ended_until_somebody_enters_the_next(engine: Engine, act: Act) -> None:
    assert (load_plans(engine, PROFILE, lambda: NOW), load_plans(engine, PROFILE, lambda: NOW)) == (1, 0)
    with reading(engine) as conn:
        signed = plan_at(conn, date(2025, 12, 31))
        assert (plan_at(conn, date(2026, 1, 1)), plan_at(conn, TODAY)) == (None, None)
    assert signed is not None
    assert (signed["plan_id"], signed["signed_on"], signed["number"]) == (OWN, date(2021, 3, 11), None)
    assert signed["lead_times"] == {"share_hours": 24.0, "notice_days": None}
    assert (signed["rotation"], len(signed["clauses"])) == (None, 7)
    with writing(engine) as conn:
        own = add_plan(conn, PLAN, act)
    with reading(engine) as conn:
        found = plan_at(conn, TODAY)
    assert found is not None
    assert (found["plan_id"], found["clauses"]) == (own, ["Một", "Hai"])


def test_versions_withdrawal_and_undo(engine: Engine, act: Act) -> None:
    with writing(engine) as conn:
        own = add_plan(conn, PLAN, act)
        edit_plan(conn, own, replace(PLAN, signed_on=TODAY), act, seen_version=1)
    with pytest.raises(ConflictError), writing(engine) as conn:
        edit_plan(conn, own, replace(PLAN, number="1/KH"), act, seen_version=1)
    with writing(engine) as conn:
        undo_plan(conn, own, act, seen_version=2)
        withdraw_plan(conn, own, act, seen_version=3)
        found = plan_of(conn, own)
        assert (found and found["signed_on"], plan_at(conn, TODAY)) == (None, None)
        undo_plan(conn, own, act, seen_version=4)
        assert plan_at(conn, TODAY) is not None


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(PLAN, title=" "), "plan_untitled"),
        (replace(PLAN, period_to=date(2025, 1, 1)), "period_backwards"),
        (replace(PLAN, rotation=["ranger", "ranger", "police"]), "rotation_incomplete"),
        (replace(PLAN, lead_times={"share_hours": 0}), "lead_time_not_positive"),
    ],
)
def test_what_is_no_plan_is_refused(engine: Engine, act: Act, wanted: Plan, problem: str) -> None:
    with pytest.raises(AgencyInvalid) as refused, writing(engine) as conn:
        add_plan(conn, wanted, act)
    assert refused.value.params["problem"] == problem


def test_only_commanders_and_administrators_enter_a_plan(sqlite_engine: Engine, act: Act) -> None:
    ranger = replace(act, who=Actor("x", None, "ranger", None, "local"))
    with pytest.raises(Denied), writing(sqlite_engine) as conn:
        add_plan(conn, PLAN, ranger)


def test_a_scan_is_kept_by_its_content(engine: Engine, act: Act, tmp_path: Path) -> None:
    paper = b"%PDF-1.7 paper"
    with writing(engine) as conn:
        own = add_plan(conn, PLAN, act)
        scan = attach_scan(conn, own, "../../kh.pdf", paper, act, seen_version=1, folder=tmp_path / "plans")
        found = plan_of(conn, own)
    assert found is not None
    assert [file.name for file in (tmp_path / "plans").iterdir()] == [f"{scan['sha256']}.pdf"]
    assert read_scan(found, tmp_path / "plans") == paper
    (tmp_path / "plans" / scan["file"]).write_bytes(b"%PDF-another")
    assert read_scan(found, tmp_path / "plans") is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "scan_empty"),
        (b"MZ program", "scan_wrong_type"),
        (b"%PDF-" + bytes(SCAN_LIMIT_MB * 1024 * 1024), "scan_too_large"),
    ],
)
def test_what_is_no_scan_is_refused(
    sqlite_engine: Engine, act: Act, tmp_path: Path, data: bytes, problem: str
) -> None:
    with writing(sqlite_engine) as conn:
        own = add_plan(conn, PLAN, act)
    with pytest.raises(ScanInvalid) as refused, writing(sqlite_engine) as conn:
        attach_scan(conn, own, "kh.pdf", data, act, seen_version=1, folder=tmp_path / "plans")
    assert refused.value.params["problem"] == problem
    assert list(tmp_path.glob("*.pdf")) == []
