"""What is proposed for a meeting's agenda: what is still open where it is held. A person picks and edits.

Texts are Vietnamese, for they go on paper. Cases are left out: they are read by role, an agenda by everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.casework.documents.words import KINDS, LEVELS, STATUSES
from data.danger_levels import levels_at
from data.followup import open_items, overdue
from data.incidents import list_incidents
from data.incidents.states import OPEN
from data.ledger.desk import Wanted, grouped, live
from data.ledger.limits import limit_at
from data.meetings.states import HELD
from data.patrols.reading import list_patrols
from data.periods import read_period, shifted
from data.store.tables import inspection, meeting
from geo.areas import Areas

MOST = 8
"""So many matters of one kind stand on an agenda by themselves; the rest are counted in one more line."""
_HIDDEN = ("case",)
_MATTERS = {
    "fire_event": "đám cháy vệ tinh",
    "incident": "vụ việc",
    "call": "tin báo",
    "danger_level": "công bố cấp cháy rừng",
    "patrol": "cuộc tuần tra",
    "meeting": "cuộc họp",
    "outreach_event": "hội nghị tập huấn, tuyên truyền",
    "inspection": "cuộc kiểm tra liên ngành",
}
_WENT = ("under_way", "returned", "completed")


@dataclass(frozen=True)
class Point:
    """One point of an agenda: `kind` is duties, incident, item, patrols, levels or text; `ref` names what it
    comes from."""

    kind: str
    ref: str | None
    text: str


def _day(moment: datetime, tz: tzinfo) -> str:
    return f"{moment.astimezone(tz):%d/%m/%Y}"


def _capped(points: list[Point], kind: str, more: str) -> list[Point]:
    if len(points) <= MOST:
        return points
    return [*points[:MOST], Point(kind, None, more.format(count=len(points) - MOST))]


def _duties(conn: Connection, row: Mapping[str, Any], now: datetime, tz: tzinfo) -> list[Point]:
    """Matters of which somebody must still be told, the overdue ones first."""
    wanted = Wanted(commune=row["commune_id"] if row["era"] != "2021" else None)
    rows = [each for each in live(conn, wanted, now, limit=None) if each["kind"] not in _HIDDEN]
    if row["commune_id"] and row["era"] == "2021":
        rows = [each for each in rows if each["commune_2021_id"] == row["commune_id"]]
    found = []
    for some in grouped(rows, "matter_id"):
        first, late = some[0], [each for each in some if limit_at(each) < now]
        name = f"{_MATTERS.get(first['kind'], 'việc')} {first['told'].get('code') or first['ref']}"
        owed = f"Tin về {name}: còn {len(some)} đơn vị chưa được báo"
        if late:
            owed += f", {len(late)} đã quá hạn từ {_day(min(limit_at(each) for each in late), tz)}"
        found.append(Point("duties", f"{first['kind']}:{first['ref']}", owed))
    return _capped(found, "duties", "Còn {count} tin khác chưa báo đủ các bên")


def _incidents(conn: Connection, row: Mapping[str, Any], now: datetime, tz: tzinfo) -> list[Point]:
    rows = list_incidents(conn, start=now, open_too=True)
    found = []
    for each in rows:
        if row["commune_id"] not in (None, each["commune_2021_id"], each["commune_2025_id"]):
            continue
        if each["status"] not in OPEN:
            continue
        said = " ".join(each["summary"].split())
        told = f"Vụ {each['code']} ({KINDS[each['kind']]}, {_day(each['occurred_at'], tz)}): {said[:160]}"
        found.append(Point("incident", f"incident:{each['code']}", f"{told} – {STATUSES[each['status']]}"))
    return _capped(found, "incident", "Còn {count} vụ việc khác chưa kết thúc")


def _places(conn: Connection) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Source of a decision → its code, and the commune that it is about."""
    found = {}
    for kind, table in (("meeting", meeting), ("inspection", inspection)):
        for each in conn.execute(select(table.c.id, table.c.code, table.c.commune_id)):
            found[kind, each.id] = (each.code, each.commune_id)
    return found


