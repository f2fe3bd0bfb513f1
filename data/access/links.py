"""One-time links: for the first administrator, and for everybody else's (next) password.

An administrator hands a link over; nobody but its owner ever knows the password. A link works once, for a
day, and only the newest link of an account works.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import sessions
from data.access.accounts import RECORD_KIND, Wanted, account_row, checked, store_account
from data.access.actor import Actor
from data.access.deciding import permit
from data.access.errors import LinkUnusable
from data.access.passwords import hashed, require_good
from data.access.roles import ADMINISTRATOR
from data.access.secrets import fingerprint, new_secret
from data.clock import require_aware
from data.journal import append
from data.store.lock import serialise
from data.store.tables import account, setup_link

LASTS = timedelta(hours=24)
ORIGIN = "setup link"


@dataclass(frozen=True)
class Link:
    """A link that works now. `account` is None where it makes an administrator."""

    id: int
    account: dict[str, Any] | None


def make_link(conn: Connection, account_id: int | None, who: Actor, *, now: datetime) -> str:
    """Make a link and return its secret; older links for the same no longer work.

    Raises
    ------
    Denied, AccountUnknown
    """
    by = permit(who, "accounts.manage", conn=conn)
    serialise(conn)
    if account_id is not None:
        account_row(conn, account_id)
    same = setup_link.c.account_id.is_(None) if account_id is None else setup_link.c.account_id == account_id
    moment = require_aware(now)
    conn.execute(update(setup_link).where(same, setup_link.c.used_at.is_(None)).values(used_at=moment))
    secret = new_secret()
    row = {
        "token_hash": fingerprint(secret),
        "account_id": account_id,
        "created_at": moment,
        "created_by": by,
        "expires_at": moment + LASTS,
    }
    made = conn.execute(insert(setup_link).returning(setup_link.c.id), row).scalar_one()
    append(
        conn,
        at=moment,
        actor=by,
        origin=who.from_where("screen:accounts"),
        action="link_made",
        record_kind=RECORD_KIND,
        record_id="new" if account_id is None else str(account_id),
        after={"link": made, "expires_at": row["expires_at"]},
    )
    return secret


def find_link(conn: Connection, secret: str, now: datetime) -> Link:
    """The link of a secret, if it works now.

    Raises
    ------
    LinkUnusable
    """
    link = setup_link.c
    query = select(link.id, link.account_id).where(
        link.token_hash == fingerprint(secret), link.used_at.is_(None), link.expires_at > now
    )
    row = conn.execute(query).first()
    if row is None:
        raise LinkUnusable
    found = None if row.account_id is None else account_row(conn, row.account_id)
    if found is not None and found["disabled_at"] is not None:
        raise LinkUnusable
    return Link(row.id, found)


def _take(conn: Connection, secret: str, now: datetime) -> Link:
    """Use the link up; of two who open it together one gets it."""
    serialise(conn)
    found = find_link(conn, secret, now)
    conn.execute(update(setup_link).where(setup_link.c.id == found.id).values(used_at=require_aware(now)))
    return found


def set_password(
    conn: Connection,
    row: dict[str, Any],
    kept: str,
    *,
    origin: str,
    now: datetime,
    but: str | None = None,
) -> None:
    """Store a hashed password, end the account's other sessions, and journal that (never what) it is."""
    conn.execute(
        update(account)
        .where(account.c.id == row["id"])
        .values(password_hash=kept, password_set_at=require_aware(now), version=row["version"] + 1)
    )
    sessions.end_all(conn, row["id"], because="password", now=now, but=but)
    append(
        conn,
        at=now,
        actor=row["name"],
        origin=origin,
        action="password_set",
        record_kind=RECORD_KIND,
        record_id=str(row["id"]),
    )


def use_link(
    conn: Connection, secret: str, password: str, *, wanted: Wanted | None, address: str, now: datetime
) -> dict[str, Any]:
    """Use a link up: set the account's password, or make the administrator `wanted`. Returns the account.

    Raises
    ------
    LinkUnusable, PasswordRefused, AccountInvalid
        Nothing is stored then, and the link still works (unless it did not).
    """
    link = _take(conn, secret, now)
    origin = f"{ORIGIN}@{address}"
    if link.account is not None:
        row = link.account
        require_good(password, row["name"])
    else:
        given = wanted or Wanted("", "", ADMINISTRATOR)
        made = checked(Wanted(given.name, given.full_name, ADMINISTRATOR))
        require_good(password, made["name"])
        row = store_account(conn, made, by=made["name"], origin=origin, now=now)
    set_password(conn, row, hashed(password), origin=origin, now=now)
    return account_row(conn, row["id"])
