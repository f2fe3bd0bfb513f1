"""Facts of fire events, many at once: what satellites saw, and what is stored about where it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.checking.standing import NOTHING, Standing, standings
from data.clock import require_aware
from data.forest.layers import Layer, in_force
from data.matters.facts import Facts
from data.matters.surroundings import highest_level, nearest_places
from data.store.batches import in_batches
from data.store.tables import detection, detection_forest, event_member, fire_event, incident, incident_event

_ORDER = ("inside", "near_border", "outside", "unknown")
"""A matter lies where the first of these says that one of its hotspots does."""


def _events(conn: Connection, ids: Collection[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in in_batches(ids):
        query = select(fire_event).where(fire_event.c.id.in_(some)).order_by(fire_event.c.id)
        found += [dict(row) for row in conn.execute(query).mappings()]
    return found


def _members(conn: Connection, ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    columns = [
        event_member.c.event_id,
        detection.c.time_utc,
        detection.c.stored_at,
        detection.c.location,
        detection.c.commune_2021_id,
        detection.c.commune_2025_id,
        detection.c.longitude,
        detection.c.latitude,
        detection_forest.c.in_forest,
        detection_forest.c.layer_id,
        detection_forest.c.owners,
    ]
    joined = event_member.join(detection, detection.c.id == event_member.c.detection_id).outerjoin(
        detection_forest, detection_forest.c.detection_id == event_member.c.detection_id
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for some in in_batches(ids):
        query = (
            select(*columns)
            .select_from(joined)
            .where(event_member.c.event_id.in_(some))
            .order_by(detection.c.time_utc, detection.c.id)
        )
        for row in conn.execute(query).mappings():
            found.setdefault(row["event_id"], []).append(dict(row))
    return found


def _forest_of(row: Mapping[str, Any], layers: Mapping[int, Layer], expected: int | None) -> str:
    """Where one detection lies: as `dashboard.queries` says it, beyond the layer's box nobody has said."""
    if expected is None:
        return "unknown"
    if row["layer_id"] != expected:
        return "pending"
    bounds = layers[expected].bounds
    if row["in_forest"] == "outside" and bounds is not None:
        west, south, east, north = bounds
        if not (west <= row["longitude"] <= east and south <= row["latitude"] <= north):
            return "unknown"
    return str(row["in_forest"])


def _forest(rows: Iterable[Mapping[str, Any]], layers: list[Layer], *, settled: bool) -> str:
    by_id = {each.id: each for each in layers}
    said = set()
    for row in rows:
        counting = next((each.id for each in layers if each.counts_at(row["time_utc"])), None)
        said.add(_forest_of(row, by_id, counting))
    for word in ("inside", "near"):
        if word in said:
            return word
    if "pending" in said:
        return "unknown" if settled else "pending"
    return "unknown" if "unknown" in said or not said else "outside"


def _counted(rows: Iterable[Mapping[str, Any]], column: str) -> tuple[str, ...]:
    counts = Counter(row[column] for row in rows if row[column] is not None)
    return tuple(own for own, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _owners(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    counts = Counter(name for row in rows for name in row["owners"] or [])
    return [name for name, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def _incidents(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in in_batches(ids):
        query = (
            select(incident_event.c.event_id, incident.c.code)
            .join(incident, incident.c.id == incident_event.c.incident_id)
            .where(incident_event.c.event_id.in_(some))
            .order_by(incident.c.id)
        )
        for event_id, code in conn.execute(query):
            found.setdefault(event_id, code)
    return found


def _told(
    event: Mapping[str, Any],
    rows: list[dict[str, Any]],
    near: Mapping[str, Any] | None,
    code: str | None,
    checked: Standing,
) -> dict[str, Any]:
    values = {
        "code": event["id"],
        "verdict": checked.speaks["kind"] if checked.speaks is not None else None,
        "incident": code,
        "nearest": near,
        "owners": _owners(rows),
        "detections": event["detections"],
        "satellites": event["satellites"],
        "max_frp_mw": event["max_frp_mw"],
        "area_ha": round(event["area_ha"], 2),
        "first_seen": event["first_seen"].isoformat(),
        "last_seen": event["last_seen"].isoformat(),
    }
    return {name: value for name, value in values.items() if value not in (None, [], "")}


def _state(event: Mapping[str, Any]) -> tuple[str, str | None]:
    if event["merged_into"] is None and not event["detections"]:
        return "withdrawn", "emptied"
    return "open", None


def _verified_at(checked: Standing) -> datetime | None:
    """When somebody first looked at the place, by the verdicts that count."""
    return min((row["observed_at"] for row in checked.rows if row["counts"]), default=None)


def of_events(
    conn: Connection, ids: Collection[str], *, close_hours: float, settled: bool = False
) -> list[Facts]:
    """What is known of fire events (by their own ids), in the order of the ids.

    Parameters
    ----------
    close_hours
        An event whose last detection was older than this when its file was stored is not `fresh`.
    settled
        Whether the forest has been asked: what it has not said by now stays unknown, not pending.
    """
    events, members, layers = _events(conn, ids), _members(conn, ids), in_force(conn)
    newest = max((event["updated_at"] for event in events), default=None)
    points = [(event["latitude"], event["longitude"]) for event in events]
    near = nearest_places(conn, points, newest) if newest is not None else []
    codes, verdicts = _incidents(conn, ids), standings(conn, ids)
    levels: dict[tuple[tuple[str, ...], datetime], int | None] = {}
    facts = []
    for event, place in zip(events, near, strict=True):
        rows = members.get(event["id"], [])
        since = require_aware(max((row["stored_at"] for row in rows), default=event["updated_at"]))
        communes = _counted(rows, "commune_2025_id")
        if (communes, since) not in levels:
            levels[(communes, since)] = highest_level(conn, communes, since)
        state, reason = _state(event)
        checked = verdicts.get(event["id"], NOTHING)
        facts.append(
            Facts(
                kind="fire_event",
                ref=event["id"],
                since=since,
                clock="stored",
                state=state,
                reason=reason,
                field="forest",
                happened_at=event["first_seen"],
                seen_at=event["last_seen"],
                stored_at=since,
                verified_at=_verified_at(checked),
                communes_2021=_counted(rows, "commune_2021_id"),
                communes_2025=communes,
                place=min(
                    (row["location"] or "unknown" for row in rows), key=_ORDER.index, default="unknown"
                ),
                forest=_forest(rows, layers, settled=settled),
                level=levels[(communes, since)],
                strength=event["strength"],
                permanent=event["permanent"],
                fresh=event["last_seen"] > since - timedelta(hours=close_hours),
                latitude=event["latitude"],
                longitude=event["longitude"],
                told=_told(event, rows, place, codes.get(event["id"]), checked),
            )
        )
    return facts