def _items(conn: Connection, row: Mapping[str, Any], now: datetime, tz: tzinfo) -> list[Point]:
    """Decisions and recommendations that are not done: of this commune, or owed by somebody invited."""
    places, today = _places(conn), now.astimezone(tz).date()
    guests, found = {*row["invited"], row["host_agency_id"]}, []
    for each in open_items(conn):
        source = each["source_kind"], each["source_id"]
        code, commune = places.get(source, ("", None))
        here = row["commune_id"] in (None, commune) or each["owner_agency_id"] in guests - {None}
        if not here or source == ("meeting", row["id"]):
            continue
        what = "Kiến nghị" if each["kind"] == "recommendation" else "Kết luận"
        late = ", đã quá hạn" if overdue(each, today) else ""
        told = f"{what} tại {code}: {each['text']} (hạn {each['due_on']:%d/%m/%Y}{late})"
        found.append(Point("item", f"action_item:{each['id']}", told))
    return _capped(found, "item", "Còn {count} kết luận, kiến nghị khác chưa thực hiện xong")


def since_last(conn: Connection, row: Mapping[str, Any], tz: tzinfo) -> datetime:
    """From when a meeting looks back: since the last one of its kind and commune was held; where none was,
    from the beginning of the period before its own."""
    same = (
        (meeting.c.kind == row["kind"])
        & (meeting.c.id != row["id"])
        & meeting.c.status.in_(HELD)
        & (meeting.c.due_on < row["due_on"])
        & (meeting.c.commune_id == row["commune_id"] if row["commune_id"] else meeting.c.commune_id.is_(None))
    )
    latest = conn.execute(select(meeting.c.held_at).where(same).order_by(meeting.c.held_at.desc())).scalar()
    if latest is not None:
        held_at: datetime = latest
        return held_at
    first = shifted(read_period(row["period"], tz), -1).first
    return datetime.combine(first, time(), tz).astimezone(UTC)


def _patrols(conn: Connection, row: Mapping[str, Any], now: datetime, tz: tzinfo) -> list[Point]:
    """One line about the patrols since last time; of a commune those whose agencies are invited."""
    first = since_last(conn, row, tz)
    guests = {*row["invited"], row["host_agency_id"]}
    rows = [
        each
        for each in list_patrols(conn, first, max(now, first))
        if row["commune_id"] is None
        or guests & {each["lead_agency_id"], *(one["agency_id"] for one in each["members"])}
    ]
    if not rows:
        return []
    counts = Counter(each["status"] for each in rows)
    went, joint = sum(counts[name] for name in _WENT), sum(each["kind"] == "joint" for each in rows)
    told = (
        f"Tuần tra từ {_day(first, tz)} đến {_day(now, tz)}: {len(rows)} lượt đã lập,"
        f" {joint} lượt liên ngành, {went} lượt đã đi, {counts['cancelled']} lượt hủy"
    )
    return [Point("patrols", None, told)]


def _levels(conn: Connection, row: Mapping[str, Any], now: datetime, areas: Areas) -> list[Point]:
    """The levels that are announced now."""
    found = []
    for commune, standing in sorted(levels_at(conn, now).items()):
        if standing.level is not None and row["commune_id"] in (None, commune):
            found.append(f"{areas.by_id(commune).name} cấp {LEVELS[standing.level]}")
    return [Point("levels", None, f"Cấp dự báo cháy rừng đang công bố: {'; '.join(found)}")] if found else []


def proposed(
    conn: Connection, row: Mapping[str, Any], now: datetime, tz: tzinfo, areas: Areas
) -> list[Point]:
    """What a meeting should talk about, by what is stored now: information that is owed, incidents without an
    end, decisions that are not done, patrols since last time, announced levels.

    A meeting of a commune speaks of that commune, one of the area of all. `row` as `meeting_of` reads it.
    """
    return [
        *_duties(conn, row, now, tz),
        *_incidents(conn, row, now, tz),
        *_items(conn, row, now, tz),
        *_patrols(conn, row, now, tz),
        *_levels(conn, row, now, areas),
    ]
