"""The rows of tracks: which ones hold now, and their days."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, func, select

from data.store.batches import in_batches
from data.store.tables import (
    ground_track,
    patrol,
    patrol_checkin,
    patrol_member,
    patrol_track,
    patrol_track_day,
    patrol_zone,
    zone,
)


def latest() -> Select[Any]:
    """The rows of `patrol_track` that no other replaces."""
    newer = patrol_track.alias("newer")
    replaced = select(newer.c.replaces_id).where(newer.c.replaces_id.is_not(None))
    return select(patrol_track).where(patrol_track.c.id.not_in(replaced))


def tracks_of(conn: Connection, patrol_ids: Collection[int]) -> list[dict[str, Any]]:
    """The tracks of patrols as they are judged now, set aside or not, in the order in which they came.

    The columns of `patrol_track`, and of its file: ``name``, ``points``, ``sha256``, ``file``,
    ``started_at``, ``ended_at`` (aware UTC; None: no times), ``length_m`` (all of it, counted or not).
    """
    of_file = [ground_track.c[name] for name in ("name", "points", "sha256", "file", "length_m")]
    times = [ground_track.c.started_at, ground_track.c.ended_at]
    found: list[dict[str, Any]] = []
    for some in in_batches(sorted(set(patrol_ids))):
        query = (
            latest()
            .add_columns(*of_file, *times)
            .join(ground_track, ground_track.c.id == patrol_track.c.track_id)
            .where(patrol_track.c.patrol_id.in_(some))
            .order_by(patrol_track.c.received_at, patrol_track.c.track_id)
        )
        found += [dict(row) for row in conn.execute(query).mappings()]
    return found


def days_of(conn: Connection, track_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Row of `patrol_track` → its rows of `patrol_track_day`, by day."""
    found: dict[int, list[dict[str, Any]]] = {own: [] for own in track_ids}
    for some in in_batches(sorted(found)):
        query = (
            select(patrol_track_day)
            .where(patrol_track_day.c.patrol_track_id.in_(some))
            .order_by(patrol_track_day.c.day, patrol_track_day.c.id)
        )
        for row in conn.execute(query).mappings():
            found[row["patrol_track_id"]].append(dict(row))
    return found


def stamp(conn: Connection) -> tuple[object, ...]:
    """Changes whenever effort may have: for whoever keeps figures that took long to count."""
    asked = (
        func.max(patrol_track.c.id),
        func.max(patrol_checkin.c.id),
        func.max(patrol.c.updated_at),
        func.max(patrol_member.c.id),
        func.count(patrol_zone.c.zone_id),
        func.max(zone.c.updated_at),
    )
    return tuple(conn.execute(select(each)).scalar() for each in asked)


def counted_lines(conn: Connection) -> list[tuple[int, int, Any]]:
    """Patrol, row of `patrol_track` and line (WGS84) of each day of every track that counts: what was walked
    inside the patrol's window, each track once however often it was judged."""
    current = latest().where(patrol_track.c.set_aside.is_(None)).subquery()
    query = (
        select(current.c.patrol_id, current.c.id, patrol_track_day.c.line)
        .join(patrol_track_day, patrol_track_day.c.patrol_track_id == current.c.id)
        .order_by(patrol_track_day.c.id)
    )
    return [(row.patrol_id, row.id, row.line) for row in conn.execute(query)]
