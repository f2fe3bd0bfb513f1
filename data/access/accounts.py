"""Accounts: made, changed, disabled, never deleted. Every change is journalled with who made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from data.access.actor import Actor
from data.access.deciding import permit
from data.access.errors import AccountInvalid, AccountUnknown
from data.access.roles import ADMINISTRATOR
from data.access.sessions import end_all
from data.clock import require_aware
from data.errors import refuse_stale
from data.journal import append
from data.store.lock import serialise
from data.store.tables import ROLES, account

RECORD_KIND = "account"
ORIGIN = "screen:accounts"
_NAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_JOURNALLED = ("name", "full_name", "role", "agency_id", "disabled_at")


@dataclass(frozen=True)
class Wanted:
    """What an administrator says of an account. `name` is what one signs in with: a-z, 0-9, ``. _ -``."""

    name: str
    full_name: str
    role: str
    agency_id: str | None = None


def tidy_name(name: str) -> str:
    """A name as it is stored and looked up: without blanks around it, lower case."""
    return name.strip().lower()


def checked(wanted: Wanted) -> dict[str, Any]:
    """The row of an account.

    Raises
    ------
    AccountInvalid
        `problem` is account_name, full_name_missing or role_unknown.
    """
    row = {
        "name": tidy_name(wanted.name),
        "full_name": " ".join(wanted.full_name.split()),
        "role": wanted.role,
        "agency_id": wanted.agency_id or None,
    }
    if not _NAME.fullmatch(str(row["name"])):
        raise AccountInvalid(problem="account_name")
    if not row["full_name"]:
        raise AccountInvalid(problem="full_name_missing")
    if wanted.role not in ROLES:
        raise AccountInvalid(problem="role_unknown")
    return row


def account_row(conn: Connection, account_id: int) -> dict[str, Any]:
    """One account, as it is stored.

    Raises
    ------
    AccountUnknown
    """
    found = conn.execute(select(account).where(account.c.id == account_id)).mappings().first()
    if found is None:
        raise AccountUnknown(id=account_id)
    return dict(found)


def account_named(conn: Connection, name: str) -> dict[str, Any] | None:
    """The account that signs in by this name."""
    found = conn.execute(select(account).where(account.c.name == tidy_name(name))).mappings().first()
    return None if found is None else dict(found)


def list_accounts(conn: Connection) -> list[dict[str, Any]]:
    """All accounts, those in use first, by name."""
    query = select(account).order_by(account.c.disabled_at.is_not(None), account.c.name)
    return [dict(row) for row in conn.execute(query).mappings()]


def any_account(conn: Connection) -> bool:
    """Whether there is any account: from then on nobody works without one."""
    return conn.execute(select(account.c.id).limit(1)).first() is not None


def administrators(conn: Connection) -> int:
    """How many administrators can sign in."""
    query = select(func.count()).where(
        account.c.role == ADMINISTRATOR, account.c.disabled_at.is_(None), account.c.password_hash.is_not(None)
    )
    return int(conn.execute(query).scalar_one())


def store_account(
    conn: Connection, row: dict[str, Any], *, by: str, origin: str, now: datetime
) -> dict[str, Any]:
    """Insert a checked row and journal it.

    Raises
    ------
    AccountInvalid
        The name is taken, also by a disabled account.
    """
    serialise(conn)
    if account_named(conn, row["name"]) is not None:
        raise AccountInvalid(problem="account_name_taken")
    whole = row | {"created_at": require_aware(now), "created_by": by, "version": 1}
    made = int(conn.execute(insert(account).returning(account.c.id), whole).scalar_one())
    append(
        conn,
        at=now,
        actor=by,
        origin=origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after={name: row[name] for name in _JOURNALLED if name in row},
    )
    return account_row(conn, made)


def create(conn: Connection, wanted: Wanted, who: Actor, *, now: datetime) -> int:
    """Make an account without a password (see `data.access.links.make_link`) and return its id.

    Raises
    ------
    Denied, AccountInvalid
        Before the first administrator there is nobody else: `first_administrator`.
    """
    by = permit(who, "accounts.manage", conn=conn)
    if not administrators(conn):
        raise AccountInvalid(problem="first_administrator")
    row = checked(wanted)
    return int(store_account(conn, row, by=by, origin=who.from_where(ORIGIN), now=now)["id"])


def _seen(conn: Connection, account_id: int, seen_version: int) -> dict[str, Any]:
    serialise(conn)
    stored = account_row(conn, account_id)
    refuse_stale(RECORD_KIND, stored["name"], seen_version, stored["version"])
    return stored


def _write(
    conn: Connection, stored: dict[str, Any], row: dict[str, Any], who: Actor, action: str, now: datetime
) -> None:
    after = {name: value for name, value in row.items() if stored[name] != value}
    if not after:
        raise AccountInvalid(problem="nothing_changed")
    conn.execute(
        update(account).where(account.c.id == stored["id"]).values(**after, version=stored["version"] + 1)
    )
    if not administrators(conn):
        raise AccountInvalid(problem="last_administrator")  # the transaction is rolled back
    append(
        conn,
        at=require_aware(now),
        actor=who.name,
        origin=who.from_where(ORIGIN),
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(stored["id"]),
        before={name: stored[name] for name in after},
        after=after,
    )


def edit(
    conn: Connection, account_id: int, wanted: Wanted, who: Actor, *, seen_version: int, now: datetime
) -> None:
    """Change name, full name, role or agency. What is open goes on with the new role.

    Raises
    ------
    Denied, AccountUnknown, ConflictError
    AccountInvalid
        As `checked`; also `account_name_taken`, `nothing_changed`, `last_administrator`.
    """
    permit(who, "accounts.manage", conn=conn)
    stored, row = _seen(conn, account_id, seen_version), checked(wanted)
    taken = account_named(conn, row["name"])
    if taken is not None and taken["id"] != account_id:
        raise AccountInvalid(problem="account_name_taken")
    _write(conn, stored, row, who, "edited", now)


def disable(conn: Connection, account_id: int, who: Actor, *, seen_version: int, now: datetime) -> None:
    """Let nobody sign in by this account any more, and end its sessions at once.

    Raises
    ------
    Denied, AccountUnknown, ConflictError
    AccountInvalid
        `nothing_changed` or `last_administrator`.
    """
    permit(who, "accounts.manage", conn=conn)
    stored = _seen(conn, account_id, seen_version)
    if stored["disabled_at"] is not None:
        raise AccountInvalid(problem="nothing_changed")
    _write(conn, stored, {"disabled_at": require_aware(now)}, who, "disabled", now)
    end_all(conn, account_id, because="disabled", now=now)


def enable(conn: Connection, account_id: int, who: Actor, *, seen_version: int, now: datetime) -> None:
    """Let somebody sign in by a disabled account again.

    Raises
    ------
    Denied, AccountUnknown, ConflictError, AccountInvalid
    """
    permit(who, "accounts.manage", conn=conn)
    stored = _seen(conn, account_id, seen_version)
    _write(conn, stored, {"disabled_at": None}, who, "enabled", now)
