"""What somebody has drawn and not stored, kept for a day: a page that is loaded anew or left loses nothing.

A draft is no record yet: it belongs to the account that drew it, nobody else reads it, and the journal does
not tell of it. Its age runs on the real clock, in a drill too.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data.access import Actor, permit
from data.clock import require_aware
from data.store.tables import zone_draft
from data.zones.act import ACTION, By

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """`content`: plain JSON, as whoever draws made it. `kept_at`: when it changed last."""

    id: str
    kept_at: datetime
    content: Mapping[str, Any]


def new_id() -> str:
    """The name of a draft: of one visit, so that two windows of one person keep two."""
    return secrets.token_hex(16)


def keep_draft(conn: Connection, draft: Draft, by: By) -> None:
    """Keep what is drawn now in place of what this draft was before; too old ones go.

    Raises
    ------
    data.access.Denied
    """
    permit(by.who, ACTION, {"agency_id": by.who.agency_id}, conn=conn)
    kept_at = require_aware(draft.kept_at)
    conn.execute(delete(zone_draft).where(zone_draft.c.kept_at < kept_at - KEPT_FOR))
    row = {"owner": by.who.name, "kept_at": kept_at, "content": dict(draft.content)}
    if not conn.execute(update(zone_draft).where(_own(draft.id, by.who)).values(row)).rowcount:
        conn.execute(insert(zone_draft), {"id": draft.id, **row})


def drop_draft(conn: Connection, draft_id: str, by: By) -> None:
    """Throw one's own draft away; one that is gone is no mistake."""
    conn.execute(delete(zone_draft).where(_own(draft_id, by.who)))


def take_draft(conn: Connection, draft_id: str, new: str, by: By) -> bool:
    """Let another visit go on with a draft, under its own name. False: it is gone, taken up or thrown away
    in another window."""
    taken = update(zone_draft).where(_own(draft_id, by.who)).values(id=new)
    return bool(conn.execute(taken).rowcount)


def drafts_of(conn: Connection, who: Actor, now: datetime) -> list[Draft]:
    """The drafts of an account that are not too old, the newest first."""
    since = require_aware(now) - KEPT_FOR
    query = (
        select(zone_draft)
        .where(zone_draft.c.owner == who.name, zone_draft.c.kept_at >= since)
        .order_by(zone_draft.c.kept_at.desc(), zone_draft.c.id)
    )
    return [Draft(row.id, row.kept_at, row.content) for row in conn.execute(query)]


def _own(draft_id: str, who: Actor) -> Any:
    return (zone_draft.c.id == draft_id) & (zone_draft.c.owner == who.name)
