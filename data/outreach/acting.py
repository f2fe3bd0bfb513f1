"""Plan an event, announce it, change it, cancel it, say that it was held. Each permitted, each journalled.

From the announcement on the other forces must be told at once (`data.matters.of_plans`); who changes time or
place afterwards makes them be told again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.agencies.act import Act
from data.clock import require_aware
from data.incidents.numbering import next_number
from data.outreach.errors import OutreachInvalid, OutreachUnknown
from data.outreach.reading import RECORD_KIND, event_of
from data.outreach.states import FIRST, STATES, follows
from data.plan import plan_at
from data.records import Records
from data.store.lock import serialise
from data.store.tables import AUDIENCES, OUTREACH_KINDS, agency, outreach_event

ACTION = "outreach.edit"
SCREEN = "screen:outreach"
PREFIX = "TH"
LONGEST = timedelta(days=31)
"""A longer event is a slip of the pen: a campaign is entered as its events."""
MOST_PEOPLE = 100_000
_events = Records(RECORD_KIND, outreach_event, event_of, OutreachInvalid, OutreachUnknown, matter=RECORD_KIND)
held = partial(_events.held, action=ACTION)
journalled, write = _events.journalled, _events.write


@dataclass(frozen=True)
class Outreach:
    """What a person says of an event; moments aware, `topics` [{text, agency_id}]."""

    kind: str
    title: str
    host_agency_id: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    audiences: Sequence[str]
    topics: Sequence[Mapping[str, Any]] = field(default_factory=list)
    commune_id: str | None = None


def _topics(topics: Sequence[Mapping[str, Any]], host: str) -> list[dict[str, Any]]:
    said = [(" ".join(each["text"].split()), each.get("agency_id") or host) for each in topics]
    return [{"text": text, "agency_id": own} for text, own in said if text]


def _row(conn: Connection, wanted: Outreach) -> dict[str, Any]:
    row = asdict(wanted) | {
        "title": " ".join(wanted.title.split()),
        "venue": " ".join(wanted.venue.split()),
        "starts_at": require_aware(wanted.starts_at),
        "ends_at": require_aware(wanted.ends_at),
        "audiences": [each for each in AUDIENCES if each in wanted.audiences],
        "topics": _topics(wanted.topics, wanted.host_agency_id),
    }
    known = select(agency.c.id).where(agency.c.agency_id == wanted.host_agency_id)
    problems = {
        "outreach_untitled": not row["title"],
        "outreach_kind_unknown": wanted.kind not in OUTREACH_KINDS,
        "outreach_host_unknown": conn.execute(known).first() is None,
        "outreach_without_audience": not row["audiences"],
        "outreach_backwards": row["ends_at"] <= row["starts_at"],
        "outreach_too_long": row["ends_at"] - row["starts_at"] > LONGEST,
    }
    for problem, there in problems.items():
        if there:
            raise OutreachInvalid(problem=problem)
    return row


def _notice_days(conn: Connection, starts_at: datetime, tz: tzinfo) -> int | None:
    plan = plan_at(conn, starts_at.astimezone(tz).date())
    days = (plan["lead_times"] or {}).get("notice_days") if plan else None
    return None if days is None else int(days)


def plan_event(conn: Connection, wanted: Outreach, act: Act, tz: tzinfo) -> int:
    """Store an event that nobody has announced yet, and return its id. It keeps the lead time that the plan
    in force on its day states (None: states none).

    Raises
    ------
    data.access.Denied
    OutreachInvalid
        `problem`: outreach_untitled, outreach_kind_unknown, outreach_host_unknown, outreach_without_audience,
        outreach_backwards, outreach_too_long.
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    row = _row(conn, wanted) | next_number(conn, outreach_event, PREFIX, act.now, tz)
    row |= {
        "notice_days": _notice_days(conn, wanted.starts_at, tz),
        "status": FIRST,
        "agency_id": act.who.agency_id,
    }
    return _events.store(conn, row, act)


def edit_event(
    conn: Connection, event_id: int, wanted: Outreach, act: Act, tz: tzinfo, *, seen_version: int, reason: str
) -> None:
    """Change an event; once it was announced a change of time or place needs a reason.

    Raises
    ------
    data.access.Denied, OutreachUnknown, data.errors.ConflictError
    OutreachInvalid
        `problem`: event_fixed (it was held or cancelled), reason_missing, nothing_changed, as `plan_event`.
    """
    found = held(conn, event_id, act, seen_version)
    if not STATES[found["status"]].plan:
        raise OutreachInvalid(problem="event_fixed")
    row, said = _row(conn, wanted), " ".join(reason.split())
    moved = any(found[name] != row[name] for name in ("starts_at", "ends_at", "venue"))
    if moved and found["announced_at"] is not None and not said:
        raise OutreachInvalid(problem="reason_missing")
    more: dict[str, Any] = {"notice_days": _notice_days(conn, wanted.starts_at, tz)}
    if said:
        more["reason"] = said
    write(conn, found, row | more, act, "edited", said or None)


def _step(
    conn: Connection, event_id: int, status: str, act: Act, seen_version: int, reason: str = "", **values: Any
) -> None:
    found = held(conn, event_id, act, seen_version)
    said = " ".join(reason.split())
    if not follows(found["status"], status):
        raise OutreachInvalid(problem="step_impossible")
    if STATES[status].reasoned and not said:
        raise OutreachInvalid(problem="reason_missing")
    kept = "" if found["status"] == "cancelled" else found["reason"]
    more = {"status": status, "reason": said or kept} | values
    write(conn, found, more, act, status, said or None)


def announce(conn: Connection, event_id: int, act: Act, *, seen_version: int) -> None:
    """Announce it: from now on the other forces must be told. Raises as `cancel`."""
    _step(conn, event_id, "announced", act, seen_version, announced_at=act.now)


def hold(conn: Connection, event_id: int, participants: int | None, act: Act, *, seen_version: int) -> None:
    """Say that it was held, and how many came (None: not counted).

    Raises
    ------
    As `cancel`; `problem` not_begun, participants_impossible.
    """
    found = held(conn, event_id, act, seen_version)
    if found["starts_at"] > act.now:
        raise OutreachInvalid(problem="not_begun")
    if participants is not None and not 0 <= participants <= MOST_PEOPLE:
        raise OutreachInvalid(problem="participants_impossible")
    _step(conn, event_id, "held", act, seen_version, participants=participants)


def cancel(conn: Connection, event_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that it will not be held, and why; whoever was told must be told so.

    Raises
    ------
    data.access.Denied, OutreachUnknown, data.errors.ConflictError
    OutreachInvalid
        `problem`: step_impossible, reason_missing.
    """
    _step(conn, event_id, "cancelled", act, seen_version, reason)


def take_back(conn: Connection, event_id: int, act: Act, *, seen_version: int) -> None:
    """Take back that it was cancelled or held. Raises as `cancel`."""
    found = held(conn, event_id, act, seen_version)
    to = "planned" if found["announced_at"] is None else "announced"
    _step(conn, event_id, to, act, seen_version, participants=None)
