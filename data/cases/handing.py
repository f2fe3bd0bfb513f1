"""Hand a case over to another force: offered, then received with a receipt, refused, or taken back.

Until it is received the giver leads; from then on the receiver does, and the giver stays a partner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.agencies.act import Act
from data.cases.errors import CaseInvalid, CaseUnknown
from data.cases.reading import case_row
from data.cases.states import HANDOVERS
from data.cases.writing import ACTION, add_step, held, journalled, known, write
from data.errors import refuse_stale
from data.store.lock import serialise
from data.store.tables import agency, case_handover


def offer(conn: Connection, case_id: int, to_agency_id: str, items: Sequence[str], by: str, act: Act) -> int:
    """Offer a case with what belongs to it (papers, evidence) to another agency; `by` is who hands it over.

    Raises
    ------
    data.access.Denied, CaseUnknown
    CaseInvalid
        `problem`: case_closed, handover_to_itself, case_agency_unknown, handover_empty, handover_unnamed,
        handover_open (another one waits for an answer).
    """
    found = held(conn, case_id, act, None)
    what = [" ".join(each.split()) for each in items if each.strip()]
    who = " ".join(by.split())
    waiting = select(case_handover.c.id).where(
        case_handover.c.case_id == case_id, case_handover.c.state == "offered"
    )
    there = select(agency.c.id).where(agency.c.agency_id == to_agency_id)
    problems = {
        "handover_to_itself": to_agency_id == found["lead_agency_id"],
        "case_agency_unknown": conn.execute(there).first() is None,
        "handover_empty": not what,
        "handover_unnamed": not who,
        "handover_open": conn.execute(waiting).first() is not None,
    }
    for problem, so in problems.items():
        if so:
            raise CaseInvalid(problem=problem)
    row = {
        "case_id": case_id,
        "from_agency_id": found["lead_agency_id"],
        "to_agency_id": to_agency_id,
        "items": what,
        "state": "offered",
        "offered_at": act.now,
        "offered_by": who,
        "version": 1,
    }
    made = int(conn.execute(insert(case_handover).returning(case_handover.c.id), row).scalar_one())
    add_step(conn, case_id, "handover", "", act, detail={"handover_id": made, "to": to_agency_id})
    journalled(conn, case_id, act, "handover", after={"handover": made, "to_agency_id": to_agency_id})
    partners = sorted({*found["partners"], to_agency_id})
    if partners != found["partners"]:
        write(conn, found, {"partners": partners}, act, "edited")
    return made


def _answered(
    conn: Connection, handover_id: int, state: str, act: Act, seen_version: int, speaks: str, **values: Any
) -> dict[str, Any]:
    serialise(conn)
    same = case_handover.c.id == handover_id
    found = conn.execute(select(case_handover).where(same)).mappings().first()
    if found is None:
        raise CaseUnknown(kind="case_handover", id=handover_id)
    permit(act.who, ACTION, {"agency_id": found[speaks]}, conn=conn)
    refuse_stale("case_handover", str(handover_id), seen_version, found["version"])
    if state not in HANDOVERS[found["state"]].follows:
        raise CaseInvalid(problem="handover_answered")
    after = {"state": state, "answered_at": act.now, "version": seen_version + 1} | values
    conn.execute(update(case_handover).where(same).values(**after))
    return dict(found)


def receive(
    conn: Connection, handover_id: int, received_by: str, receipt_number: str, act: Act, *, seen_version: int
) -> None:
    """Take a case over: who took it (name and post), and the number of the receipt ("" where it has none).
    Only the receiver's people may; from now on it leads.

    Raises
    ------
    data.access.Denied, CaseUnknown, data.errors.ConflictError
    CaseInvalid
        `problem`: handover_answered, receiver_unnamed.
    """
    who, number = " ".join(received_by.split()), " ".join(receipt_number.split())
    if not who:
        raise CaseInvalid(problem="receiver_unnamed")
    values = {"received_by": who, "receipt_number": number or None}
    found = _answered(conn, handover_id, "received", act, seen_version, "to_agency_id", **values)
    case = case_row(conn, found["case_id"])
    assert case is not None  # noqa: S101 -- a foreign key
    add_step(
        conn, case["id"], "receipt", number, act, detail={"handover_id": handover_id, "received_by": who}
    )
    partners = sorted({*case["partners"], found["from_agency_id"]} - {found["to_agency_id"]})
    leads = {"status": "handed_over", "lead_agency_id": found["to_agency_id"], "partners": partners}
    write(conn, case, leads, act, "received")


def refuse(conn: Connection, handover_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that the case is not taken over, and why. Raises as `receive`; `problem` reason_missing."""
    said = " ".join(reason.split())
    if not said:
        raise CaseInvalid(problem="reason_missing")
    found = _answered(conn, handover_id, "refused", act, seen_version, "to_agency_id", reason=said)
    add_step(conn, found["case_id"], "refused", said, act, detail={"handover_id": handover_id})
    journalled(conn, found["case_id"], act, "refused", after={"handover": handover_id}, reason=said)
    known(conn, found["case_id"], act)


def withdraw(conn: Connection, handover_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Take an offer back before it was answered. Raises as `refuse`."""
    said = " ".join(reason.split())
    if not said:
        raise CaseInvalid(problem="reason_missing")
    found = _answered(conn, handover_id, "withdrawn", act, seen_version, "from_agency_id", reason=said)
    journalled(conn, found["case_id"], act, "withdrawn", after={"handover": handover_id}, reason=said)
