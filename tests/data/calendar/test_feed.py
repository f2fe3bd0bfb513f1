"""The calendar: who sees what of it, and the file that calendar programs read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN, Actor
from data.agencies import load
from data.agencies.act import Act
from data.calendar.entries import Entry, entries
from data.calendar.feed import feed
from data.cases.opening import Case, open_case
from data.followup import Item, add_item
from data.ledger.rule_loading import load_rules
from data.meetings.generating import generate
from data.meetings.planning import Day, set_day
from data.meetings.reading import list_meetings
from data.outreach.acting import Outreach, announce, cancel, plan_event
from data.periods import read_period
from data.plan import Plan, add_plan, load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from geo.areas import load_areas

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
TZ = PROFILE.tz
NOW = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:meetings")
RANGERS, POLICE = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion"
MARCH = read_period("2027-03", TZ)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW, on_from=NOW)
    with writing(engine) as conn:
        add_plan(conn, Plan("Kế hoạch", date(2026, 1, 1), date(2030, 12, 31)), ACT, plan_id="kh")
        generate(conn, MARCH, AREAS, ACT, TZ)
        rows = list_meetings(conn, MARCH.first, MARCH.last)
        own = next(row for row in rows if row["host_agency_id"] == POLICE)
        starts = datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
        set_day(
            conn, own["id"], Day(starts, starts + timedelta(hours=2), "UBND", [POLICE, RANGERS], POLICE), ACT,
            seen_version=1,
        )  # fmt: skip
        add_item(conn, "meeting", own["id"], Item("Rà soát", date(2027, 3, 20), RANGERS), ACT)
        begins = starts + timedelta(days=2)
        event = plan_event(
            conn,
            Outreach("training", "Tập huấn", RANGERS, begins, begins + timedelta(hours=3), "Xã", ["people"]),
            ACT,
            TZ,
        )
        announce(conn, event, ACT, seen_version=1)
        cancel(conn, event, "mưa", ACT, seen_version=2)
        open_case(conn, Case("Vụ kín", "forest", RANGERS, NOW), ACT, TZ)
    return engine


def _kinds(engine: Engine, role: str, *, off: bool = False, agency_id: str | None = None) -> list[str]:
    who = Actor("x", None, role, RANGERS, "local")
    with reading(engine) as conn:
        found = entries(conn, MARCH.start, MARCH.end, who, TZ, off=off, agency_id=agency_id)
    return [each.kind for each in found]


def test_what_a_role_sees(filled: Engine) -> None:
    # Four communes and the area's quarter: one has a day, four are due on the last day of March.
    seen = ["meeting", "action_item", *["meeting_due"] * 4]
    assert _kinds(filled, "viewer") == seen
    assert _kinds(filled, "viewer", off=True) == ["meeting", "outreach_event", "action_item", *seen[2:]]
    assert _kinds(filled, "viewer", agency_id=POLICE) == ["meeting"]
    # Whoever tells duties sees their deadlines: of the meeting, and of the case by its code.
    officer = _kinds(filled, "duty_officer")
    assert officer.count("duty") >= 1
    assert "joint_case" not in officer


def test_the_file_can_be_read_by_calendars(filled: Engine) -> None:
    with reading(filled) as conn:
        found = entries(conn, MARCH.start, MARCH.end, LOCAL_ADMIN, TZ, off=True)
    body = feed(found, {POLICE: "Công an xã"}, installation="qn", base="https://x.vn", now=NOW, tz=TZ)
    assert b"\r\n" in body
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    whole = Calendar.from_ical(body)
    events = list(whole.walk("VEVENT"))
    assert len(events) == len(found)
    assert len({str(each["uid"]) for each in events}) == len(events)
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(each) for each in events)
    meeting = next(each for each in events if str(each["uid"]).startswith("meeting-"))
    assert meeting["dtstart"].dt == datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
    assert str(meeting["url"]).startswith("https://x.vn/meetings?meeting=")
    due = next(each for each in events if str(each["uid"]).startswith("action_item-"))
    assert due["dtstart"].dt == date(2027, 3, 20)
    off = next(each for each in events if str(each["uid"]).startswith("outreach_event-"))
    assert str(off["status"]) == "CANCELLED"
    assert "Vụ kín" not in body.decode()


def test_a_drill_is_marked() -> None:
    entry = Entry("patrol", "1", "TT-1", "Đi\x00 tuần", NOW, NOW + timedelta(hours=1), (POLICE,))
    (event,) = Calendar.from_ical(
        feed([entry], {}, installation="qn", base=None, now=NOW, tz=TZ, drill=True)
    ).walk("VEVENT")
    assert str(event["summary"]).startswith("DIỄN TẬP – ")
    assert str(event["uid"]).startswith("dien-tap-")
    again = replace(entry, version=4)
    (later,) = Calendar.from_ical(
        feed([again], {}, installation="qn", base=None, now=NOW, tz=TZ, drill=True)
    ).walk("VEVENT")
    assert (later["uid"], int(later["sequence"])) == (event["uid"], 3)
