"""A person's changes to zones. Each is a version that stays, and none overwrites what nobody saw.

A zone is never removed: what patrols did there stays readable. One that no patrol ever used can be "deleted",
which archives it under a reason of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.access import permit
from data.store.lock import serialise
from data.store.tables import SEASONS, ZONE_KINDS, ZONE_SOURCES
from data.zones.act import ACTION, By
from data.zones.errors import ZoneInvalid, ZoneUsed
from data.zones.reading import used_by
from data.zones.writing import held, history_row, moment, store_new, store_next
from geo.zones import Ground, area_ha, checked, is_route, length_m, stands

LINE_KINDS = ("route", "firebreak")
"""What lines can be. A firebreak is a strip that some draw as a line."""
AREA_KINDS = tuple(kind for kind in ZONE_KINDS if kind != "route")
DELETED = "deleted"
"""The reason of a zone that was deleted before any patrol used it."""
TAKEN_BACK = "taken_back"
"""The reason of a zone whose making was undone."""


@dataclass(frozen=True)
class Zone:
    """What a person says of a zone. `shape`: (Multi)Polygon or (Multi)LineString, EPSG:4326; `priority`: 1 is
    first, 3 last; `kind` and `season` as in `data.store.tables` (ZONE_KINDS, SEASONS).
    """

    name: str
    shape: Any
    kind: str = "patrol"
    season: str = "all_year"
    priority: int = 2
    notes: str = ""


def _values(wanted: Zone, ground: Ground, accepted: Collection[str]) -> dict[str, Any]:
    name = " ".join(wanted.name.split())
    if not name:
        raise ZoneInvalid(problem="zone_name_missing")
    if wanted.kind not in ZONE_KINDS:
        raise ZoneInvalid(problem="zone_kind_unknown")
    if wanted.season not in SEASONS:
        raise ZoneInvalid(problem="zone_season_unknown")
    if wanted.priority not in (1, 2, 3):
        raise ZoneInvalid(problem="zone_priority_unknown")
    # What somebody saw is what is stored: a proposal is taken on the screen, never here.
    shape, findings = checked(wanted.shape, ground)
    if not stands(findings, accepted):
        first = next(each for each in findings if each.kind != "ask" or each.code not in accepted)
        raise ZoneInvalid(problem=first.code)
    route = is_route(shape)
    if wanted.kind not in (LINE_KINDS if route else AREA_KINDS):
        raise ZoneInvalid(problem="zone_route_or_area")
    return {
        "name": name,
        "kind": wanted.kind,
        "season": wanted.season,
        "priority": wanted.priority,
        "notes": wanted.notes.strip(),
        "shape": shape,
        "area_ha": None if route else area_ha(shape),
        "length_m": length_m(shape),
    }


def create(
    conn: Connection,
    wanted: Zone,
    by: By,
    ground: Ground,
    *,
    accepted: Collection[str] = (),
    source: str = "drawn",
    suggestion_id: int | None = None,
    file_name: str | None = None,
) -> int:
    """Store a new zone and return its id.

    Parameters
    ----------
    ground
        Of `ground_of`.
    accepted
        Findings that only ask (`geo.zones.CODES`) and that the person said yes to.
    source
        drawn, file, suggested.

    Raises
    ------
    data.access.Denied
    ZoneInvalid
        With a `problem` of `data.zones.errors.PROBLEMS` or of `geo.zones.CODES`.
    """
    serialise(conn)
    permit(by.who, ACTION, {"agency_id": by.who.agency_id}, conn=conn)
    if source not in ZONE_SOURCES:
        raise ZoneInvalid(problem="zone_source_unknown")
    values = _values(wanted, ground, accepted)
    more = {"source": source, "suggestion_id": suggestion_id, "file_name": file_name}
    return store_new(conn, values | more, by)


def edit(
    conn: Connection,
    zone_id: int,
    wanted: Zone,
    by: By,
    ground: Ground,
    *,
    seen_version: int,
    accepted: Collection[str] = (),
) -> int:
    """Store what a zone is from now on, and return its new version.

    Raises
    ------
    data.access.Denied, ZoneUnknown, data.errors.ConflictError
    ZoneInvalid
        As `create`; zone_archived_already, zone_nothing_changed.
    """
    found = held(conn, zone_id, by, seen_version)
    if found["archived_at"] is not None:
        raise ZoneInvalid(problem="zone_archived_already")
    values = _values(wanted, ground, accepted)
    if all(values[name] == found[name] for name in values if name != "shape") and values[
        "shape"
    ].equals_exact(found["shape"], 0):
        raise ZoneInvalid(problem="zone_nothing_changed")
    return store_next(conn, found, values, by, "edited")


def archive(conn: Connection, zone_id: int, by: By, *, seen_version: int, reason: str) -> int:
    """Let a zone no longer be used; what went there stays readable. Returns its new version.

    Raises
    ------
    data.access.Denied, ZoneUnknown, data.errors.ConflictError
    ZoneInvalid
        zone_reason_missing, zone_archived_already.
    """
    found = held(conn, zone_id, by, seen_version)
    if not reason.strip():
        raise ZoneInvalid(problem="zone_reason_missing")
    if found["archived_at"] is not None:
        raise ZoneInvalid(problem="zone_archived_already")
    values = {"archived_at": by.now, "archived_reason": reason.strip()}
    return store_next(conn, found, values, by, "archived", reason.strip())


def delete(conn: Connection, zone_id: int, by: By, *, seen_version: int) -> int:
    """Put away a zone that no patrol ever used. Returns its new version.

    Raises
    ------
    data.access.Denied, ZoneUnknown, data.errors.ConflictError, ZoneInvalid
    ZoneUsed
        Patrols use it: archive it, with a reason.
    """
    found = held(conn, zone_id, by, seen_version)
    patrols = used_by(conn, zone_id)
    if patrols:
        raise ZoneUsed(zone=f"{found['code']} {found['name']}", patrols=len(patrols))
    return archive(conn, zone_id, by, seen_version=found["version"], reason=DELETED)


def restore(conn: Connection, zone_id: int, by: By, *, seen_version: int) -> int:
    """Use an archived zone again. Returns its new version.

    Raises
    ------
    data.access.Denied, ZoneUnknown, data.errors.ConflictError
    ZoneInvalid
        zone_not_archived.
    """
    found = held(conn, zone_id, by, seen_version)
    if found["archived_at"] is None:
        raise ZoneInvalid(problem="zone_not_archived")
    return store_next(conn, found, {"archived_at": None, "archived_reason": None}, by, "restored")


def undo(conn: Connection, zone_id: int, by: By, *, seen_version: int) -> int:
    """Take the last change back: the zone is as it was one version before, as a new version. Undone twice, it
    is what it was at first; the making of a zone is undone by archiving it. Returns its new version.

    Raises
    ------
    data.access.Denied, ZoneUnknown, data.errors.ConflictError
    ZoneUsed
        Its making would be undone, and patrols use it by now.
    """
    found = held(conn, zone_id, by, seen_version)
    before = history_row(conn, zone_id, found["version"] - 1)
    if before is None:
        patrols = used_by(conn, zone_id)
        if patrols:
            raise ZoneUsed(zone=f"{found['code']} {found['name']}", patrols=len(patrols))
        values = {"archived_at": by.now, "archived_reason": TAKEN_BACK}
        return store_next(conn, found, values, by, "undone")
    values = {**before["fields"], "shape": before["shape"]}
    values["archived_at"] = moment(values["archived_at"])
    return store_next(conn, found, values, by, "undone")
