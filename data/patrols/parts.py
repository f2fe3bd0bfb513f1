"""What hangs on a patrol beside its people: zones and vehicles. Set as a whole, by difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from data.patrols.act import By
from data.patrols.errors import PatrolInvalid
from data.patrols.wanted import Vehicle, checked_vehicle
from data.store.tables import agency, patrol_vehicle, patrol_zone, zone


def check_zones(conn: Connection, wanted: Iterable[int], held: Iterable[int] = ()) -> list[int]:
    """The zones in order, each once; those that the patrol `held` already may be archived by now.

    Raises
    ------
    PatrolInvalid
        `problem`: zone_unknown, zone_archived (`what`: its name).
    """
    ids = list(dict.fromkeys(int(each) for each in wanted))
    query = select(zone.c.id, zone.c.name, zone.c.archived_at).where(zone.c.id.in_(ids))
    there = {row.id: row for row in conn.execute(query)}
    for each in ids:
        if each not in there:
            raise PatrolInvalid(problem="zone_unknown", what=str(each))
        if there[each].archived_at is not None and each not in set(held):
            raise PatrolInvalid(problem="zone_archived", what=there[each].name)
    return sorted(ids)


def set_zones(conn: Connection, patrol_id: int, ids: Sequence[int]) -> None:
    """Let these be the patrol's zones."""
    conn.execute(delete(patrol_zone).where(patrol_zone.c.patrol_id == patrol_id))
    if ids:
        conn.execute(insert(patrol_zone), [{"patrol_id": patrol_id, "zone_id": each} for each in ids])


def check_vehicles(wanted: Iterable[Vehicle]) -> list[dict[str, Any]]:
    """The vehicles as rows.

    Raises
    ------
    PatrolInvalid
        `problem`: plate_missing.
    """
    return [checked_vehicle(each) for each in wanted]


def check_agency(conn: Connection, agency_id: str) -> None:
    """Refuse an agency that there never was.

    Raises
    ------
    PatrolInvalid
        `problem`: agency_unknown.
    """
    if conn.execute(select(agency.c.id).where(agency.c.agency_id == agency_id)).first() is None:
        raise PatrolInvalid(problem="agency_unknown", what=agency_id)


def plain_vehicles(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the journal keeps of vehicles."""
    return [{name: row[name] for name in ("plate", "kind", "agency_id")} for row in rows]


def set_vehicles(
    conn: Connection,
    patrol_id: int,
    held: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    by: By,
) -> None:
    """Let these be the patrol's vehicles: what stays the same keeps its row, what goes is ended."""
    left = list(rows)
    for old in held:
        same = {name: old[name] for name in ("plate", "kind", "agency_id")}
        if same in left:
            left.remove(same)
        else:
            ended = update(patrol_vehicle).where(patrol_vehicle.c.id == old["id"])
            conn.execute(ended.values(ended_at=by.now))
    more = {"patrol_id": patrol_id, "actor": by.who.name, "created_at": by.now}
    for row in left:
        conn.execute(insert(patrol_vehicle), {**row, **more})
