"""Leases: exactly one worker acts, and another takes over when it dies.

A lease runs on the real clock, in a drill too. Each new holder gets a higher token; a worker that was asleep
while another took over finds with `require` that its token is no longer the newest, and must not write
(fencing). Functions write in the caller's transaction; give each call its own short one, so that the lease
is seen by others at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.clock import require_aware
from data.errors import LeaseLost
from data.store.tables import watch_lease


@dataclass(frozen=True)
class Lease:
    """Who holds what until when."""

    name: str
    holder: str
    expires_at: datetime
    token: int


@contextmanager
def _tolerating_a_twin(conn: Connection) -> Iterator[None]:
    """Two processes may make the row at the same moment: the second finds it made."""
    try:
        with conn.begin_nested():
            yield
    except IntegrityError:
        pass


def live(conn: Connection, now: datetime) -> list[Lease]:
    """Return the leases that are held at `now` (aware, real clock), by name."""
    query = (
        select(watch_lease)
        .where(watch_lease.c.holder.is_not(None), watch_lease.c.expires_at > require_aware(now))
        .order_by(watch_lease.c.name)
    )
    return [Lease(row.name, row.holder, row.expires_at, row.token) for row in conn.execute(query)]


def acquire(conn: Connection, name: str, holder: str, ttl_s: float, now: datetime) -> int | None:
    """Take the lease when it is free, expired or given back.

    Parameters
    ----------
    holder : who asks, so that a person can find it: machine, process id, start
    ttl_s : seconds that the lease lasts without being renewed
    now : aware, from the real clock

    Returns
    -------
    The fencing token, or None while somebody holds it (the same `holder` too: it should `renew`).
    """
    if not holder.strip() or ttl_s <= 0:
        raise ValueError("a lease needs a holder and a positive time to live")
    now = require_aware(now)
    expires = now + timedelta(seconds=ttl_s)
    if conn.execute(select(watch_lease.c.name).where(watch_lease.c.name == name)).first() is None:
        with _tolerating_a_twin(conn):
            row = {"name": name, "holder": holder, "expires_at": expires, "token": 1}
            conn.execute(insert(watch_lease), row)
            return 1
    free = watch_lease.c.holder.is_(None) | (watch_lease.c.expires_at <= now)
    taken = conn.execute(
        update(watch_lease)
        .where(watch_lease.c.name == name, free)
        .values(holder=holder, expires_at=expires, token=watch_lease.c.token + 1)
        .returning(watch_lease.c.token)
    ).first()
    return None if taken is None else int(taken.token)


def renew(conn: Connection, name: str, token: int, ttl_s: float, now: datetime) -> bool:
    """Prolong the lease; False when another has taken it or it was given back.

    An expired lease that nobody took is prolonged: nobody else has acted meanwhile.
    """
    done = conn.execute(
        update(watch_lease)
        .where(watch_lease.c.name == name, watch_lease.c.token == token, watch_lease.c.holder.is_not(None))
        .values(expires_at=require_aware(now) + timedelta(seconds=ttl_s))
    )
    return done.rowcount == 1


def release(conn: Connection, name: str, token: int) -> bool:
    """Give the lease back; False when it was no longer held with this token."""
    done = conn.execute(
        update(watch_lease)
        .where(watch_lease.c.name == name, watch_lease.c.token == token, watch_lease.c.holder.is_not(None))
        .values(holder=None)
    )
    return done.rowcount == 1


def require(conn: Connection, name: str, token: int) -> None:
    """Hold the lease's row for the rest of this transaction, so that nobody takes over in the middle of it.

    Raises
    ------
    LeaseLost
        Another took the lease, or it was given back; the caller's transaction must be rolled back.
    """
    held = conn.execute(
        select(watch_lease.c.name)
        .where(watch_lease.c.name == name, watch_lease.c.token == token, watch_lease.c.holder.is_not(None))
        .with_for_update()
    ).first()
    if held is None:
        raise LeaseLost(name=name, token=token)
