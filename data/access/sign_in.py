"""Sign in and out. What is answered, and how long it takes, does not tell whether a name exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, update

from data.access import passwords, sessions
from data.access.accounts import account_named, account_row
from data.access.actor import Actor
from data.access.deciding import require_account
from data.access.errors import SignInRefused
from data.access.links import set_password
from data.access.secrets import make_signing_key
from data.access.throttle import claim
from data.journal import append
from data.store.engine import reading, writing
from data.store.tables import account, sign_in_attempt

RECORD_KIND = "session"


@dataclass(frozen=True)
class SignedIn:
    """A new session: its secret for the cookie, and the account's row."""

    secret: str
    account: dict[str, Any]


def _journal(conn: Any, row: dict[str, Any], action: str, origin: str, now: datetime, **after: Any) -> None:
    append(
        conn,
        at=now,
        actor=row["name"],
        origin=origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(row["id"]),
        after=after or None,
    )


def begin_session(
    engine: Engine, row: dict[str, Any], *, replaces: str | None, address: str, device: str, now: datetime
) -> str:
    """Begin a session of an account whose holder has just shown who they are, under a new secret.

    `replaces` is what the browser came with: it is ended, so that nobody who planted it gets in with it.
    """
    with writing(engine) as conn:
        if replaces:
            sessions.end(conn, replaces, because="replaced", now=now)
        secret = sessions.begin(conn, account_id=row["id"], address=address, device=device, now=now)
        _journal(conn, row, "signed_in", f"sign-in@{address}", now, device=device[:200])
    return secret


def sign_in(
    engine: Engine,
    name: str,
    password: str,
    *,
    address: str,
    device: str,
    now: datetime,
    replaces: str | None = None,
) -> SignedIn:
    """Check a name and a password, and begin a session.

    Raises
    ------
    SignInThrottled
        Before the password is looked at.
    SignInRefused
        Whatever is wrong.
    """
    with writing(engine) as conn:
        tried = claim(conn, make_signing_key(conn), name.strip().lower(), address, now)
    with reading(engine) as conn:
        row = account_named(conn, name)
    usable = row is not None and row["disabled_at"] is None
    right = passwords.matches(row["password_hash"] if row and usable else None, password)
    if row is None or not right:
        raise SignInRefused
    with writing(engine) as conn:
        conn.execute(update(sign_in_attempt).where(sign_in_attempt.c.id == tried).values(succeeded=True))
        if passwords.outdated(row["password_hash"]):
            conn.execute(
                update(account)
                .where(account.c.id == row["id"], account.c.password_hash == row["password_hash"])
                .values(password_hash=passwords.hashed(password))
            )
    secret = begin_session(engine, row, replaces=replaces, address=address, device=device, now=now)
    return SignedIn(secret, row)


def sign_out(engine: Engine, secret: str, *, address: str, now: datetime) -> None:
    """End the session of a cookie's secret; nothing happens where there is none."""
    with writing(engine) as conn:
        account_id = sessions.end(conn, secret, because="signed_out", now=now)
        if account_id is not None:
            _journal(conn, account_row(conn, account_id), "signed_out", f"sign-in@{address}", now)


def sign_out_everywhere(engine: Engine, account_id: int, who: Actor, *, now: datetime) -> int:
    """End all sessions of an account: one's own, or an administrator any. Returns how many.

    Raises
    ------
    Denied, AccountUnknown
    """
    with writing(engine) as conn:
        require_account(conn, who, account_id)
        row = account_row(conn, account_id)
        count = sessions.end_all(conn, account_id, because="everywhere", now=now)
        append(
            conn,
            at=now,
            actor=who.name,
            origin=who.from_where("screen:accounts"),
            action="signed_out_everywhere",
            record_kind=RECORD_KIND,
            record_id=str(row["id"]),
            after={"sessions": count},
        )
    return count


def change_password(
    engine: Engine,
    account_id: int,
    old: str,
    new: str,
    *,
    keep: str | None,
    address: str,
    now: datetime,
) -> None:
    """Change one's own password; every other session ends, that of the secret `keep` goes on.

    Raises
    ------
    SignInThrottled, SignInRefused, PasswordRefused
    """
    with writing(engine) as conn:
        row = account_row(conn, account_id)
        tried = claim(conn, make_signing_key(conn), row["name"], address, now)
    if row["disabled_at"] is not None or not passwords.matches(row["password_hash"], old):
        raise SignInRefused
    passwords.require_good(new, row["name"])
    kept = passwords.hashed(new)
    with writing(engine) as conn:
        conn.execute(update(sign_in_attempt).where(sign_in_attempt.c.id == tried).values(succeeded=True))
        set_password(
            conn, account_row(conn, account_id), kept, origin=f"screen:accounts@{address}", now=now, but=keep
        )
