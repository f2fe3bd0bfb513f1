"""Where it burned: outlines of an incident. The newest counts; those before stay, and any can count again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, insert, select

from data.casework.errors import RecordInvalid
from data.casework.files import keep
from data.casework.records import ACTION
from data.forest.layers import Layer, active_layer
from data.forest.within import plots_within
from data.incidents.writing import By, entry, held, journalled
from data.store.engine import reading
from data.store.tables import burned_area
from geo.burned import Checked, Share, area_by_state, checked, read_outline

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Outline:
    """An outline that a person may now store.

    source
        drawn, gpx (a walk), file (GeoJSON, KML).
    by_state, layer
        By the layer that counted when it happened; without one everything is uncovered.
    gap_m
        What was closed of a walk, metres.
    """

    checked: Checked
    source: str
    by_state: Sequence[Share]
    layer: Layer | None
    file_name: str | None = None
    data: bytes | None = None
    gap_m: float = 0.0
    walked: bool = False


def _plots(conn: Connection, layer_id: int, shape: Any) -> tuple[Any, list[str | None], list[str | None]]:
    """Outlines, states, groups of the plots that the shape may touch, the smallest first."""
    rows = plots_within(conn, layer_id, shape.bounds)
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row["shape"] for row in rows]
    states = [" ".join(filter(None, (row["state_abbreviation"], row["state_name"]))) or None for row in rows]
    return shapes, states, [row["state_group"] for row in rows]


def _measured(
    engine: Engine, shape: Any, bbox: Bbox, occurred_at: datetime, now: datetime
) -> tuple[Checked, list[Share], Layer | None]:
    good = checked(shape, bbox=bbox)
    with reading(engine) as conn:
        layer = active_layer(conn, occurred_at) or active_layer(conn, now)
        plots = _plots(conn, layer.id, good.shape) if layer else (np.array([], dtype=object), [], [])
    return good, area_by_state(good.shape, *plots), layer


def from_drawing(engine: Engine, shape: Any, *, bbox: Bbox, occurred_at: datetime, now: datetime) -> Outline:
    """An outline that was drawn on the map, degrees WGS84.

    Raises
    ------
    geo.burned.OutlineInvalid
    """
    good, shares, layer = _measured(engine, shape, bbox, occurred_at, now)
    return Outline(good, "drawn", shares, layer)


def from_file(
    engine: Engine, data: bytes, name: str, *, bbox: Bbox, occurred_at: datetime, now: datetime
) -> Outline:
    """An outline from a GPX, GeoJSON or KML file.

    Raises
    ------
    geo.burned.OutlineInvalid
    """
    read = read_outline(data)
    good, shares, layer = _measured(engine, read.shape, bbox, occurred_at, now)
    source = "gpx" if read.kind == "gpx" else "file"
    return Outline(good, source, shares, layer, name, data, read.gap_m, read.walked)


def _insert(conn: Connection, incident_id: int, row: dict[str, Any], by: By) -> int:
    row = row | {"incident_id": incident_id, "actor": by.who.name, "created_at": by.now}
    made = int(conn.execute(insert(burned_area).returning(burned_area.c.id), row).scalar_one())
    text = f"{row['area_ha']:.2f}"
    entry(conn, incident_id, by, "area", text, reference=str(made))
    told = {name: row[name] for name in ("source", "area_ha", "by_state", "layer_id", "file_name", "sha256")}
    journalled(conn, incident_id, by, "area", None, told | {"area": made})
    return made


def add(
    conn: Connection, incident_id: int, outline: Outline, by: By, *, seen: int | None, folder: Path
) -> int:
    """Store an outline; it counts from now on. The file it came from is kept under its digest.

    Raises
    ------
    data.access.Denied, data.incidents.errors.IncidentUnknown, IncidentInvalid
    RecordInvalid
        `problem` area_changed: another outline than `seen` (None: none) counts now.
    """
    held(conn, incident_id, by, None, action=ACTION)
    _same(conn, incident_id, seen)
    data, digest = outline.data, None
    if data is not None:
        digest = hashlib.sha256(data).hexdigest()
        keep(folder, data, "." + ("gpx" if outline.source == "gpx" else "outline"))
    row = {
        "source": outline.source,
        "shape": outline.checked.shape,
        "area_ha": outline.checked.area_ha,
        "by_state": [asdict(each) for each in outline.by_state],
        "layer_id": outline.layer.id if outline.layer else None,
        "file_name": outline.file_name,
        "sha256": digest,
    }
    return _insert(conn, incident_id, row, by)


def outlines_of(conn: Connection, incident_id: int) -> list[dict[str, Any]]:
    """Every outline that was ever stored for it, the newest first; an empty shape says that none counts."""
    query = select(burned_area).where(burned_area.c.incident_id == incident_id)
    return [dict(row) for row in conn.execute(query.order_by(burned_area.c.id.desc())).mappings()]


def counting(conn: Connection, incident_id: int) -> dict[str, Any] | None:
    """The outline that counts; None where there is none, or the last was taken back."""
    rows = outlines_of(conn, incident_id)
    return rows[0] if rows and not rows[0]["shape"].is_empty else None


def _same(conn: Connection, incident_id: int, seen: int | None) -> None:
    now = counting(conn, incident_id)
    if (now["id"] if now else None) != seen:
        raise RecordInvalid(problem="area_changed")


def take_back(conn: Connection, incident_id: int, by: By, *, seen: int) -> int:
    """Let no outline count any more. Raises as `add`."""
    held(conn, incident_id, by, None, action=ACTION)
    _same(conn, incident_id, seen)
    nothing = {"source": "drawn", "shape": shapely.Polygon(), "area_ha": 0.0, "by_state": []}
    return _insert(conn, incident_id, nothing | {"layer_id": None, "file_name": None, "sha256": None}, by)


def use_again(conn: Connection, incident_id: int, area_id: int, by: By, *, seen: int | None) -> int:
    """Let an earlier outline count again, as a new row. Raises as `add`."""
    held(conn, incident_id, by, None, action=ACTION)
    _same(conn, incident_id, seen)
    old = next((row for row in outlines_of(conn, incident_id) if row["id"] == area_id), None)
    if old is None or old["shape"].is_empty:
        raise RecordInvalid(problem="area_unknown")
    kept = ("source", "shape", "area_ha", "by_state", "layer_id", "file_name", "sha256")
    return _insert(conn, incident_id, {name: old[name] for name in kept}, by)
