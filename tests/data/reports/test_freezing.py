"""Frozen once, when the period is over, by whoever may; what changes later stands beside, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies.act import Act
from data.effort.ground import Ground
from data.reports.content import content
from data.reports.errors import ReportInvalid
from data.reports.freezing import Moved, digest, freeze, frozen, frozen_reports, moved_since
from data.store.engine import reading, writing
from data.store.tables import journal, meeting, period_report
from tests.data.reports.conftest import MARCH, NOW
from tests.data.reports.rows import put

ACT = Act(NOW, LOCAL_ADMIN, "screen:reports")


@pytest.fixture
def month(engine: Engine) -> Engine:
    with writing(engine) as conn:
        put(
            conn, meeting, code="GB-2027-0001", year=2027, number=1, kind="commune_month", period="2027-03",
            commune_id="muong-gion-2025", era="2025", due_on=date(2027, 3, 31), status="planned", minutes={},
            starts_at=None, ends_at=None,
        )  # fmt: skip
    return engine


def test_frozen_once_and_kept_as_it_was(month: Engine, ground: Ground) -> None:
    with writing(month) as conn:
        made = freeze(conn, "month", "2027-03", ACT, ground)
    with reading(month) as conn:
        kept = frozen(conn, "month", "2027-03")
        told = conn.execute(select(journal).where(journal.c.record_kind == "period_report")).mappings().one()
        assert [row["period"] for row in frozen_reports(conn)] == ["2027-03"]
    assert kept is not None
    assert kept["content"] == made["content"]
    assert kept["sha256"] == digest(kept["content"])
    assert (told["action"], told["record_id"]) == ("frozen", "month:2027-03")
    with writing(month) as conn, pytest.raises(ReportInvalid, match="report_frozen"):
        freeze(conn, "month", "2027-03", ACT, ground)
    with reading(month) as conn:
        assert conn.execute(select(func.count()).select_from(period_report)).scalar() == 1


def test_a_correction_stands_beside(month: Engine, ground: Ground) -> None:
    with writing(month) as conn:
        freeze(conn, "month", "2027-03", ACT, ground)
        kept = frozen(conn, "month", "2027-03") or {}
        assert moved_since(kept, content(conn, "month", MARCH, NOW, ground)) == []
        held = datetime(2027, 3, 30, 2, 0, tzinfo=UTC)  # it was held, and was entered too late
        conn.execute(update(meeting).values(status="held", held_at=held))
    with reading(month) as conn:
        today = content(conn, "month", MARCH, NOW, ground)
        kept = frozen(conn, "month", "2027-03") or {}
    assert kept["content"]["figures"]["meetings_held"]["now"]["value"] == 0
    assert moved_since(kept, today) == [
        Moved("meetings_held", "", 0.0, 1.0),
        Moved("meetings_held", "held", 0.0, 1.0),
        Moved("meetings_held", "missed", 1.0, 0.0),
    ]


def test_not_before_it_is_over(month: Engine, ground: Ground) -> None:
    last_moment = replace(ACT, now=MARCH.end - timedelta(seconds=1))
    with writing(month) as conn, pytest.raises(ReportInvalid, match="report_not_over"):
        freeze(conn, "month", "2027-03", last_moment, ground)
    with writing(month) as conn:
        freeze(conn, "month", "2027-03", replace(ACT, now=MARCH.end), ground)


@pytest.mark.parametrize(
    ("role", "may"),
    [("viewer", False), ("ranger", False), ("duty_officer", False), ("planner", False), ("commander", True)],
)
def test_who_may(month: Engine, ground: Ground, role: str, may: bool) -> None:
    act = replace(ACT, who=Actor("hoa", None, role, "hat-kiem-lam-khu-vuc", "192.0.2.8"))
    with writing(month) as conn:
        if may:
            assert freeze(conn, "month", "2027-03", act, ground)["actor"] == "hoa"
            return
        with pytest.raises(Denied):
            freeze(conn, "month", "2027-03", act, ground)
        assert frozen(conn, "month", "2027-03") is None


def test_the_digest_tells_of_any_change() -> None:
    assert digest({"a": 1, "b": {"c": "ệ"}}) == digest({"b": {"c": "ệ"}, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
