"""Patrols as a calendar file (RFC 5545) for phones and office programs.

Times are UTC, so no time zone has to be described; every calendar shows them on its own clock. A later
version of the file replaces the entry (same UID, higher SEQUENCE), a cancelled patrol strikes it out. Neither
telephone numbers nor members' links are in it: calendars are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

import shapely
from icalendar import Calendar, Event

from data.casework.documents import words
from data.patrols.papers.words import KINDS, ROLES

PRODUCT = "-//Canh Lua//patrols//VI"
_STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}


def _text(value: str) -> str:
    return "".join(each for each in value if each.isprintable() or each in "\n\t")


def uid(row: Mapping[str, Any], installation: str, *, drill: bool) -> str:
    """The same for every version of a patrol; a drill's are never those of real patrols."""
    return f"{'dien-tap-' if drill else ''}{row['code'].lower()}@{installation}.canhlua"


def _lines(row: Mapping[str, Any], names: Mapping[str, str], page: str | None) -> Iterable[str]:
    lead = row["lead_agency_id"]
    yield row["objective"]
    yield f"Chủ trì: {names.get(lead, lead)}"
    others = [name for own, name in names.items() if own != lead]
    if others:
        yield f"Tham gia: {', '.join(others)}"
    if row["zones"]:
        zones = [f"{each['code']} {each['name']}" for each in row["zones"]]
        yield f"Khu vực: {'; '.join(zones)}"
    if row["required_roles"]:
        yield f"Phải có mặt: {', '.join(ROLES.get(role, role) for role in row['required_roles'])}"
    if row["status"] == "cancelled":
        yield f"Đã hủy. Lý do: {row['ended_reason'] or words.SHORT_BLANK}"
    if page:
        yield page


def _event(
    row: Mapping[str, Any], names: Mapping[str, str], installation: str, base: str | None, drill: bool
) -> Event:
    event = Event()
    page = f"{base}/planning?patrol={row['id']}" if base else None
    mark = f"{words.DRILL} – " if drill else ""
    event.add("uid", uid(row, installation, drill=drill))
    event.add("dtstamp", row["updated_at"].astimezone(UTC))
    event.add("created", row["created_at"].astimezone(UTC))
    event.add("last-modified", row["updated_at"].astimezone(UTC))
    event.add("sequence", max(row["version"] - 1, 0))
    event.add("dtstart", row["starts_at"].astimezone(UTC))
    event.add("dtend", row["ends_at"].astimezone(UTC))
    event.add("summary", f"{mark}{words.capital(KINDS[row['kind']])} {row['code']}")
    said = [f"{mark}không có gì ở đây là thật"] * drill + list(_lines(row, names, page))
    event.add("description", _text("\n".join(said)))
    event.add("status", _STATUS.get(row["status"], "CONFIRMED"))
    if row["meeting_place"]:
        event.add("location", _text(row["meeting_place"]))
    if row["zones"]:
        middle = shapely.union_all([each["shape"] for each in row["zones"]]).centroid
        event.add("geo", (round(middle.y, 5), round(middle.x, 5)))
    if page:
        event.add("url", page)
    return event


def patrols_ics(
    rows: Iterable[Mapping[str, Any]],
    names: Mapping[int, Mapping[str, str]],
    *,
    installation: str,
    base: str | None = None,
    drill: bool = False,
) -> bytes:
    """The calendar file of some patrols.

    Parameters
    ----------
    rows
        As `data.patrols.reading.patrol_of` gives them.
    names
        A patrol's id → names of the agencies involved by their ids.
    installation
        The profile's id: entries of two installations never meet.
    base
        The public address; entries then lead to the patrol's page.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{words.DRILL} – Tuần tra" if drill else "Tuần tra – Canh Lửa")
    for row in rows:
        calendar.add_component(_event(row, names.get(row["id"], {}), installation, base, drill))
    return bytes(calendar.to_ical())
