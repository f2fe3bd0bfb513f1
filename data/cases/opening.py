"""Open a case, change its words, close it, open it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as factory
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.agencies.act import Act
from data.cases.errors import CaseInvalid
from data.cases.states import FIRST
from data.cases.writing import ACTION, LONGEST, add_step, held, known, store, write
from data.clock import require_aware
from data.incidents.numbering import next_number
from data.store.lock import serialise
from data.store.tables import INCIDENT_FIELDS, agency, incident, joint_case

PREFIX = "HS"


@dataclass(frozen=True)
class Case:
    """What a person says of a case; `title` and `summary` name no person concerned. `known_at`: when the
    holder knew (aware); `keep_until`: the local day after which the persons are erased, None: not decided."""

    title: str
    field: str
    lead_agency_id: str
    known_at: datetime
    summary: str = ""
    partners: Sequence[str] = factory(default_factory=list)
    incident_id: int | None = None
    commune_id: str | None = None
    keep_until: date | None = None


def _row(conn: Connection, wanted: Case, now: datetime) -> dict[str, Any]:
    partners = sorted(set(wanted.partners) - {wanted.lead_agency_id})
    row = asdict(wanted) | {
        "title": " ".join(wanted.title.split()),
        "summary": wanted.summary.strip(),
        "partners": partners,
        "known_at": require_aware(wanted.known_at),
    }
    named = {wanted.lead_agency_id, *partners}
    there = set(conn.execute(select(agency.c.agency_id).where(agency.c.agency_id.in_(named))).scalars())
    known_incident = select(incident.c.id).where(incident.c.id == wanted.incident_id)
    problems = {
        "case_untitled": not row["title"],
        "case_too_long": max(len(row["title"]), len(row["summary"])) > LONGEST,
        "case_field_unknown": wanted.field not in INCIDENT_FIELDS,
        "case_agency_unknown": named != there,
        "case_known_later": row["known_at"] > now,
        "case_incident_unknown": wanted.incident_id is not None
        and conn.execute(known_incident).first() is None,
    }
    for problem, so in problems.items():
        if so:
            raise CaseInvalid(problem=problem)
    return row


def open_case(conn: Connection, wanted: Case, act: Act, tz: tzinfo) -> int:
    """Store a case and return its id; whoever must know of it is owed at once.

    Raises
    ------
    data.access.Denied
    CaseInvalid
        `problem`: case_untitled, case_too_long, case_field_unknown, case_agency_unknown, case_known_later,
        case_incident_unknown.
    """
    serialise(conn)
    permit(act.who, ACTION, {"agency_id": act.who.agency_id}, conn=conn)
    row = _row(conn, wanted, act.now) | next_number(conn, joint_case, PREFIX, act.now, tz)
    row |= {"status": FIRST, "agency_id": act.who.agency_id}
    made = store(conn, row, act)
    add_step(conn, made, "opened", "", act, happened_at=row["known_at"])
    known(conn, made, act)
    return made


def edit_case(conn: Connection, case_id: int, wanted: Case, act: Act, *, seen_version: int) -> None:
    """Change the words of a case; who leads changes by a hand-over alone.

    Raises
    ------
    As `open_case`, and data.cases.errors.CaseUnknown, data.errors.ConflictError; `problem` case_closed,
    lead_by_handover, nothing_changed.
    """
    found = held(conn, case_id, act, seen_version)
    if wanted.lead_agency_id != found["lead_agency_id"]:
        raise CaseInvalid(problem="lead_by_handover")
    write(conn, found, _row(conn, wanted, act.now), act, "edited")


def close_case(conn: Connection, case_id: int, outcome: str, act: Act, *, seen_version: int) -> None:
    """Close a case with what came of it.

    Raises
    ------
    data.access.Denied, CaseUnknown, data.errors.ConflictError
    CaseInvalid
        `problem`: case_closed, reason_missing.
    """
    found = held(conn, case_id, act, seen_version)
    said = " ".join(outcome.split())
    if not said:
        raise CaseInvalid(problem="reason_missing")
    add_step(conn, case_id, "closed", said, act)
    write(conn, found, {"status": "closed", "closed_at": act.now}, act, "closed", said)


def reopen_case(conn: Connection, case_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Open a closed case again. Raises as `close_case`; `problem` case_not_closed."""
    found = held(conn, case_id, act, seen_version, closed_too=True)
    said = " ".join(reason.split())
    if found["status"] != "closed":
        raise CaseInvalid(problem="case_not_closed")
    if not said:
        raise CaseInvalid(problem="reason_missing")
    add_step(conn, case_id, "opened", said, act)
    write(conn, found, {"status": "open", "closed_at": None}, act, "reopened", said)
