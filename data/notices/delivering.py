"""What the SMS gateway says later of a message that it took: it came to the telephone, or it never did.

A message that came is proof (`data.ledger.states`); one that failed on the way is dead like one that no
server took, so that the next contact is due and the desk has its alarm.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from data.ledger.telling import By, deliver
from data.notices.errors import SmsRefused
from data.notices.office import PROGRAM
from data.notices.outcome import Sent
from data.notices.reading import duties_of
from data.notices.recording import attempt, die, enter_telling, set_notice
from data.store.lock import serialise
from data.store.tables import notice

ARRIVED = frozenset({"delivered", "delivrd"})
FAILED = frozenset({"failed", "undelivered", "undeliv", "rejected", "rejectd", "expired"})
"""What gateways call the two ends; the short forms are SMPP 3.4's. Anything else is on its way: wait."""
RESULTS = ("delivered", "failed", "again", "pending", "unknown_notice")
SCREEN = "sms"


def report(conn: Connection, own: str, status: str, *, now: datetime, real: datetime) -> str:
    """Take a report on the message of this id (the ``{notice}`` of its address), once; one of `RESULTS`.

    A report may come before the gateway's own answer was read, or after it was lost: then the message has
    been sent all the same, and its telling is entered first.

    Raises
    ------
    SmsRefused
        `problem`: report_unreadable, where id or status is missing.
    """
    own, said = own.strip().strip("<>"), status.strip().casefold()
    if not own or not said:
        raise SmsRefused(problem="report_unreadable")
    serialise(conn)
    query = select(notice).where(notice.c.message_id.in_((own, f"<{own}>"))).with_for_update()
    found = conn.execute(query).mappings().first()
    row = {} if found is None else dict(found)
    if not row or row["attempts"] == 0:
        return "unknown_notice"
    if said in FAILED and row["state"] == "sent":
        sent = Sent("refused", f"gateway: {said}")
        attempt(conn, row, sent, real)
        die(conn, row, sent, now)
        return "failed"
    if said not in ARRIVED:
        return "again" if said in FAILED else "pending"
    if row["state"] in ("delivered", "cancelled"):
        return "again"
    if row["sent_at"] is None:
        enter_telling(conn, row, now)
    free = {"next_at": None, "lease_until": None, "lease_holder": None, "error": None}
    set_notice(conn, row, state="delivered", sent_at=row["sent_at"] or now, delivered_at=now, **free)
    told = [each["id"] for each in duties_of(conn, row["id"]) if each["receiver_id"] == row["receiver_id"]]
    if told:
        deliver(conn, told, notice_id=row["id"], happened_at=now, by=By(PROGRAM, now, SCREEN))
    return "delivered"
