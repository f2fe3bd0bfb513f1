"""Acknowledge without an account: a signed link that shows on GET and acts on POST.

The link carries the notice's number and a signature over the number and the notice's nonce, made with a key
that only this database has. It works until it expires, as often as somebody likes: whoever opens it later
sees who acknowledged, and a second person can add their name.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from data.access.secrets import keyed, make_signing_key, signing_key
from data.ledger.telling import By, acknowledge
from data.notices.errors import AckUnusable
from data.notices.message import LINK
from data.notices.office import PROGRAM
from data.notices.reading import duties_of
from data.notices.superiors import superior_answered
from data.presence.alarm_rows import alarm_of_notice, answered
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import duty_entry, notice

PATH = "/ack/"
LONGEST_NAME = 80
_PURPOSE = "acknowledge"
_SIGNATURE = 32  # hex digits: 128 bits
_TOKEN = re.compile(rf"([1-9]\d{{0,17}})-([0-9a-f]{{{_SIGNATURE}}})", re.ASCII)


@dataclass(frozen=True)
class Shown:
    """What a link shows. `acknowledged`: (name, when) of everybody who did; `withdrawn`: nothing is left."""

    notice: dict[str, Any]
    duties: list[dict[str, Any]]
    acknowledged: tuple[tuple[str, datetime], ...]
    withdrawn: bool


def token_of(key: bytes, row: Mapping[Any, Any]) -> str:
    """The token of a notice."""
    signature = keyed(key, _PURPOSE, f"{row['id']}.{row['nonce']}")
    return f"{row['id']}-{signature[:_SIGNATURE]}"


def key_of(engine: Engine) -> bytes:
    """The signing key of this database, made where there is none."""
    with reading(engine) as conn:
        found = signing_key(conn)
    if found is None:
        with writing(engine) as conn:
            found = make_signing_key(conn)
    return found


def with_link(engine: Engine, row: Mapping[str, Any], base: str | None) -> str:
    """The body with the address at which it is acknowledged; without that line where there is no address."""
    body = str(row["body"])
    if LINK not in body:
        return body
    if base is None:
        return "\n".join(line for line in body.splitlines() if LINK not in line).strip() + "\n"
    return body.replace(LINK, f"{base}{PATH}{token_of(key_of(engine), row)}")


def _find(conn: Connection, token: str, real: datetime) -> dict[str, Any]:
    said, key = _TOKEN.fullmatch(token), signing_key(conn)
    if said is None or key is None:
        raise AckUnusable(problem="link_forged")
    row = conn.execute(select(notice).where(notice.c.id == int(said[1]))).mappings().first()
    if row is None or not hmac.compare_digest(token.encode(), token_of(key, row).encode()):
        raise AckUnusable(problem="link_forged")
    if row["expires_at"] <= real:
        raise AckUnusable(problem="link_expired")
    return dict(row)


def _acknowledged(conn: Connection, notice_id: int) -> tuple[tuple[str, datetime], ...]:
    query = (
        select(duty_entry.c.person, duty_entry.c.happened_at)
        .where(duty_entry.c.notice_id == notice_id, duty_entry.c.channel.in_(("link", "sms")))
        .where(duty_entry.c.kind.in_(("acknowledged", "escalated")), duty_entry.c.proof.is_not(None))
        .order_by(duty_entry.c.id)
    )
    found: dict[str, datetime] = {}
    for person, when in conn.execute(query):
        found.setdefault(person or "", when)
    return tuple(found.items())


def show(conn: Connection, token: str, real: datetime) -> Shown:
    """What a link tells of. Nothing is changed: programs that look into messages open every link.

    Raises
    ------
    AckUnusable
        `problem`: link_forged, link_expired.
    """
    row = _find(conn, token, real)
    if row["purpose"] == "patrol":
        alarm = alarm_of_notice(conn, row["id"])
        who = alarm is not None and alarm["acknowledged_at"] is not None
        taken = ((alarm["acknowledged_by"] or "", alarm["acknowledged_at"]),) if alarm and who else ()
        return Shown(row, [], taken, alarm is None or alarm["ended_at"] is not None)
    duties = duties_of(conn, row["id"])
    over = bool(duties) and all(each["status"] == "withdrawn" for each in duties)
    return Shown(row, duties, _acknowledged(conn, row["id"]), over)


def tidy_name(text: str) -> str:
    """The name as it is kept.

    Raises
    ------
    AckUnusable
        `problem`: name_missing.
    """
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_NAME].strip()
    if sum(c.isalpha() for c in name) < 2:
        raise AckUnusable(problem="name_missing")
    return name


def acknowledged_by(
    conn: Connection, row: Mapping[str, Any], name: str, channel: str, *, now: datetime, screen: str
) -> bool:
    """Write that a named person acknowledged a notice; False when nothing was left to write.

    A superior's answer does not tell the agency below: it only stops the calling.
    """
    if row["purpose"] == "patrol":
        alarm = alarm_of_notice(conn, row["id"])
        acts = {"actor": PROGRAM.name, "origin": screen}
        return alarm is not None and answered(conn, alarm, name, now, **acts)
    duties = duties_of(conn, row["id"])
    own = [each["id"] for each in duties if each["receiver_id"] == row["receiver_id"]]
    below = [each["id"] for each in duties if each["receiver_id"] != row["receiver_id"]]
    by = By(PROGRAM, now, screen)
    written = []
    if own:
        written += acknowledge(
            conn, own, happened_at=now, person=name, channel=channel, by=by, telling_of=row["id"]
        )
    if below:
        written += superior_answered(conn, below, row, name, channel, by)
    return bool(written)


def act(conn: Connection, token: str, name: str, *, now: datetime, real: datetime, address: str) -> Shown:
    """Acknowledge everything that a link tells of, by name; the same name again changes nothing.

    Parameters
    ----------
    now, real
        The clock of facts, and the real one: links expire by it.
    address
        Where the request came from, for the journal.

    Raises
    ------
    AckUnusable
        `problem`: link_forged, link_expired, matter_withdrawn, name_missing.
    """
    serialise(conn)
    shown = show(conn, token, real)
    person = tidy_name(name)
    if shown.withdrawn:
        raise AckUnusable(problem="matter_withdrawn")
    acknowledged_by(conn, shown.notice, person, "link", now=now, screen=f"link@{address}")
    return show(conn, token, real)
