"""How often somebody may try to sign in: by name and by address, counted over all processes.

The real clock decides, in a drill too. Both limits are windows, so nobody can lock another out for longer
than `WINDOW`, and a wrong try while waiting does not lengthen the wait.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from data.access.errors import SignInThrottled
from data.access.secrets import keyed
from data.store.lock import serialise
from data.store.tables import sign_in_attempt

WINDOW = timedelta(minutes=15)
BY_NAME = 5
"""Wrong tries for one name: 480 a day, against passwords of ten characters."""
BY_ADDRESS = 30
"""Wrong tries from one address: an office may share one."""
_KEPT = timedelta(days=30)


def address_key(address: str) -> str:
    """The address as it is counted: an IPv6 customer has a whole /64."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def name_key(key: bytes, name: str) -> str:
    """A name as it is counted."""
    return keyed(key, "sign-in name", name)


def _wait(conn: Connection, condition: ColumnElement[bool], most: int, now: datetime) -> timedelta | None:
    """How long until there are fewer than `most` wrong tries in the window; None when there are."""
    wrong = (
        select(sign_in_attempt.c.at)
        .where(condition, sign_in_attempt.c.succeeded.is_(False), sign_in_attempt.c.at > now - WINDOW)
        .order_by(sign_in_attempt.c.at.desc())
        .offset(most - 1)
        .limit(1)
    )
    oldest: datetime | None = conn.execute(wrong).scalar()
    return None if oldest is None else oldest + WINDOW - now


def claim(conn: Connection, key: bytes, name: str, address: str, now: datetime) -> int:
    """Count a try as wrong before it is looked at, and return its id.

    So many tries at once are each counted: none slips through between the look and the count.

    Raises
    ------
    SignInThrottled
        With the seconds to wait; nothing is counted.
    """
    serialise(conn)
    by, where = name_key(key, name), address_key(address)
    waits = (
        _wait(conn, sign_in_attempt.c.name_key == by, BY_NAME, now),
        _wait(conn, sign_in_attempt.c.address == where, BY_ADDRESS, now),
    )
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise SignInThrottled(wait_s=max(1, math.ceil(longest.total_seconds())))
    conn.execute(delete(sign_in_attempt).where(sign_in_attempt.c.at < now - _KEPT))
    row = {"at": now, "name_key": by, "address": where, "succeeded": False}
    return int(conn.execute(insert(sign_in_attempt).returning(sign_in_attempt.c.id), row).scalar_one())


def wrong_tries(conn: Connection, key: bytes, name: str, since: datetime) -> int:
    """How many wrong tries there were for a name."""
    query = select(sign_in_attempt.c.id).where(
        sign_in_attempt.c.name_key == name_key(key, name),
        sign_in_attempt.c.succeeded.is_(False),
        sign_in_attempt.c.at >= since,
    )
    return len(conn.execute(query).all())
