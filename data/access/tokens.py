"""Tokens for programs (``Authorization: Bearer …``), for walls (``/display/…``) and for calendars
(``/calendar/….ics``): made once, shown once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access.actor import Actor
from data.access.deciding import permit, require_account
from data.access.errors import TokenInvalid, TokenUnknown
from data.access.secrets import fingerprint, new_secret
from data.clock import require_aware
from data.journal import append
from data.store.tables import REDACTIONS, access_token, account, account_session

API, DISPLAY, CALENDAR = "api", "display", "calendar"
API_SCOPES = ("export.read", "map.read")
"""What a program may be let do: to read. Widen it only with an address that takes it."""
MOST_DAYS = {API: 366, DISPLAY: 1830, CALENDAR: 1830}
_MAY = {API: "tokens.make", DISPLAY: "displays.manage", CALENDAR: "tokens.make"}
RECORD_KIND = "token"
ORIGIN = "screen:accounts"
PREFIX = "clt_"
"""Makes a token that leaked into a file findable."""
_NOTED_EVERY = timedelta(minutes=5)


def make(
    conn: Connection,
    kind: str,
    label: str,
    who: Actor,
    *,
    days: int,
    scopes: Collection[str] = (),
    redaction: str = "full",
    now: datetime,
) -> str:
    """Make a token and return it; only its fingerprint is kept.

    A program's token has the rights of its maker's account (as they are when it is used), narrowed to
    `scopes`; a display's shows the wall, with what `redaction` (one of `REDACTIONS`) leaves of it.

    Raises
    ------
    Denied
    TokenInvalid
        `problem` is token_label, token_days, token_redaction, token_scopes or token_account (the local
        administrator has no account that a token could stand for).
    """
    by = permit(who, _MAY[kind], conn=conn)
    label, moment = " ".join(label.split())[:80], require_aware(now)
    # A calendar's address shows what its account may see of the calendar, and nothing else of the program;
    # what a display may follows from its redaction.
    wanted = sorted(set(scopes)) if kind == API else []
    problem = (
        "token_label"
        if not label
        else "token_days"
        if not 1 <= days <= MOST_DAYS[kind]
        else "token_redaction"
        if kind == DISPLAY and redaction not in REDACTIONS
        else "token_scopes"
        if kind == API and (not wanted or not set(wanted) <= {*API_SCOPES})
        else "token_account"
        if kind != DISPLAY and who.account_id is None
        else None
    )
    if problem:
        raise TokenInvalid(problem=problem)
    secret = PREFIX + new_secret()
    row = {
        "kind": kind,
        "label": label,
        "token_hash": fingerprint(secret),
        "account_id": None if kind == DISPLAY else who.account_id,
        "scopes": wanted,
        "redaction": redaction if kind == DISPLAY else None,
        "created_at": moment,
        "created_by": by,
        "expires_at": moment + timedelta(days=days),
    }
    made = conn.execute(insert(access_token).returning(access_token.c.id), row).scalar_one()
    said = ("kind", "label", "redaction" if kind == DISPLAY else "scopes", "expires_at")
    _journal(conn, made, "created", who, moment, {name: row[name] for name in said})
    return secret


def _journal(
    conn: Connection, token_id: int, action: str, who: Actor, now: datetime, after: dict[str, Any]
) -> None:
    append(
        conn,
        at=now,
        actor=who.name,
        origin=who.from_where(ORIGIN),
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(token_id),
        after=after,
    )


def revoke(conn: Connection, token_id: int, who: Actor, *, now: datetime) -> None:
    """Let a token work no more; a display's sessions end at once.

    Raises
    ------
    Denied, TokenUnknown
    """
    row = conn.execute(select(access_token).where(access_token.c.id == token_id)).first()
    if row is None:
        raise TokenUnknown(id=token_id)
    if row.kind == DISPLAY:
        permit(who, "displays.manage", conn=conn)
    else:
        require_account(conn, who, row.account_id)
    if row.revoked_at is not None:
        return
    moment = require_aware(now)
    conn.execute(update(access_token).where(access_token.c.id == token_id).values(revoked_at=moment))
    conn.execute(
        update(account_session)
        .where(account_session.c.display_id == token_id, account_session.c.ended_at.is_(None))
        .values(ended_at=moment, ended_because="revoked")
    )
    _journal(conn, token_id, "revoked", who, moment, {"label": row.label})


def find_api(conn: Connection, secret: str, *, address: str, now: datetime) -> Actor | None:
    """Who acts by a program's token: its account with its role of today, narrowed; None when it does not
    work (any more)."""
    query = (
        select(access_token, account.c.name, account.c.role, account.c.agency_id, account.c.disabled_at)
        .join(account, access_token.c.account_id == account.c.id)
        .where(_works(secret, API, now))
    )
    row = conn.execute(query).first()
    if row is None or row.disabled_at is not None:
        return None
    return Actor(row.name, row.account_id, row.role, row.agency_id, address, frozenset(row.scopes))


def find_calendar(conn: Connection, secret: str, *, address: str, now: datetime) -> Actor | None:
    """Whose calendar a feed shows: its account with its role of today; None when it works no more."""
    query = (
        select(account)
        .join(access_token, access_token.c.account_id == account.c.id)
        .where(_works(secret, CALENDAR, now))
    )
    row = conn.execute(query).first()
    if row is None or row.disabled_at is not None:
        return None
    return Actor(row.name, row.id, row.role, row.agency_id, address)


def find_display(conn: Connection, secret: str, now: datetime) -> dict[str, Any] | None:
    """A display's token, if it works now."""
    row = conn.execute(select(access_token).where(_works(secret, DISPLAY, now))).mappings().first()
    return None if row is None else dict(row)


def _works(secret: str, kind: str, now: datetime) -> Any:
    token = access_token.c
    return (
        (token.token_hash == fingerprint(secret))
        & (token.kind == kind)
        & token.revoked_at.is_(None)
        & (token.expires_at > now)
    )


def worth_noting(conn: Connection, secret: str, now: datetime) -> bool:
    """Whether its last use is old enough to be written anew."""
    query = select(access_token.c.id, access_token.c.used_at).where(
        access_token.c.token_hash == fingerprint(secret)
    )
    row = conn.execute(query).first()
    return row is not None and (row.used_at is None or row.used_at < now - _NOTED_EVERY)


def note(conn: Connection, secret: str, now: datetime) -> None:
    """Remember that a token was used."""
    conn.execute(
        update(access_token)
        .where(access_token.c.token_hash == fingerprint(secret))
        .values(used_at=require_aware(now))
    )


def list_tokens(conn: Connection, *, kind: str, account_id: int | None = None) -> list[dict[str, Any]]:
    """Tokens of one kind (of one account), newest first, with the name of their account."""
    query = (
        select(access_token, account.c.name)
        .select_from(access_token.outerjoin(account, access_token.c.account_id == account.c.id))
        .where(access_token.c.kind == kind)
        .order_by(access_token.c.id.desc())
    )
    if account_id is not None:
        query = query.where(access_token.c.account_id == account_id)
    return [dict(row) for row in conn.execute(query).mappings()]
