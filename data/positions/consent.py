"""A member agrees that their positions are followed, and takes it back, by their own link alone.

Agreed is agreed for one patrol. Whoever takes it back is no longer followed from that moment; what came until
then goes at the end of its days, or at once when they ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select, update

from data.journal import append
from data.patrols.act import By
from data.store.lock import serialise
from data.store.tables import patrol_member, patrol_position

RECORD_KIND = "patrol_member"


def agreed(member: Mapping[str, Any]) -> bool:
    """Whether a member may be followed."""
    return member["consent_at"] is not None and member["consent_ended_at"] is None


def _held(conn: Connection, member_id: int) -> dict[str, Any]:
    serialise(conn)
    row = conn.execute(select(patrol_member).where(patrol_member.c.id == member_id)).mappings().one()
    return dict(row)


def _set(conn: Connection, found: Mapping[str, Any], by: By, action: str, **values: Any) -> None:
    conn.execute(update(patrol_member).where(patrol_member.c.id == found["id"]).values(**values))
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(found["id"]),
        before={name: found[name] for name in values},
        after=values,
    )


def agree(conn: Connection, member_id: int, by: By) -> None:
    """From now on; saying it twice changes nothing. Before: `by` is the member's own link."""
    found = _held(conn, member_id)
    if not agreed(found):
        _set(conn, found, by, "consent_given", consent_at=by.now, consent_ended_at=None)


def take_back(conn: Connection, member_id: int, by: By, *, erase: bool = False) -> int:
    """No longer; with `erase` what was kept goes too. Returns how many positions went."""
    found = _held(conn, member_id)
    if agreed(found):
        _set(conn, found, by, "consent_ended", consent_ended_at=by.now)
    if not erase:
        return 0
    gone = delete(patrol_position).where(patrol_position.c.member_id == member_id)
    return int(conn.execute(gone).rowcount)
