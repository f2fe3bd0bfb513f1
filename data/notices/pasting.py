"""What a person sends with their own telephone: the text is made here, with its link, and pasted there.

The telling is entered with the text, because nobody comes back to enter it; whoever did not paste it in the
end takes the entry back (`data.ledger.telling.revoke`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data.access.secrets import make_signing_key
from data.ledger.telling import By, Telling, tell
from data.notices.acknowledging import PATH, token_of
from data.notices.contacts import Contact
from data.notices.letter import copied
from data.notices.message import LINK, Names, build
from data.notices.office import Office, names_now
from data.notices.queueing import store
from data.notices.reading import message_rows, notice_by_id


@dataclass(frozen=True)
class Pasted:
    """`text` is complete: with the link where this installation has an address."""

    notice_id: int
    text: str


def preview(conn: Connection, duty_ids: Collection[int], office: Office) -> str:
    """The text about duties, without link or code: to be read, nothing is stored."""
    names: Names = names_now(conn, office)
    rows = message_rows(conn, duty_ids)
    receiver = names.agency(rows[0][0]["receiver_id"]) if rows else ""
    purpose = "digest" if len(rows) > 1 else "matter" if rows else "test"
    message = build(
        rows,
        names,
        purpose=purpose,
        receiver=receiver,
        drill=office.drill,
        language=office.language,
        zone=office.zone,
    )
    return copied(message, None)


def paste(
    conn: Connection, to: Contact, duty_ids: Collection[int], *, office: Office, by: By, real_now: datetime
) -> Pasted:
    """Make the text that a person sends by Zalo, SMS, e-mail or Telegram, and enter that they told.

    Raises
    ------
    NoticeInvalid, data.access.Denied
    data.ledger.errors.DutyInvalid, data.ledger.errors.StepRefused
        As `data.ledger.telling.tell`.
    """
    purpose = "digest" if len(duty_ids) > 1 else "matter"
    made = store(
        conn,
        to,
        duty_ids,
        purpose=purpose,
        office=office,
        by=by,
        real_now=real_now,
        state="sent",
        sent_at=by.now,
        next_at=None,
    )
    row = notice_by_id(conn, made)
    telling = Telling(
        to.channel,
        by.now,
        person=to.person,
        focal_point_id=to.focal_point_id,
        proof="sent",
        notice_id=made,
    )
    tell(conn, sorted(set(duty_ids)), telling, by)
    base = office.channels.link_base
    lines = str(row["body"]).splitlines()
    if base is None:
        lines = [line for line in lines if LINK not in line]
    link = f"{base or ''}{PATH}{token_of(make_signing_key(conn), row)}"
    return Pasted(made, "\n".join(lines).replace(LINK, link).strip() + "\n")
