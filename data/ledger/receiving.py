"""Somebody of the receiver who is signed in says that they have it: a named person's word."""

from __future__ import annotations

from sqlalchemy import Connection, select

from data.access import Actor, Denied, decide, permit
from data.ledger.entries import entries_of
from data.ledger.reading import duty_by_id
from data.ledger.states import counting
from data.ledger.telling import By, acknowledge
from data.store.lock import serialise
from data.store.tables import account

RECEIVE = "duties.receive"
"""Of one's own agency's duties only, whatever the role reaches: nobody signs in for others."""


def may_receive(who: Actor, receiver_id: str) -> bool:
    """Whether this account can answer for the receiver."""
    theirs = who.account_id is not None and who.agency_id == receiver_id
    return theirs and decide(who, RECEIVE, {"agency_id": receiver_id}).allowed


def receive(conn: Connection, duty_id: int, by: By) -> list[int]:
    """Acknowledge a duty by being signed in; it proves the last message that told of it. Returns the entries:
    none where the same person had said so, or nothing is left to say.

    Raises
    ------
    data.access.Denied, DutyUnknown
    """
    serialise(conn)
    row = duty_by_id(conn, duty_id)
    permit(by.who, RECEIVE, {"agency_id": row["receiver_id"]}, conn=conn)
    if not may_receive(by.who, row["receiver_id"]):
        raise Denied(name=by.who.name, action=RECEIVE, problem="other_agency")
    name = conn.execute(select(account.c.full_name).where(account.c.id == by.who.account_id)).scalar()
    told = [each for each in counting(entries_of(conn, [duty_id])[duty_id]) if each["kind"] == "told"]
    last = next((each["notice_id"] for each in reversed(told) if each["notice_id"] is not None), None)
    return acknowledge(
        conn,
        [duty_id],
        happened_at=by.now,
        person=name or by.who.name,
        channel="login",
        by=by,
        telling_of=last,
    )
