"""Try a channel: a message that says it is a test, to one address, by the way that every message goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from data.access import permit
from data.ledger.telling import By
from data.notices.contacts import Contact
from data.notices.office import Office
from data.notices.queueing import queue

ACTION = "settings.edit"


def queue_test(
    conn: Connection,
    agency_id: str,
    channel: str,
    address: str,
    *,
    office: Office,
    by: By,
    real_now: datetime,
) -> int:
    """Put a test message into the outbox and return it; a drill's goes no further than the outbox page.

    Raises
    ------
    data.access.Denied
    data.notices.errors.NoticeInvalid
        `problem`: channel_not_automatic, notice_address_missing.
    """
    permit(by.who, ACTION, conn=conn)
    to = Contact(agency_id, None, "", channel, " ".join(address.split()))
    return queue(conn, to, [], purpose="test", office=office, by=by, real_now=real_now)
