"""The calendar as a feed (RFC 5545) for phones and office programs.

Times are UTC; an entry keeps its UID, and a later version replaces it. What is due on a day is a day. No
person is in it: calendars are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar import Calendar, Event

from data.calendar.entries import Entry
from data.casework.documents import words

PRODUCT = "-//Canh Lua//calendar//VI"
KINDS = {
    "meeting": "Hội nghị giao ban",
    "outreach_event": "Tập huấn, tuyên truyền",
    "inspection": "Kiểm tra liên ngành",
    "patrol": "Tuần tra",
    "duty": "Hạn báo tin",
    "case_report": "Hạn báo cáo vụ cháy",
    "action_item": "Hạn kết luận, kiến nghị",
    "meeting_due": "Hạn họp giao ban",
}
"""Calendars are Vietnamese in every language of the screen, like papers."""
EVERY = timedelta(hours=1)
"""How often a program that follows the feed is asked to look."""


def _text(value: str) -> str:
    return "".join(each for each in value if each.isprintable() or each in "\n\t")


def _event(
    entry: Entry, names: Mapping[str, str], installation: str, base: str | None, now: datetime, tz: tzinfo,
    drill: bool,
) -> Event:  # fmt: skip
    event, mark = Event(), f"{words.DRILL} – " if drill else ""
    page = f"{base}/{entry.link}" if base and entry.link else None
    own = f"{'dien-tap-' if drill else ''}{entry.kind}-{entry.ref}"
    event.add("uid", f"{own}@{installation}.canhlua")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", max(entry.version - 1, 0))
    if entry.all_day:
        day = entry.starts_at.astimezone(tz).date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
    title = names.get(entry.title, entry.title)
    event.add("summary", _text(f"{mark}{KINDS[entry.kind]} {entry.code}: {title}".rstrip(": ")))
    said = [f"{mark}không có gì ở đây là thật"] * drill
    said.append(", ".join(names.get(each, each) for each in entry.agencies))
    event.add("description", _text("\n".join([each for each in (*said, page) if each])))
    event.add("status", "CANCELLED" if entry.off else "CONFIRMED")
    if entry.place:
        event.add("location", _text(entry.place))
    if page:
        event.add("url", page)
    return event


def feed(
    entries: Iterable[Entry],
    names: Mapping[str, str],
    *,
    installation: str,
    base: str | None,
    now: datetime,
    tz: tzinfo,
    drill: bool = False,
) -> bytes:
    """The file.

    Parameters
    ----------
    names
        Agency and area ids → how they are called.
    installation
        The profile's id: entries of two installations never meet.
    base
        The public address; entries then lead to their page.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{words.DRILL} – Canh Lửa" if drill else "Lịch phối hợp – Canh Lửa")
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, names, installation, base, now, tz, drill))
    return bytes(calendar.to_ical())
