"""My list: which fires somebody has to look at, nearest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.access import Actor
from data.checking.assignments import assignments_of, open_assignments, shown_assignment
from data.checking.nearby import communes_of, nearest_names
from data.checking.settings import CheckingSettings
from data.checking.standing import NOTHING, Standing, standings
from data.checking.where import distance_to_m
from data.clock import require_aware
from data.ledger.settings import ledger_settings
from data.matters.facts import Facts
from data.matters.of_events import of_events
from data.matters.surroundings import highest_level
from data.store.batches import in_batches
from data.store.tables import fire_event
from geo.areas import Areas
from geo.bearing import bearing_8

MOST = 200
"""Rows of a list: nobody reads more, and a phone in a valley must load it."""


def _candidates(conn: Connection, mine: Collection[str]) -> list[dict[str, Any]]:
    """Events that are still watched, and those that somebody is on the way to."""
    live = [fire_event.c.merged_into.is_(None), fire_event.c.detections > 0]
    rows = {
        row["id"]: dict(row)
        for row in conn.execute(select(fire_event).where(*live, fire_event.c.closed_at.is_(None))).mappings()
    }
    for some in in_batches(sorted(set(mine) - set(rows))):
        query = select(fire_event).where(*live, fire_event.c.id.in_(some))
        rows |= {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return list(rows.values())


def _origin(
    at: tuple[float, float] | None, communes: Sequence[str] | None, areas: Areas | None
) -> tuple[str | None, tuple[float, float] | None]:
    """From where distances are: the device, else the middle of the only commune that is mine."""
    if at is not None:
        return "me", at
    if areas is None or communes is None or len(communes) != 1:
        return None, None
    middle = areas.by_id(communes[0]).geometry.representative_point()
    return "commune", (middle.y, middle.x)


def verdict_line(found: Standing) -> dict[str, Any] | None:
    """What a list says of the verdict that speaks, or of the one that was returned."""
    row = found.speaks or found.returned
    if row is None:
        return None
    reviewed = row["review"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "observed_at": row["observed_at"],
        "review": reviewed["decision"] if reviewed else None,
        "reason": reviewed["reason"] if reviewed else "",
        "conflict": row["conflict"] is not None,
        "against": len(found.against),
    }


def _row(
    event: Mapping[str, Any],
    known: Facts,
    assigned: Any,
    checked: Standing,
    now: datetime,
    due_minutes: float,
) -> dict[str, Any]:
    due = assigned["due_at"] if assigned else event["known_at"] + timedelta(minutes=due_minutes)
    return {
        "event_id": event["id"],
        "version": event["version"],
        "first_seen": event["first_seen"],
        "last_seen": event["last_seen"],
        "age_s": max((now - event["last_seen"]).total_seconds(), 0.0),
        "detections": event["detections"],
        "satellites": list(event["satellites"]),
        "strength": event["strength"],
        "permanent": event["permanent"],
        "latitude": event["latitude"],
        "longitude": event["longitude"],
        "area_ha": event["area_ha"],
        "communes_2025": list(known.communes_2025),
        "place": known.place,
        "forest": known.forest,
        "owners": list(known.told.get("owners", [])),
        "incident": known.told.get("incident"),
        "assignment": assigned,
        "due_at": due,
        "time_left_s": (due - now).total_seconds(),
        "verdict": verdict_line(checked),
        "to_do": checked.speaks is None,
    }


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Nearest first. Without a distance: what burns here before what burns beyond the border, a source that
    is always warm last, and of the rest what is due first."""
    if row["distance_m"] is not None:
        return 0, row["distance_m"], row["due_at"], row["event_id"]
    beyond = row["place"] not in ("inside", "near_border")
    return 1 + 2 * row["permanent"] + beyond, 0, row["due_at"], row["event_id"]


def my_list(
    conn: Connection,
    who: Actor,
    at: tuple[float, float] | None,
    now: datetime,
    *,
    settings: CheckingSettings,
    tz: tzinfo,
    areas: Areas | None = None,
    communes: Sequence[str] | None = None,
    everywhere: bool = False,
    done: bool = False,
    most: int = MOST,
) -> list[dict[str, Any]]:
    """What somebody may have to look at: events assigned to them, and those of their communes.

    Parameters
    ----------
    at
        Latitude and longitude of the device; None: it did not say.
    areas
        For distances from the commune and from its middle; None: only entered places are named.
    communes
        Instead of those of the person's agency (see `communes_of`); `everywhere` asks for all.
    done
        Events that have a verdict already too (an event whose verdict was returned is never done).
    most
        At most so many rows.

    Returns
    -------
    list of dict
        Nearest first; without a distance those of the area first, by the time left (`_order`). Besides what
        `_row` says: ``from`` (me, commune or None), ``distance_m`` and ``bearing`` (N … NW, from there to the
        event; None within it), ``nearest`` (see `nearest_names`), ``level`` of the day (None: nobody
        announced one), ``assignment`` with ``mine``, ``quiet``, ``overdue``; None: unassigned.
    """
    now = require_aware(now)
    held = open_assignments(conn)
    rows = _candidates(conn, [row["event_id"] for row in held])
    ids = [row["id"] for row in rows]
    facts = {each.ref: each for each in of_events(conn, ids, close_hours=ledger_settings(conn).close_hours)}
    assigned, checked = assignments_of(conn, ids), standings(conn, ids)
    mine = tuple(communes) if communes else None if everywhere else communes_of(conn, who, now, tz)
    start, origin = _origin(at, mine, areas)
    found = []
    for event in rows:
        known, verdicts = facts[event["id"]], checked.get(event["id"], NOTHING)
        held_by = shown_assignment(assigned.get(event["id"]), who, now, settings.quiet_minutes)
        here = mine is None or bool(set(mine) & set(known.communes_2025))
        own = held_by is not None and held_by["mine"]
        if not (here or own) or (verdicts.speaks is not None and not done and not own):
            continue
        row = _row(event, known, held_by, verdicts, now, settings.due_minutes)
        metres, degrees = distance_to_m(*origin, event["hull"]) if origin else (None, None)
        row |= {"from": start, "distance_m": None if metres is None else round(metres)}
        row["bearing"] = bearing_8(degrees) if metres and degrees is not None else None
        found.append(row)
    found.sort(key=_order)
    return _with_names(conn, found[:most], now, areas, tz)


def _with_names(
    conn: Connection, rows: list[dict[str, Any]], now: datetime, areas: Areas | None, tz: tzinfo
) -> list[dict[str, Any]]:
    names = nearest_names(conn, [(row["latitude"], row["longitude"]) for row in rows], now, areas, tz)
    levels: dict[tuple[str, ...], int | None] = {}
    for row, near in zip(rows, names, strict=True):
        key = tuple(row["communes_2025"])
        if key not in levels:
            levels[key] = highest_level(conn, key, now)
        row |= {"nearest": near, "level": levels[key]}
    return rows


def unassigned(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows of a list that nobody goes to and that wait for a verdict."""
    return [row for row in rows if row["assignment"] is None and row["to_do"]]
