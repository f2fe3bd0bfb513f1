"""Read cases: only whose agency leads, takes part, or is offered a hand-over; each reading is journalled.

Who may not read a case does not learn that there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from data.access import Actor, decide
from data.agencies.act import Act
from data.cases.errors import CaseUnknown
from data.journal import append
from data.store.lock import serialise
from data.store.tables import case_handover, case_person, case_step, joint_case, journal

RECORD_KIND = "joint_case"
READ = "cases.read"


def agencies_of(conn: Connection, row: Mapping[str, Any]) -> set[str]:
    """The agencies that a case is theirs too: who leads, partners, who entered it, whom it is offered to."""
    offered = select(case_handover.c.to_agency_id).where(
        case_handover.c.case_id == row["id"], case_handover.c.state == "offered"
    )
    there = {row["lead_agency_id"], row["agency_id"], *row["partners"], *conn.execute(offered).scalars()}
    return {own for own in there if own}


def may(conn: Connection, act: Act, row: Mapping[str, Any], action: str = READ) -> bool:
    """Whether the actor's role reaches this case: ``own`` is a case of the account's agency."""
    own = act.who.agency_id if act.who.agency_id in agencies_of(conn, row) else ""
    return decide(act.who, action, {"agency_id": own or "-"}).allowed


def reads_every(who: Actor) -> bool:
    """Whether a role reads the cases of all agencies: a list of them, in a report, is for nobody else."""
    return decide(who, READ, {"agency_id": "-"}).allowed


def case_row(conn: Connection, case_id: int) -> dict[str, Any] | None:
    """The bare row of a case, for `data` alone: no page shows it before `may` was asked."""
    row = conn.execute(select(joint_case).where(joint_case.c.id == case_id)).mappings().first()
    return None if row is None else dict(row)


def list_cases(conn: Connection, act: Act) -> list[dict[str, Any]]:
    """The cases that the actor may read, the newest first: code, title, field, lead, status; no persons."""
    rows = [dict(row) for row in conn.execute(select(joint_case).order_by(joint_case.c.id.desc())).mappings()]
    return [row for row in rows if may(conn, act, row)]


def steps_of(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """What was done, in order."""
    query = select(case_step).where(case_step.c.case_id == case_id).order_by(case_step.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def handovers_of(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Hand-overs, in order, whatever became of them."""
    query = select(case_handover).where(case_handover.c.case_id == case_id).order_by(case_handover.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def persons_of(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The persons concerned, for `data` alone (see `read_case`)."""
    query = select(case_person).where(case_person.c.case_id == case_id).order_by(case_person.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def read_case(conn: Connection, case_id: int, act: Act) -> dict[str, Any]:
    """A case with ``steps``, ``persons`` and ``handovers``. That it was read, and by whom, is journalled.

    Raises
    ------
    CaseUnknown
        There is none, or the actor may not read it.
    """
    serialise(conn)
    row = case_row(conn, case_id)
    if row is None or not may(conn, act, row):
        raise CaseUnknown(kind=RECORD_KIND, id=case_id)
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action="read",
        record_kind=RECORD_KIND,
        record_id=str(case_id),
    )
    return row | {
        "steps": steps_of(conn, case_id),
        "persons": persons_of(conn, case_id),
        "handovers": handovers_of(conn, case_id),
    }


def readers_of(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Who read a case and when, the newest first."""
    about = (journal.c.record_kind == RECORD_KIND) & (journal.c.record_id == str(case_id))
    query = select(journal).where(about, journal.c.action == "read").order_by(journal.c.id.desc())
    return [dict(row) for row in conn.execute(query).mappings()]
