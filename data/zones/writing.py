"""What every change to a zone needs: the right to make it, the version that was seen, a version that is kept,
and the journal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.errors import refuse_stale
from data.journal import append
from data.store.lock import serialise
from data.store.tables import zone, zone_version
from data.zones.act import ACTION, By
from data.zones.errors import ZoneUnknown
from data.zones.reading import RECORD_KIND, zone_of

KEPT = (
    "name",
    "kind",
    "season",
    "priority",
    "notes",
    "area_ha",
    "length_m",
    "source",
    "suggestion_id",
    "file_name",
    "archived_at",
    "archived_reason",
)
"""The fields of a zone that a version keeps beside the shape."""


def held(conn: Connection, zone_id: int, by: By, seen_version: int | None) -> dict[str, Any]:
    """The zone, if the actor may change it and it is still as they saw it (None: whatever it is now).

    Raises
    ------
    data.access.Denied, ZoneUnknown, data.errors.ConflictError
    """
    serialise(conn)
    found = zone_of(conn, zone_id)
    if found is None:
        raise ZoneUnknown(id=zone_id)
    permit(by.who, ACTION, {"agency_id": found["agency_id"]}, conn=conn)
    refuse_stale(RECORD_KIND, found["code"], seen_version, found["version"])
    return found


def next_code(conn: Connection) -> str:
    """KV-0001, KV-0002 …: zones are never removed, so that no number is given twice."""
    codes = conn.execute(select(zone.c.code)).scalars()
    last = max((int(code.rpartition("-")[2]) for code in codes), default=0)
    return f"KV-{last + 1:04d}"


def mark_of(shape: Any) -> str:
    """What the journal says of a shape: it is kept whole in `zone_version`; this ties the entry to it."""
    return hashlib.sha256(shapely.to_wkb(shape)).hexdigest()[:16]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def moment(value: Any) -> datetime | None:
    """A moment out of the fields of a version."""
    return None if value is None else datetime.fromisoformat(value)


def history_row(conn: Connection, zone_id: int, version: int) -> dict[str, Any] | None:
    """One version of a zone, or None."""
    query = select(zone_version).where(zone_version.c.zone_id == zone_id, zone_version.c.version == version)
    row = conn.execute(query).mappings().first()
    return None if row is None else dict(row)


def _version(conn: Connection, row: Mapping[str, Any], by: By, action: str) -> None:
    conn.execute(
        insert(zone_version),
        {
            "zone_id": row["id"],
            "version": row["version"],
            "action": action,
            "fields": {name: _plain(row[name]) for name in KEPT},
            "shape": row["shape"],
            "at": by.now,
            "actor": by.who.name,
        },
    )


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the journal keeps them."""
    return {"code": row["code"], **{name: row[name] for name in KEPT}, "shape": mark_of(row["shape"])}


def _journalled(
    conn: Connection,
    zone_id: int,
    by: By,
    action: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    reason: str | None,
) -> None:
    if before is not None:
        after = {name: value for name, value in after.items() if before[name] != value}
        before = {name: before[name] for name in after}
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(zone_id),
        reason=reason,
        before=before,
        after=after,
    )


def store_new(conn: Connection, values: Mapping[str, Any], by: By) -> int:
    """Store a zone with its first version."""
    row = {
        "archived_at": None,
        "archived_reason": None,
        **values,
        "code": next_code(conn),
        "agency_id": by.who.agency_id,
        "actor": by.who.name,
        "created_at": by.now,
        "updated_at": by.now,
        "version": 1,
    }
    made = int(conn.execute(insert(zone).returning(zone.c.id), row).scalar_one())
    _version(conn, row | {"id": made}, by, "created")
    _journalled(conn, made, by, "created", None, told(row), None)
    return made


def store_next(
    conn: Connection,
    found: Mapping[str, Any],
    values: Mapping[str, Any],
    by: By,
    action: str,
    reason: str | None = None,
) -> int:
    """Store values of a zone as its next version, and return its number."""
    row = {**found, **values, "updated_at": by.now, "version": found["version"] + 1}
    new = {name: row[name] for name in (*KEPT, "shape", "updated_at", "version")}
    conn.execute(update(zone).where(zone.c.id == found["id"]).values(**new))
    _version(conn, row, by, action)
    _journalled(conn, found["id"], by, action, told(found), told(row), reason)
    return int(row["version"])
