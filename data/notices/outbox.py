"""The outbox: what is queued is sent, again and again, until a server took it, refused it, or patience ends.

Each notice goes three steps, so that a process may die anywhere:

1. *Lease*, in a transaction of its own: state ``sending``, so that nobody else sends it meanwhile.
2. *Send*, outside of any transaction.
3. *Record*, in one transaction: the attempt, the notice's state, and "told" of every duty that it meets.

Killed before 2, nothing was sent; killed after 3, all is stored. Between 2 and 3 lies the one window that no
program can close: the server took the message and we could not write it down. The lease then runs out (or its
holder is known to be dead), the try counts as ``unknown`` and the message is sent again **under the same
Message-ID and idempotency key**: a mail program shows twins as one, a gateway that keeps keys sends one SMS.
So a message may arrive twice, it is never lost, and a duty is told once.

Leases, waits and the expiry of links run on the real clock; when somebody was told, on the clock of facts.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from data.clock import Clock, real_now
from data.hold import is_gone, this_process
from data.ledger.states import LIVE
from data.notices.acknowledging import with_link
from data.notices.message import Rendered
from data.notices.office import Office
from data.notices.outcome import Sent
from data.notices.reading import duties_of
from data.notices.recording import TELLS, attempt, die, record, set_notice
from data.notices.sending import send
from data.presence.alarm_rows import alarm_of_notice
from data.store.engine import writing
from data.store.lock import serialise
from data.store.tables import notice

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than any try may take (`Patience.total_s`), short enough for a fire."""
BUDGET_S = 120.0
"""A round of the outbox ends after this, so that feeds are not kept waiting; the rest goes next time."""
_FAILURES_IN_A_ROUND = 3
"""A channel that fails so often in a round is left alone until the next: one sick gateway, not all."""
_WORTH_SENDING: Mapping[str, Collection[str]] = {
    "reminder": ("acknowledged",),
    "withdrawal": ("withdrawn",),
} | dict.fromkeys(TELLS, LIVE)
"""Purpose → statuses of a duty in which it makes sense; without one such duty a notice is cancelled."""


@dataclass(frozen=True)
class Round:
    """What a round of the outbox did, by the ids of notices."""

    sent: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    dead: tuple[int, ...] = ()
    cancelled: tuple[int, ...] = ()


def _give_back(conn: Connection, office: Office, now: datetime, real: datetime) -> None:
    """Notices whose sender died: nobody knows whether they went out. One that kills its sender every time
    dies like one that no server takes."""
    serialise(conn)
    held = (
        select(notice)
        .where(notice.c.state == "sending")
        .order_by(notice.c.id)
        .with_for_update(skip_locked=True)
    )
    for row in conn.execute(held).mappings().all():
        if row["lease_until"] > real and not is_gone(row["lease_holder"] or ""):
            continue
        log.warning("notice %s: whoever was sending it is gone; it is sent again", row["id"])
        lost = Sent("unknown", "the sender did not come back")
        attempt(conn, row, lost, real)
        if row["attempts"] >= office.notices.most_tries:
            die(conn, dict(row), lost, now)
        else:
            set_notice(conn, row, state="queued", next_at=real, lease_until=None, lease_holder=None)


def _worth_sending(conn: Connection, row: Mapping[Any, Any]) -> bool:
    """Whether anybody still has to know: a duty waits, or a patrol is late and nobody has taken charge."""
    if row["purpose"] == "test":
        return True
    if row["purpose"] == "patrol":
        alarm = alarm_of_notice(conn, row["id"])
        return alarm is not None and alarm["ended_at"] is None and alarm["acknowledged_at"] is None
    worth = _WORTH_SENDING[row["purpose"]]
    return any(each["status"] in worth for each in duties_of(conn, row["id"]))


def _lease(
    conn: Connection, office: Office, real: datetime, but: Collection[str]
) -> dict[str, Any] | int | None:
    """The next notice that is due, leased; or the number of one that was cancelled instead; None: no more."""
    query = (
        select(notice)
        .where(notice.c.state == "queued", notice.c.next_at <= real, notice.c.channel.not_in(but or [""]))
        .order_by(notice.c.next_at, notice.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = conn.execute(query).mappings().first()
    if row is None:
        return None
    if not _worth_sending(conn, row):
        set_notice(conn, row, state="cancelled", next_at=None, error=None)
        return int(row["id"])
    leased = {
        "state": "sending",
        "attempts": row["attempts"] + 1,
        "lease_until": real + LEASE,
        "lease_holder": this_process(),
    }
    set_notice(conn, row, **leased)
    return dict(row) | leased | {"version": row["version"] + 1}


def hand_over(engine: Engine, leased: Mapping[str, Any], office: Office) -> Sent:
    """Send a leased notice. A drill's local one goes no further than the outbox page."""
    if leased["local"]:
        return Sent("sent", "outbox page")
    text = Rendered(leased["subject"], with_link(engine, leased, office.channels.link_base))
    return send(
        office.channels,
        leased["channel"],
        leased["address"],
        text,
        message_id=leased["message_id"],
        patience=office.patience,
    )


def send_due(
    engine: Engine, office: Office, *, clock: Clock, real: Clock = real_now, budget_s: float = BUDGET_S
) -> Round:
    """Send what is due, one after the other.

    Parameters
    ----------
    clock, real
        The clock of facts, and the real one.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        The database does not work; what was leased is given back when the lease runs out.
    """
    began, done = real(), Round()
    failures: dict[str, int] = {}
    with writing(engine) as conn:
        _give_back(conn, office, clock(), began)
    while (real() - began).total_seconds() < budget_s:
        sick = [channel for channel, count in failures.items() if count >= _FAILURES_IN_A_ROUND]
        with writing(engine) as conn:
            leased = _lease(conn, office, real(), sick)
        if leased is None:
            break
        if isinstance(leased, int):
            done = replace(done, cancelled=(*done.cancelled, leased))
            continue
        sent = hand_over(engine, leased, office)
        with writing(engine) as conn:
            state = record(conn, leased, sent, office, now=clock(), real=real())
        own = int(leased["id"])
        if sent.again:
            failures[leased["channel"]] = failures.get(leased["channel"], 0) + 1
        kind = {"sent": "sent", "delivered": "sent", "dead": "dead"}.get(state, "failed")
        done = replace(done, **{kind: (*getattr(done, kind), own)})
        if kind != "sent":
            log.warning("notice %s by %s: %s, %s", own, leased["channel"], sent.outcome, sent.detail)
    return done
