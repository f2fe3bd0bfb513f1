"""Where everybody is now, for those whose role may see it (``patrols.positions``)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data.access import Actor, permit
from data.store.tables import patrol, patrol_member, patrol_position

SEE = "patrols.positions"
"""A line of `data/access/roles.csv`."""
TRAIL = timedelta(hours=2)
"""How much of the way behind somebody is drawn."""
_SHOWN = ("assigned", "under_way", "returned")
_EACH = ("at", "latitude", "longitude", "accuracy_m", "speed_kmh", "battery", "source")


def latest(conn: Connection, now: datetime, who: Actor, *, hours: float = 12.0) -> list[dict[str, Any]]:
    """The last position of each member that is not older than `hours`, by patrol.

    Each: ``patrol_id``, ``patrol_code``, ``member_id``, ``name``, ``agency_id``, ``role`` (on the patrol),
    ``at``, ``latitude``, ``longitude``, ``accuracy_m``, ``speed_kmh``, ``battery``, ``source``.

    Raises
    ------
    data.access.Denied
    """
    permit(who, SEE, {"agency_id": who.agency_id}, conn=conn)
    since = now - timedelta(hours=hours)
    last = (
        select(patrol_position.c.member_id, func.max(patrol_position.c.at).label("at"))
        .where(patrol_position.c.at > since, patrol_position.c.at <= now)
        .group_by(patrol_position.c.member_id)
        .subquery()
    )
    query = (
        select(
            patrol.c.id.label("patrol_id"),
            patrol.c.code.label("patrol_code"),
            patrol_member.c.id.label("member_id"),
            patrol_member.c.name,
            patrol_member.c.agency_id,
            patrol_member.c.role,
            *(patrol_position.c[name] for name in _EACH),
        )
        .join(last, (last.c.member_id == patrol_position.c.member_id) & (last.c.at == patrol_position.c.at))
        .join(patrol_member, patrol_member.c.id == patrol_position.c.member_id)
        .join(patrol, patrol.c.id == patrol_position.c.patrol_id)
        .where(patrol.c.status.in_(_SHOWN), patrol_member.c.consent_ended_at.is_(None))
        .order_by(patrol.c.code, patrol_member.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def trails(
    conn: Connection, now: datetime, who: Actor, *, since: datetime | None = None
) -> dict[int, list[tuple[datetime, float, float]]]:
    """Member → (time, latitude, longitude) since then (default: `TRAIL` ago), the earliest first.

    Raises
    ------
    data.access.Denied
    """
    permit(who, SEE, {"agency_id": who.agency_id}, conn=conn)
    query = (
        select(patrol_position)
        .where(patrol_position.c.at > (since or now - TRAIL), patrol_position.c.at <= now)
        .order_by(patrol_position.c.member_id, patrol_position.c.at)
    )
    found: dict[int, list[tuple[datetime, float, float]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["member_id"], []).append((row["at"], row["latitude"], row["longitude"]))
    return found


def standing(conn: Connection) -> str:
    """What the drawn positions depend on: changes with every position that comes or goes."""
    row = conn.execute(select(func.count(), func.max(patrol_position.c.id))).one()
    ended = conn.execute(select(func.max(patrol_member.c.consent_ended_at))).scalar()
    moved = conn.execute(select(func.max(patrol.c.updated_at))).scalar()
    stamp = "-".join("" if each is None else f"{each:%y%m%d%H%M%S}" for each in (ended, moved))
    return f"{row[0]}-{row[1] or 0}-{stamp}"
