"""Sessions: who is signed in where. They live in the database, so that each can be ended at once.

The real clock decides, in a drill too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access.actor import Actor
from data.access.secrets import fingerprint, new_secret
from data.clock import require_aware
from data.store.tables import access_token, account, account_session

LONGEST = timedelta(days=14)
"""A session ends after this, whatever happens in it."""
IDLE = timedelta(hours=36)
"""A session ends when nothing came for this long: a duty officer of yesterday signs in anew."""
_NOTED_EVERY = timedelta(minutes=5)
WALL = "wall.look"
DISPLAY_SCOPES = {
    "full": frozenset({"map.read", WALL}),
    "visitors": frozenset({WALL}),
    "public": frozenset({WALL}),
}
"""Redaction of a display → all that it may do, whatever its token once said: look at the wall, and where
nothing is hidden from it, at the map's pages as well. Other pages would tell what the wall leaves out."""
OLD_REDACTION = "visitors"
"""Of a display that was made before one was chosen."""


def shown_by(redaction: str | None) -> str:
    """The redaction of a display by what is stored of it."""
    return redaction if redaction in DISPLAY_SCOPES else OLD_REDACTION


@dataclass(frozen=True)
class Session:
    """A session that holds now, and who acts in it."""

    id: int
    actor: Actor


def _device(text: str) -> str:
    return " ".join(text.split())[:200]


def begin(
    conn: Connection,
    *,
    account_id: int | None = None,
    display_id: int | None = None,
    address: str,
    device: str,
    now: datetime,
    until: datetime | None = None,
) -> str:
    """Begin a session of an account or of a display, and return its secret (for the cookie; not kept)."""
    secret = new_secret()
    moment = require_aware(now)
    row = {
        "token_hash": fingerprint(secret),
        "account_id": account_id,
        "display_id": display_id,
        "address": address[:100],
        "device": _device(device),
        "created_at": moment,
        "seen_at": moment,
        "expires_at": until or moment + LONGEST,
    }
    conn.execute(insert(account_session).values(row))
    return secret


def _idle(row: Any, now: datetime) -> bool:
    return row.account_id is not None and row.seen_at < now - IDLE  # a wall has nobody who signs in


def find(conn: Connection, secret: str, *, address: str, now: datetime) -> Session | None:
    """The session of a cookie's secret; None when it never was, has ended or expired, or its account or
    display may no longer."""
    s = account_session.c
    query = (
        select(account_session, account.c.name, account.c.role, account.c.agency_id, account.c.disabled_at)
        .add_columns(access_token.c.label, access_token.c.revoked_at, access_token.c.redaction)
        .select_from(
            account_session.outerjoin(account, s.account_id == account.c.id).outerjoin(
                access_token, s.display_id == access_token.c.id
            )
        )
        .where(s.token_hash == fingerprint(secret), s.ended_at.is_(None), s.expires_at > now)
    )
    row = conn.execute(query).first()
    if row is None or row.disabled_at is not None or row.revoked_at is not None or _idle(row, now):
        return None
    if row.display_id is not None:
        shown = shown_by(row.redaction)
        name = f"display:{row.label}"
        return Session(row.id, Actor(name, None, "viewer", None, address, DISPLAY_SCOPES[shown], shown))
    return Session(row.id, Actor(row.name, row.account_id, row.role, row.agency_id, address))


def worth_noting(conn: Connection, session_id: int, now: datetime) -> bool:
    """Whether the last time the session was seen is old enough to be written anew."""
    seen = conn.execute(select(account_session.c.seen_at).where(account_session.c.id == session_id)).scalar()
    return seen is not None and seen < now - _NOTED_EVERY


def note(conn: Connection, session_id: int, now: datetime) -> None:
    """Remember that the session was seen."""
    conn.execute(
        update(account_session).where(account_session.c.id == session_id).values(seen_at=require_aware(now))
    )


def end(conn: Connection, secret: str, *, because: str, now: datetime) -> int | None:
    """End the session of a cookie's secret; returns its account."""
    s = account_session.c
    ended = (
        update(account_session)
        .where(s.token_hash == fingerprint(secret), s.ended_at.is_(None))
        .values(ended_at=require_aware(now), ended_because=because)
        .returning(s.account_id)
    )
    return conn.execute(ended).scalar()


def end_all(conn: Connection, account_id: int, *, because: str, now: datetime, but: str | None = None) -> int:
    """End every session of an account (except that of the secret `but`); returns how many."""
    s = account_session.c
    ended = (
        update(account_session)
        .where(s.account_id == account_id, s.ended_at.is_(None))
        .values(ended_at=require_aware(now), ended_because=because)
    )
    if but is not None:
        ended = ended.where(s.token_hash != fingerprint(but))
    return int(conn.execute(ended).rowcount)


def list_sessions(conn: Connection, account_id: int | None, now: datetime) -> list[dict[str, Any]]:
    """Sign-ins of one account, or of all (None), newest first, 200 at most; `holds` says which hold now."""
    s = account_session.c
    query = (
        select(account_session, account.c.name)
        .join(account, s.account_id == account.c.id)
        .order_by(s.created_at.desc(), s.id.desc())
        .limit(200)
    )
    if account_id is not None:
        query = query.where(s.account_id == account_id)
    return [
        dict(row)
        | {"holds": row["ended_at"] is None and row["expires_at"] > now and row["seen_at"] > now - IDLE}
        for row in conn.execute(query).mappings()
    ]
