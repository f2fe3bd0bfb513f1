"""What stands in the calendar of a period: one list from the records that have a day.

Cases are not in it, nor what is owed about them: who reads a calendar may not be who may read cases.
Patrols that are only planned are seen by whoever follows patrols.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.access import Actor, decide
from data.casework.report_clock import clocks
from data.followup import open_items
from data.ledger.desk import LIVE
from data.ledger.limits import limit_at, limit_sql
from data.meetings import reading as meetings
from data.outreach.reading import list_events
from data.patrols.reading import involved, list_patrols
from data.store.tables import duty, incident, joint_team, matter, matter_fact
from data.teams.reading import list_inspections, members_of

TAKES_PLACE = ("meeting", "outreach_event", "inspection", "patrol")
DEADLINES = ("duty", "case_report", "action_item", "meeting_due")
KINDS = (*TAKES_PLACE, *DEADLINES)


@dataclass(frozen=True)
class Entry:
    """One thing with a day.

    starts_at, ends_at
        Aware; of a deadline both are the last moment.
    all_day
        The local day is what counts, not the hour.
    subkind
        Kind of meeting, event, patrol, or what a deadline is about.
    agencies
        Whose it is: ids.
    off
        Cancelled.
    link
        Page and key to open it, such as ``meetings?meeting=3``.
    """

    kind: str
    ref: str
    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    agencies: tuple[str, ...]
    subkind: str = ""
    place: str = ""
    all_day: bool = False
    off: bool = False
    link: str = ""
    version: int = 1


def _some(*ids: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(own for own in ids if own))


def _day_end(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tz) - timedelta(minutes=1)


def _meetings(conn: Connection, since: datetime, until: datetime, tz: tzinfo) -> list[Entry]:
    found = []
    for row in meetings.between(conn, since, until):
        found.append(
            Entry(
                "meeting",
                str(row["id"]),
                row["code"],
                row["commune_id"] or "",
                row["starts_at"],
                row["ends_at"] or row["starts_at"] + timedelta(hours=1),
                _some(row["host_agency_id"], *row["invited"]),
                row["kind"],
                row["venue"],
                off=row["status"] == "cancelled",
                link=f"meetings?meeting={row['id']}",
                version=row["version"],
            )
        )
    first, last = since.astimezone(tz).date(), until.astimezone(tz).date()
    for row in meetings.list_meetings(conn, first, last):
        at = _day_end(row["due_on"], tz)
        if row["status"] == "planned" and row["starts_at"] is None and since <= at < until:
            found.append(
                Entry(
                    "meeting_due",
                    str(row["id"]),
                    row["code"],
                    row["commune_id"] or "",
                    at,
                    at,
                    _some(row["host_agency_id"]),
                    row["kind"],
                    all_day=True,
                    link=f"meetings?meeting={row['id']}",
                    version=row["version"],
                )
            )
    return found


def _outreach(conn: Connection, since: datetime, until: datetime, _tz: tzinfo) -> list[Entry]:
    return [
        Entry(
            "outreach_event",
            str(row["id"]),
            row["code"],
            row["title"],
            row["starts_at"],
            row["ends_at"],
            _some(row["host_agency_id"], *(each.get("agency_id") for each in row["topics"])),
            row["kind"],
            row["venue"],
            off=row["status"] == "cancelled",
            link=f"outreach?event={row['id']}",
            version=row["version"],
        )
        for row in list_events(conn, since, until)
    ]


def _inspections(conn: Connection, since: datetime, until: datetime, _tz: tzinfo) -> list[Entry]:
    leads = {row.id: row.lead_agency_id for row in conn.execute(select(joint_team))}
    return [
        Entry(
            "inspection",
            str(row["id"]),
            row["code"],
            row["subject"],
            row["starts_at"],
            row["ends_at"],
            _some(leads[row["team_id"]], *(each["agency_id"] for each in members_of(conn, row["team_id"]))),
            row["subject_kind"],
            off=row["status"] == "cancelled",
            link=f"teams?inspection={row['id']}",
            version=row["version"],
        )
        for row in list_inspections(conn, since, until)
    ]


def _patrols(conn: Connection, since: datetime, until: datetime, _tz: tzinfo) -> list[Entry]:
    return [
        Entry(
            "patrol",
            str(row["id"]),
            row["code"],
            row["objective"],
            row["starts_at"],
            row["ends_at"],
            tuple(involved(row)),
            row["kind"],
            row["meeting_place"],
            off=row["status"] == "cancelled",
            link=f"planning?patrol={row['id']}",
            version=row["version"],
        )
        for row in list_patrols(conn, since, until)
    ]


def _duties(conn: Connection, since: datetime, until: datetime, _tz: tzinfo) -> list[Entry]:
    owed, limit = duty.c, limit_sql()
    query = (
        select(duty, matter.c.kind.label("about"), matter_fact.c.told)
        .join(matter, matter.c.id == owed.matter_id)
        .join(matter_fact, matter_fact.c.id == matter.c.fact_id)
        .where(
            limit >= since,
            limit < until,
            owed.status.in_(LIVE),
            owed.proven_at.is_(None),
            matter.c.kind != "case",
        )
        .order_by(limit, owed.id)
    )
    return [
        Entry(
            "duty",
            str(row["id"]),
            row["told"].get("code") or f"#{row['id']}",
            row["receiver_id"],
            limit_at(row),
            limit_at(row),
            _some(row["holder_id"], row["receiver_id"]),
            row["about"],
            link="desk",
            version=row["version"],
        )
        for row in map(dict, conn.execute(query).mappings())
    ]


def _case_reports(conn: Connection, since: datetime, until: datetime, tz: tzinfo) -> list[Entry]:
    rows = [dict(row) for row in conn.execute(select(incident)).mappings()]
    own = {row["id"]: row for row in rows}
    found = []
    for each, clock in clocks(conn, rows, since, tz).items():
        at = _day_end(clock.due_on, tz)
        if clock.reported_at is None and since <= at < until:
            row = own[each]
            found.append(
                Entry(
                    "case_report",
                    str(each),
                    row["code"],
                    row["summary"],
                    at,
                    at,
                    _some(row["agency_id"]),
                    row["kind"],
                    all_day=True,
                    link=f"incidents?incident={row['code']}",
                    version=row["version"],
                )
            )
    return found


def _items(conn: Connection, since: datetime, until: datetime, tz: tzinfo) -> list[Entry]:
    pages = {"meeting": "meetings?meeting", "inspection": "teams?inspection"}
    found = []
    for row in open_items(conn):
        at = _day_end(row["due_on"], tz)
        if since <= at < until:
            found.append(
                Entry(
                    "action_item",
                    str(row["id"]),
                    f"#{row['id']}",
                    row["text"],
                    at,
                    at,
                    _some(row["owner_agency_id"]),
                    row["kind"],
                    all_day=True,
                    link=f"{pages[row['source_kind']]}={row['source_id']}",
                    version=row["version"],
                )
            )
    return found


Source = Callable[[Connection, datetime, datetime, tzinfo], list[Entry]]
SOURCES: Mapping[str, tuple[Source, str]] = {
    "meetings": (_meetings, "map.read"),
    "outreach": (_outreach, "map.read"),
    "inspections": (_inspections, "map.read"),
    "patrols": (_patrols, "patrols.follow"),
    "duties": (_duties, "duties.tell"),
    "case_reports": (_case_reports, "casework.edit"),
    "items": (_items, "map.read"),
}
"""Each source, and the action in the table of roles that seeing it is."""


def entries(
    conn: Connection,
    since: datetime,
    until: datetime,
    who: Actor,
    tz: tzinfo,
    *,
    agency_id: str | None = None,
    off: bool = False,
) -> list[Entry]:
    """What begins, or is due, in [since, until), by its beginning; of one agency where it is named.

    Whoever's role does not reach a source does not get it. Cancelled ones only with `off`.
    """
    mine: dict[str, Any] = {"agency_id": who.agency_id}
    found = [
        entry
        for source, needs in SOURCES.values()
        if decide(who, needs, mine).allowed
        for entry in source(conn, since, until, tz)
    ]
    shown = [
        each for each in found if (off or not each.off) and (agency_id is None or agency_id in each.agencies)
    ]
    return sorted(shown, key=lambda each: (each.starts_at, KINDS.index(each.kind), each.ref))
