"""Put a message into the outbox: it is frozen and stored before anything is sent."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, update

from data.access import permit
from data.clock import require_aware
from data.journal import append
from data.ledger.telling import TELL, By
from data.notices.codes import code_of
from data.notices.contacts import Contact
from data.notices.errors import NoticeInvalid
from data.notices.letter import chat, email
from data.notices.message import CODE, Message, Rendered, build
from data.notices.office import Office, names_now
from data.notices.reading import message_rows
from data.notices.settings import AUTOMATIC
from data.notices.sms import sms
from data.store.lock import serialise
from data.store.tables import notice, notice_duty

RECORD_KIND = "notice"
_RENDERERS = {"email": email, "webhook": email, "sms": sms, "zalo": chat, "telegram": chat}


def render(message: Message, channel: str) -> Rendered:
    """The message as a channel takes it."""
    return _RENDERERS[channel](message)


def _message_id(office: Office) -> str:
    host = urlsplit(office.channels.link_base or "").hostname or "canhlua.local"
    return f"<{secrets.token_hex(16)}@{host}>"


_Rows = Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]


def _message(
    conn: Connection, to: Contact, rows: _Rows, purpose: str, office: Office, local: bool, changed: bool
) -> Message:
    names = names_now(conn, office)
    below = {duty["receiver_id"] for duty, _ in rows} - {to.agency_id}
    return build(
        rows,
        names,
        purpose=purpose,
        receiver=names.agency(to.agency_id),
        person=to.person,
        late_agency=", ".join(names.agency(each) for each in sorted(below)),
        drill=office.drill,
        language=office.language,
        with_link=local or office.channels.link_base is not None,
        zone=office.zone,
        changed=changed,
    )


def _row(
    to: Contact, text: Rendered, purpose: str, office: Office, by: By, real_now: datetime
) -> dict[str, Any]:
    nonce = secrets.token_urlsafe(24)
    return {
        "receiver_id": to.agency_id,
        "focal_point_id": to.focal_point_id,
        "person": to.person or None,
        "channel": to.channel,
        "address": to.address,
        "purpose": purpose,
        "language": office.language,
        "subject": text.subject,
        "body": text.body,
        "message_id": _message_id(office),
        "code": nonce[:12],  # until the row has its number
        "nonce": nonce,
        "expires_at": require_aware(real_now) + timedelta(days=office.notices.link_days),
        "local": office.channels.stays_here(to.channel, to.address),
        "state": "queued",
        "attempts": 0,
        "next_at": real_now,
        "actor": by.who.name,
        "created_at": by.now,
        "version": 1,
    }


def store(
    conn: Connection,
    to: Contact,
    duty_ids: Collection[int],
    *,
    purpose: str,
    office: Office,
    by: By,
    real_now: datetime,
    changed: bool = False,
    **more: Any,
) -> int:
    """Freeze a message and store it, whether or not the program can send it; `more`: columns of `notice`.

    Raises
    ------
    NoticeInvalid
        `problem`: channel_not_automatic, notice_address_missing, no_duty_left.
    data.access.Denied
    """
    serialise(conn)
    ids = sorted(set(duty_ids))
    rows = message_rows(conn, ids)
    if to.channel not in AUTOMATIC:
        raise NoticeInvalid(problem="channel_not_automatic")
    if not to.address.strip():
        raise NoticeInvalid(problem="notice_address_missing")
    if not rows and purpose != "test":
        raise NoticeInvalid(problem="no_duty_left")
    for held in {duty["holder_id"] for duty, _ in rows} or {None}:
        permit(by.who, TELL, {"agency_id": held}, conn=conn)
    local = office.channels.stays_here(to.channel, to.address)
    text = render(_message(conn, to, rows, purpose, office, local, changed), to.channel)
    return _store(conn, to, text, ids, _row(to, text, purpose, office, by, real_now) | more, office, by)


def _store(
    conn: Connection,
    to: Contact,
    text: Rendered,
    ids: Sequence[int],
    row: Mapping[str, Any],
    office: Office,
    by: By,
) -> int:
    """Write the frozen message with its code, and the journal's entry."""
    made = int(conn.execute(insert(notice).returning(notice.c.id), dict(row)).scalar_one())
    code = code_of(office.notices.code_prefix, made)
    whole = {"code": code, "body": text.body.replace(CODE, code)}
    conn.execute(update(notice).where(notice.c.id == made).values(**whole))
    if ids:
        conn.execute(insert(notice_duty), [{"notice_id": made, "duty_id": own} for own in ids])
    told = ("receiver_id", "focal_point_id", "channel", "purpose", "local")
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action=row["state"],
        record_kind=RECORD_KIND,
        record_id=str(made),
        after={name: row[name] for name in told} | {"duties": list(ids)},
    )
    return made


def queue_text(
    conn: Connection,
    to: Contact,
    text: Rendered,
    *,
    purpose: str,
    office: Office,
    by: By,
    real_now: datetime,
) -> int:
    """Store a message that is about no duty (of a patrol that is late), to be sent like any other.

    In `text`, ``LINK`` and ``CODE`` stand where the address and the reply code will.

    Raises
    ------
    NoticeInvalid
        `problem`: channel_not_automatic, notice_address_missing.
    """
    serialise(conn)
    if not office.channels.can(to.channel):
        raise NoticeInvalid(problem="channel_not_automatic")
    if not to.address.strip():
        raise NoticeInvalid(problem="notice_address_missing")
    return _store(conn, to, text, [], _row(to, text, purpose, office, by, real_now), office, by)


def queue(
    conn: Connection,
    to: Contact,
    duty_ids: Collection[int],
    *,
    purpose: str,
    office: Office,
    by: By,
    real_now: datetime,
    changed: bool = False,
) -> int:
    """Store a message about duties to one contact, to be sent as soon as the outbox is worked; returns it.

    Parameters
    ----------
    by
        Who acts, by the clock of facts.
    real_now
        The real clock: link and code live by it.
    changed
        They were told before; time or place are others now.

    Raises
    ------
    NoticeInvalid
        `problem`: channel_not_automatic, notice_address_missing, no_duty_left.
    data.access.Denied
    """
    if not office.channels.can(to.channel):
        raise NoticeInvalid(problem="channel_not_automatic")
    return store(
        conn, to, duty_ids, purpose=purpose, office=office, by=by, real_now=real_now, changed=changed
    )
