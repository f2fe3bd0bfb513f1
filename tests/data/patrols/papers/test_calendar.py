"""The calendar file: what RFC 5545 asks for, read back by a second pair of eyes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import update

from data.patrols.papers.calendar import patrols_ics
from data.store.engine import writing
from data.store.tables import patrol as patrol_table
from tests.data.patrols.conftest import STARTS
from tests.data.patrols.papers.conftest import BASE, Patrol


def made(patrol: Patrol, *, drill: bool = False, base: str | None = BASE) -> bytes:
    row = patrol.row(patrol.id)
    names = {patrol.id: patrol.order().agencies}
    return patrols_ics([row], names, installation="quynh_nhai", base=base, drill=drill)


def event(data: bytes) -> Any:
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return found


def change(patrol: Patrol, **values: Any) -> None:
    with writing(patrol.engine) as conn:
        conn.execute(update(patrol_table).values(**values))


def test_the_file_is_one_that_every_calendar_reads(patrol: Patrol) -> None:
    data = made(patrol)
    assert data.startswith(b"BEGIN:VCALENDAR\r\n") and data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert all(len(line) <= 75 for line in lines)
    calendar = Calendar.from_ical(data)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH") and calendar["prodid"]
    found = event(data)
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"} <= set(found)
    assert calendar.walk("VTIMEZONE") == []  # times are UTC
    assert b"DTSTART:20270313T000000Z" in data and b"DTEND:20270313T100000Z" in data
    assert found.decoded("dtstart") == STARTS
    assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(hours=10)


def test_it_says_what_where_and_who_but_no_number_and_no_link_of_a_member(patrol: Patrol) -> None:
    data = made(patrol)
    found = event(data)
    assert found["summary"] == "Tuần tra liên ngành TT-2027-0001"
    assert found["location"] == "Bản Huổi Ngà" and found["url"] == f"{BASE}/planning?patrol={patrol.id}"
    said = str(found["description"])
    assert "Công an xã Mường Giôn" in said and "KV-Bắc" in said and "Kiểm lâm, Công an, Quân sự" in said
    assert b"0912" not in data and b"checkin" not in data and "Lò Thị Lan" not in said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("planned", "TENTATIVE"),
        ("assigned", "CONFIRMED"),
        ("completed", "CONFIRMED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_a_later_file_replaces_the_entry(patrol: Patrol, status: str, said: str) -> None:
    before = event(made(patrol))
    change(patrol, status=status, version=4, ended_reason="Mưa to")
    after = event(made(patrol))
    assert after["uid"] == before["uid"] and after["sequence"] == 3 > before["sequence"]
    assert after["status"] == said
    assert ("Đã hủy. Lý do: Mưa to" in after["description"]) == (status == "cancelled")


def test_a_drill_is_marked_and_never_replaces_what_is_real(patrol: Patrol) -> None:
    data = made(patrol, drill=True)
    found = event(data)
    assert found["summary"].startswith("DIỄN TẬP – ") and found["uid"] != event(made(patrol))["uid"]
    assert str(found["description"]).startswith("DIỄN TẬP – không có gì ở đây là thật")
    assert str(Calendar.from_ical(data)["x-wr-calname"]).startswith("DIỄN TẬP")


def test_what_people_type_cannot_add_lines(patrol: Patrol) -> None:
    hostile = "a\r\nATTENDEE:mailto:x@y.vn\r\nEND:VEVENT;,\\ \x07" + "ế" * 200
    change(patrol, objective=hostile, meeting_place=hostile)
    data = made(patrol, base=None)
    found = event(data)
    assert b"\r\nATTENDEE" not in data and "attendee" not in found and "url" not in found
    assert "ế" * 200 in found["description"] and all(len(line) <= 75 for line in data.split(b"\r\n"))
