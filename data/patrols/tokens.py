"""Links by which a member of a patrol acts without an account: signed, one per purpose, revocable.

A token carries the member's number, the number of the link and a signature over both, made with a key that
only this database has. Nothing of it is stored: the same member has the same link until it is ended by
raising `token_number`. It works until some days after the patrol was to end, by the clock of facts (a drill's
patrols end in the drill's time), so that a phone that was offline can still hand in what it kept.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from data.access.secrets import keyed, make_signing_key, signing_key
from data.clock import require_aware
from data.patrols.act import By
from data.patrols.link_errors import MemberLinkUnusable, MemberUnknown
from data.patrols.settings import PatrolSettings
from data.patrols.writing import held, journalled
from data.store.lock import serialise
from data.store.tables import patrol, patrol_member

Purpose = Literal["checkin", "positions"]
PATHS: Mapping[Purpose, str] = {"checkin": "/checkin/", "positions": "/positions/"}
"""What a link is for → the beginning of its address."""
RENEWED = "link_renewed"
"""The journal's word, of the patrol."""
_SIGNATURE = 32  # hex digits: 128 bits
_TOKEN = re.compile(rf"([1-9]\d{{0,17}})-([1-9]\d{{0,8}})-([0-9a-f]{{{_SIGNATURE}}})", re.ASCII)


def token_of(key: bytes, row: Mapping[Any, Any], purpose: Purpose) -> str:
    """The token of a member (``id``, ``token_number``) for one purpose."""
    named = f"{row['id']}-{row['token_number']}"
    return f"{named}-{keyed(key, f'patrol.{purpose}', named)[:_SIGNATURE]}"


def _member(conn: Connection, member_id: int) -> dict[str, Any]:
    row = conn.execute(select(patrol_member).where(patrol_member.c.id == member_id)).mappings().first()
    if row is None:
        raise MemberUnknown(id=member_id)
    return dict(row)


def member_token(conn: Connection, member_id: int, purpose: Purpose) -> str:
    """The token that a member has now.

    The first one of a database makes its signing key: then `conn` must be writing.

    Raises
    ------
    MemberUnknown
    """
    row = _member(conn, member_id)
    return token_of(signing_key(conn) or make_signing_key(conn), row, purpose)


def member_link(conn: Connection, member_id: int, purpose: Purpose, base: str | None) -> str:
    """The address that a member opens; only its path where the installation has no public address.

    Raises
    ------
    MemberUnknown
    """
    return f"{(base or '').rstrip('/')}{PATHS[purpose]}{member_token(conn, member_id, purpose)}"


def read_token(
    conn: Connection,
    text: str,
    purpose: Purpose,
    *,
    now: datetime,
    valid_days: float = PatrolSettings.link_days,
) -> dict[str, Any]:
    """Whose link this is: the row of `patrol_member`. Nothing is changed.

    Parameters
    ----------
    now
        On the clock of facts.
    valid_days
        For how long after the patrol's planned end a link works: ``link_days`` of ``[patrols]``.

    Raises
    ------
    MemberLinkUnusable
        `problem`: link_forged; link_revoked (a newer link was made); member_removed; link_expired.
    """
    said, key = _TOKEN.fullmatch(text), signing_key(conn)
    if said is None or key is None:
        raise MemberLinkUnusable(problem="link_forged")
    own = {"id": int(said[1]), "token_number": int(said[2])}
    if not hmac.compare_digest(text.encode(), token_of(key, own, purpose).encode()):
        raise MemberLinkUnusable(problem="link_forged")
    query = (
        select(patrol_member, patrol.c.ends_at)
        .join(patrol, patrol.c.id == patrol_member.c.patrol_id)
        .where(patrol_member.c.id == own["id"])
    )
    row = conn.execute(query).mappings().first()
    problem = (
        "link_forged"
        if row is None
        else "member_removed"
        if row["ended_at"] is not None
        else "link_revoked"
        if row["token_number"] != own["token_number"]
        else "link_expired"
        if require_aware(now) > row["ends_at"] + timedelta(days=valid_days)
        else None
    )
    if row is None or problem:
        raise MemberLinkUnusable(problem=problem)
    return {name: value for name, value in row.items() if name != "ends_at"}


def renew(conn: Connection, member_id: int, by: By) -> None:
    """End every link that a member has; `member_token` gives new ones.

    Raises
    ------
    data.access.Denied, MemberUnknown
    """
    serialise(conn)
    row = _member(conn, member_id)
    held(conn, row["patrol_id"], by, None)
    number = row["token_number"] + 1
    conn.execute(update(patrol_member).where(patrol_member.c.id == member_id).values(token_number=number))
    journalled(conn, row["patrol_id"], by, RENEWED, None, {"name": row["name"]})
