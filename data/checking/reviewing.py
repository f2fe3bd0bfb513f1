"""A second person looks at a verdict: confirmed, or returned with the reason."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from data.access import permit
from data.checking.act import REVIEW, By
from data.checking.errors import ReviewRefused, VerdictUnknown
from data.checking.standing import RETURNED
from data.checking.verdicts import incidents_told, verdict_by_id
from data.incidents.ground import tell_review
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise
from data.store.tables import REVIEWS, account, verdict_review
from geo.names import fold

RECORD_KIND = "verdict"
_LONGEST = 2000


def _is_author(conn: Connection, row: dict[str, object], by: By) -> bool:
    """Whoever typed it, or whose name stands under it (a form or a message that somebody else brought in)."""
    if row["actor"] == by.who.name:
        return True
    if by.who.account_id is None:
        return False
    name = conn.execute(select(account.c.full_name).where(account.c.id == by.who.account_id)).scalar()
    return name is not None and fold(name) == fold(str(row["name"]))


def review(conn: Connection, verdict_id: int, decision: str, reason: str, by: By) -> int:
    """Confirm or return a verdict; return the review's id. The last review counts, all are kept.

    Raises
    ------
    data.access.Denied, VerdictUnknown
    ReviewRefused
        `problem`: decision_unknown, own_verdict, reason_missing (to return one), too_long, said_already.
    """
    serialise(conn)
    row = verdict_by_id(conn, verdict_id)
    if row is None:
        raise VerdictUnknown(id=verdict_id)
    permit(by.who, REVIEW, {"agency_id": row["agency_id"]}, conn=conn)
    if decision not in REVIEWS:
        raise ReviewRefused(problem="decision_unknown")
    if _is_author(conn, row, by):
        raise ReviewRefused(problem="own_verdict")
    if decision == RETURNED and not reason.strip():
        raise ReviewRefused(problem="reason_missing")
    if len(reason) > _LONGEST:
        raise ReviewRefused(problem="too_long")
    query = select(verdict_review).where(verdict_review.c.verdict_id == verdict_id)
    last = conn.execute(query.order_by(verdict_review.c.id.desc()).limit(1)).mappings().first()
    if last is not None and (last["decision"], last["actor"]) == (decision, by.who.name):
        raise ReviewRefused(problem="said_already")
    said = {"verdict_id": verdict_id, "decision": decision, "reason": reason.strip()}
    kept = said | {"actor": by.who.name, "at": by.now}
    made = int(conn.execute(insert(verdict_review).returning(verdict_review.c.id), kept).scalar_one())
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=decision,
        record_kind=RECORD_KIND,
        record_id=str(verdict_id),
        reason=reason.strip() or None,
        after={"review": made, "decision": decision},
    )
    for each in incidents_told(conn, row["event_id"], by):
        tell_review(conn, each, verdict_id, kept, by.of_incident)
    knowing.know_events(conn, [row["event_id"]], now=by.now, actor=by.who.name, origin=by.origin)
    return made
