"""Facts of what the forces plan and do together: patrols, meetings, events, inspections, cases.

What must be known is known since a person said so: a patrol was assigned, a meeting's day set, an event or an
inspection announced, a case opened. Before that there is no matter, and None is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from data.agencies.reading import agencies_at
from data.matters.facts import Facts
from data.store.tables import (
    inspection,
    joint_case,
    joint_team,
    joint_team_member,
    meeting,
    outreach_event,
    patrol,
    patrol_member,
    patrol_zone,
    zone,
)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""An agency holds on days of the calendar where it is."""
FIELD = "forest"
"""The plan is about the protection of forest: what serves it is counted in that field. A case has its own."""


def _said(**values: Any) -> dict[str, Any]:
    told = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


def _agencies(*ids: str | None) -> tuple[str, ...]:
    """Agency ids, each once, in the order of their letters: the same people are the same facts."""
    return tuple(sorted({own for own in ids if own}))


def _row(conn: Connection, table: Any, record_id: int) -> Mapping[str, Any] | None:
    found = conn.execute(select(table).where(table.c.id == record_id)).mappings().first()
    return None if found is None else dict(found)


def _planned(kind: str, row: Mapping[str, Any], known_at: datetime, ends_at: datetime, **more: Any) -> Facts:
    """Facts of a row with a code and a status. What was over when it was entered raises no duty."""
    off = row["status"] == "cancelled"
    first: dict[str, Any] = {
        "state": "withdrawn" if off else "open",
        "reason": (row.get("ended_reason") or row.get("reason")) if off else None,
        "field": FIELD,
        "subkind": row.get("kind"),
        "known_by": row["actor"],
        "fresh": known_at <= ends_at,
    }
    return Facts(
        kind=kind, ref=str(row["id"]), since=known_at, clock="known", known_at=known_at, **(first | more)
    )


def _communes(
    conn: Connection, row: Mapping[str, Any], host_id: str | None, since: datetime
) -> tuple[str, ...]:
    """The commune that is named; where none is, all in which the host worked on that local day."""
    if row["commune_id"]:
        return (row["commune_id"],)
    there = agencies_at(conn, since.astimezone(VIETNAM).date())
    host = next((each for each in there if each["agency_id"] == host_id), None)
    return tuple(sorted(host["communes"] or ())) if host is not None else ()


def _people(members: Iterable[Mapping[Any, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in members:
        found.setdefault(each["agency_id"], []).append(each["name"])
    return found


def of_patrol(conn: Connection, patrol_id: int) -> Facts | None:
    """What is known of a patrol since it was assigned."""
    row = _row(conn, patrol, patrol_id)
    if row is None or row["assigned_at"] is None:
        return None
    here = (patrol_member.c.patrol_id == patrol_id) & patrol_member.c.ended_at.is_(None)
    members = list(conn.execute(select(patrol_member).where(here).order_by(patrol_member.c.id)).mappings())
    there = select(zone.c.name).join(patrol_zone, patrol_zone.c.zone_id == zone.c.id)
    zones = conn.execute(there.where(patrol_zone.c.patrol_id == patrol_id).order_by(zone.c.code)).scalars()
    return _planned(
        "patrol",
        row,
        row["assigned_at"],
        row["ends_at"],
        known_by=row["assigned_by"] or row["actor"],
        holder_id=row["agency_id"],
        communes_2021=tuple(row["communes_2021"] or ()),
        communes_2025=tuple(row["communes_2025"] or ()),
        involved=_agencies(row["lead_agency_id"], *(each["agency_id"] for each in members)),
        told=_said(
            code=row["code"],
            summary=row["objective"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            place_text=row["meeting_place"],
            lead=row["lead_agency_id"],
            people=_people(members),
            zones=list(zones),
        ),
    )


def of_meeting(conn: Connection, meeting_id: int) -> Facts | None:
    """What is known of a meeting since its day was set."""
    row = _row(conn, meeting, meeting_id)
    if row is None or row["announced_at"] is None or row["starts_at"] is None:
        return None
    now = row["era"] != "2021"
    place = (row["commune_id"],) if row["commune_id"] else ()
    return _planned(
        "meeting",
        row,
        row["announced_at"],
        row["ends_at"] or row["starts_at"],
        holder_id=row["host_agency_id"] or row["agency_id"],
        communes_2021=() if now else place,
        communes_2025=place if now else (),
        involved=_agencies(row["host_agency_id"], *row["invited"]),
        told=_said(
            code=row["code"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            place_text=row["venue"],
            lead=row["host_agency_id"],
        ),
    )


def _topics(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [each["text"] for each in rows if each.get("text")]


def of_outreach(conn: Connection, event_id: int) -> Facts | None:
    """What is known of a training or a public-information event since its host announced it."""
    row = _row(conn, outreach_event, event_id)
    if row is None or row["announced_at"] is None:
        return None
    return _planned(
        "outreach_event",
        row,
        row["announced_at"],
        row["ends_at"],
        holder_id=row["host_agency_id"],
        communes_2025=_communes(conn, row, row["host_agency_id"], row["announced_at"]),
        involved=_agencies(*(each.get("agency_id") for each in row["topics"])),
        told=_said(
            code=row["code"],
            summary=row["title"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            place_text=row["venue"],
            lead=row["host_agency_id"],
            topics=_topics(row["topics"]),
        ),
    )


def of_inspection(conn: Connection, inspection_id: int) -> Facts | None:
    """What is known of an inspection since it was announced."""
    row = _row(conn, inspection, inspection_id)
    if row is None or row["announced_at"] is None:
        return None
    team = _row(conn, joint_team, row["team_id"])
    assert team is not None  # noqa: S101 -- a foreign key
    member = joint_team_member.c
    here = (member.team_id == team["id"]) & member.ended_at.is_(None)
    agencies = conn.execute(select(member.agency_id).where(here)).scalars()
    return _planned(
        "inspection",
        row,
        row["announced_at"],
        row["ends_at"],
        subkind=row["subject_kind"],
        holder_id=team["lead_agency_id"],
        communes_2025=_communes(conn, row, team["lead_agency_id"], row["announced_at"]),
        involved=_agencies(
            team["lead_agency_id"], *agencies, *(each.get("agency_id") for each in row["contents"])
        ),
        told=_said(
            code=row["code"],
            summary=row["subject"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            lead=team["lead_agency_id"],
            topics=_topics(row["contents"]),
        ),
    )


def of_case(conn: Connection, case_id: int) -> Facts | None:
    """What is known of a case: its code, its field, who leads. Nothing else of it leaves its own page."""
    row = _row(conn, joint_case, case_id)
    if row is None:
        return None
    return _planned(
        "case",
        row,
        row["known_at"],
        row["known_at"],
        field=row["field"],
        subkind=None,
        holder_id=row["agency_id"] or row["lead_agency_id"],
        communes_2025=(row["commune_id"],) if row["commune_id"] else (),
        involved=_agencies(row["lead_agency_id"], *row["partners"]),
        told=_said(code=row["code"], lead=row["lead_agency_id"]),
    )


BUILDERS: Mapping[str, Callable[[Connection, int], Facts | None]] = {
    "patrol": of_patrol,
    "meeting": of_meeting,
    "outreach_event": of_outreach,
    "inspection": of_inspection,
    "case": of_case,
}
"""Kind of matter → its facts by the id of its record."""
STARTING = ("patrol", "meeting", "outreach_event", "inspection")
"""Those of them that begin at a moment which is known before."""
KINDS = tuple(BUILDERS)
"""The kinds of matter that the forces plan and do together; the others are seen or told by somebody."""
