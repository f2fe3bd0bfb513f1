"""What is proposed for an agenda, by what is open; hosts that follow agencies and rotation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN, program
from data.agencies import load
from data.agencies.act import Act
from data.danger_levels import Announcement, announce
from data.danger_levels import By as LevelBy
from data.followup import Item, add_item, finish_item
from data.incidents import By, Incident, create, place_facts, set_status
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.meetings.agenda import MOST, Point, proposed, since_last
from data.meetings.generating import generate, pending, periods_ahead
from data.meetings.holding import hold
from data.meetings.planning import Day, miss, plan_again, set_day
from data.meetings.reading import list_meetings, meeting_of
from data.meetings.rotating import change_order
from data.periods import read_period
from data.plan import Plan, add_plan, load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from geo.areas import load_areas

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
TZ = PROFILE.tz
NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:meetings")
POLICE, MILITARY, RANGERS = "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion", "hat-kiem-lam-khu-vuc"
BY = By(LOCAL_ADMIN, NOW)
HOUR = timedelta(hours=1)


@pytest.fixture
def planned(engine: Engine) -> Engine:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW, on_from=NOW - timedelta(days=90))
    keep_settings(engine, PROFILE.ledger, NOW)
    plan = Plan("Kế hoạch 2026–2030", date(2026, 1, 1), date(2030, 12, 31))
    with writing(engine) as conn:
        add_plan(conn, plan, ACT, plan_id="ke-hoach-2026")
        for text in ("2027-02", "2027-Q1"):
            generate(conn, read_period(text, TZ), AREAS, ACT, TZ)
    return engine


def _row(engine: Engine, period: str, host: str | None = POLICE) -> dict[str, Any]:
    with reading(engine) as conn:
        rows = list_meetings(conn, date(2027, 1, 1), date(2027, 12, 31))
    return next(row for row in rows if row["period"] == period and host in (None, row["host_agency_id"]))


def _points(engine: Engine, row: dict[str, Any]) -> list[Point]:
    with reading(engine) as conn:
        return proposed(conn, row, NOW, TZ, AREAS)


def _incident(engine: Engine, summary: str, at: tuple[float, float] = (21.83, 103.72)) -> int:
    wanted = Incident("tip", "order", summary, NOW - 30 * HOUR, NOW - 29 * HOUR, *at, "khe", None, RANGERS)
    place = place_facts(engine, AREAS, *at, NOW)
    with writing(engine) as conn:
        return create(conn, wanted, place, BY, TZ)


def test_nothing_open_is_nothing_proposed(planned: Engine) -> None:
    assert _points(planned, _row(planned, "2027-03")) == []


def test_an_open_incident_and_the_telling_that_is_owed(planned: Engine) -> None:
    own = _incident(planned, "Có người lạ dựng lán")
    points = _points(planned, _row(planned, "2027-Q1", None))
    assert [each.ref for each in points if each.kind == "incident"] == ["incident:VV-2027-0001"]
    assert "Có người lạ dựng lán – mới báo" in next(e.text for e in points if e.kind == "incident")
    owed = [each for each in points if each.kind == "duties"]
    assert all("đã quá hạn" in each.text for each in owed) and owed  # 24 hours have passed since it was known
    with writing(planned) as conn:
        set_status(conn, own, "false_alarm", BY, reason="không có ai", seen_version=1)
    assert not [each for each in _points(planned, _row(planned, "2027-Q1", None)) if each.kind == "incident"]


def test_a_commune_speaks_of_itself(planned: Engine) -> None:
    gion, sai = AREAS.search("Mường Giôn", "2025").iloc[0], AREAS.search("Mường Sại", "2025").iloc[0]
    for each in (gion, sai):
        spot = each.geometry.representative_point()
        _incident(planned, f"ở {each['name']}", (spot.y, spot.x))
    told = [each.text for each in _points(planned, _row(planned, "2027-03")) if each.kind == "incident"]
    assert len(told) == 1 and "ở Mường Giôn" in told[0]


def test_many_are_counted_in_one_line(planned: Engine) -> None:
    for number in range(MOST + 3):
        _incident(planned, f"tin {number}")
    told = [e for e in _points(planned, _row(planned, "2027-Q1", None)) if e.kind == "incident"]
    assert len(told) == MOST + 1
    assert told[-1].text == "Còn 3 vụ việc khác chưa kết thúc"


def test_what_was_decided_before_comes_back_until_it_is_done(planned: Engine) -> None:
    before, row = _row(planned, "2027-02"), _row(planned, "2027-03")
    with writing(planned) as conn:
        item = add_item(conn, "meeting", before["id"], Item("Rà soát nương", date(2027, 3, 5), POLICE), ACT)
    told = [each for each in _points(planned, row) if each.kind == "item"]
    assert [each.ref for each in told] == [f"action_item:{item}"]
    assert told[0].text == (f"Kết luận tại {before['code']}: Rà soát nương (hạn 05/03/2027, đã quá hạn)")
    with writing(planned) as conn:
        finish_item(conn, item, date(2027, 3, 6), ACT, TZ, seen_version=1)
    assert not [each for each in _points(planned, row) if each.kind == "item"]


def test_announced_levels_of_the_commune(planned: Engine) -> None:
    row = _row(planned, "2027-03")
    wanted = Announcement(4, "Thông báo của Chi cục", NOW - HOUR, NOW + 24 * HOUR)
    with writing(planned) as conn:
        announce(conn, [row["commune_id"]], wanted, LevelBy(NOW, LOCAL_ADMIN), seen={row["commune_id"]: None})
    told = [each.text for each in _points(planned, row) if each.kind == "levels"]
    assert told == ["Cấp dự báo cháy rừng đang công bố: Mường Giôn cấp IV (nguy hiểm)"]


def test_looks_back_to_the_last_one_that_was_held(planned: Engine) -> None:
    before, row = _row(planned, "2027-02"), _row(planned, "2027-03")
    with reading(planned) as conn:
        assert since_last(conn, row, TZ) == datetime(2027, 1, 31, 17, tzinfo=UTC)  # 1 February, local
    held = NOW - timedelta(days=20)
    day = Day(held, held + HOUR, "UBND xã", [POLICE, RANGERS], POLICE)
    with writing(planned) as conn:
        set_day(conn, before["id"], day, ACT, seen_version=1)
        hold(conn, before["id"], held, ACT, seen_version=2)
    with reading(planned) as conn:
        assert since_last(conn, row, TZ) == held


def test_an_undated_meeting_follows_the_order_and_a_dated_one_stays(planned: Engine) -> None:
    row = _row(planned, "2027-Q1", None)
    assert row["host_agency_id"] is None  # no order was entered
    with writing(planned) as conn:
        change_order(conn, "ke-hoach-2026", "2027-Q1", ["ranger", "police", "military"], "họp", ACT)
    quarter = read_period("2027-Q1", TZ)
    with reading(planned) as conn:
        assert [each.kind for _plan, each, _row in pending(conn, quarter, AREAS)] == ["area_quarter"]
    watch = Act(NOW, program("watch"), "watch")
    with writing(planned) as conn:
        assert generate(conn, quarter, AREAS, watch, TZ) == []
    found = _row(planned, "2027-Q1", None)
    assert (found["host_agency_id"], found["version"]) == (RANGERS, 2)
    day = Day(NOW + 24 * HOUR, NOW + 26 * HOUR, "Hạt", [POLICE, RANGERS], RANGERS)
    with writing(planned) as conn:
        set_day(conn, row["id"], day, ACT, seen_version=2)
        change_order(conn, "ke-hoach-2026", "2027-Q1", ["police", "ranger", "military"], "đổi", ACT)
        generate(conn, quarter, AREAS, watch, TZ)
        kept = meeting_of(conn, row["id"])
    assert kept is not None and kept["host_agency_id"] == RANGERS


def test_why_it_was_missed_goes_when_that_is_taken_back(planned: Engine) -> None:
    row = _row(planned, "2027-02")
    with writing(planned) as conn:
        miss(conn, row["id"], "lũ", ACT, seen_version=1)
        assert (meeting_of(conn, row["id"]) or {})["reason"] == "lũ"
        plan_again(conn, row["id"], ACT, seen_version=2)
        assert (meeting_of(conn, row["id"]) or {})["reason"] is None


def test_ahead_are_this_and_the_next_month_and_quarter() -> None:
    told = [each.text for each in periods_ahead(date(2027, 12, 31), TZ)]
    assert told == ["2027-12", "2028-01", "2027-Q4", "2028-Q1"]
