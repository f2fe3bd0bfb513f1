"""A verdict that came by SMS, as the same record that every other way makes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from data.access import program
from data.checking.act import By
from data.checking.errors import SmsUnreadable
from data.checking.saying import Verdict
from data.checking.settings import CheckingSettings
from data.checking.sms_words import SmsVerdict, read_verdict
from data.checking.verdicts import record
from data.errors import DataError
from data.events import find_event
from data.incidents.reading import events_of
from data.ledger.reading import matters_by_id
from data.notices.inbound_sms import Heard, Other, Sms
from data.notices.reading import duties_of

SAID = {
    "forest_fire": "chay rung",
    "burning_allowed": "nuong co phep",
    "burning_not_allowed": "nuong khong phep",
    "fire_other": "co chay, khong phai chay rung",
    "nothing": "khong thay chay",
    "permanent_source": "nguon nhiet co dinh",
}
"""What the reply repeats, in the letters of one SMS."""


def verdict_from_sms(
    said: SmsVerdict, event_id: str, *, name: str, phone: str, received_at: datetime, message_id: str
) -> Verdict:
    """What `data.checking.verdicts.record` takes.

    Parameters
    ----------
    event_id
        Of the matter that the code's message was about.
    name, phone
        Of the focal point whose telephone it is: an SMS says neither.
    message_id
        Of the gateway: the same SMS delivered twice is stored once.
    """
    return Verdict(
        draft_id=f"sms-{hashlib.sha256(message_id.encode()).hexdigest()[:32]}",
        event_id=event_id,
        kind=said.kind,
        description=said.text,
        name=name,
        phone=phone,
        observed_at=received_at,
        searched_share=said.share,
        is_out=said.is_out,
        channel="sms",
    )


def _events(conn: Connection, notice_id: int) -> set[str]:
    """The fire events that a message told of, by themselves or by their incident."""
    found: set[str] = set()
    matters = matters_by_id(conn, {row["matter_id"] for row in duties_of(conn, notice_id)})
    for row in matters.values():
        if row["kind"] == "fire_event":
            event = find_event(conn, row["ref"])
            found |= {event["id"]} if event is not None else set()
        elif row["kind"] == "incident":
            found |= set(events_of(conn, int(row["ref"])))
    return found


def _heard(
    conn: Connection,
    row: Mapping[str, Any],
    sms: Sms,
    *,
    prefix: str,
    now: datetime,
    settings: CheckingSettings,
    drill: bool,
) -> Heard | None:
    try:
        said = read_verdict(sms.after, prefix)
    except SmsUnreadable:
        return Heard("verdict_unclear")
    if said is None:
        return None
    if not sms.theirs:
        return Heard("verdict_stranger")
    events = _events(conn, row["id"])
    if len(events) != 1:
        return Heard("verdict_which")
    by = By(replace(program("sms"), agency_id=row["receiver_id"]), now, "sms")
    wanted = verdict_from_sms(
        replace(said, text=sms.text.strip()),
        events.pop(),
        name=row["person"] or sms.sender,
        phone=sms.sender,
        received_at=now,
        message_id=sms.gateway_id,
    )
    try:
        record(conn, wanted, by, settings, drill=drill)
    except DataError:  # the sender hears it, and whoever told them too: nothing was written
        return Heard("verdict_refused")
    return Heard("verdict", SAID[said.kind])


def answers(prefix: str, now: datetime, settings: CheckingSettings, *, drill: bool) -> Other:
    """What `data.notices.inbound_sms.take` asks about an answer that may be a verdict.

    It is the verdict of the focal point that was told, about the one fire event that the message was about;
    a second person reviews it like any other.
    """
    return partial(_heard, prefix=prefix, now=now, settings=settings, drill=drill)
