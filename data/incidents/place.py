"""What is known of a point: communes of both maps, the nearest named place, the forest plot under it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from data.forest.identify import plots_at
from data.forest.layers import active_layer
from data.places.reading import places_at
from data.store.engine import reading
from geo.areas import Areas
from geo.locate import locate
from geo.place_names import commune_centres, nearest_known

_OF_PLOT = ("lot", "subcompartment", "compartment", "state_group", "function", "owner")


def _plot(engine: Engine, latitude: float, longitude: float, now: datetime) -> dict[str, Any] | None:
    with reading(engine) as conn:
        layer = active_layer(conn, now)
    if layer is None:
        return None
    found = plots_at(engine, layer.id, longitude, latitude)
    known: dict[str, Any] = {"layer_id": layer.id, "layer_kind": layer.kind, "plots": len(found)}
    return known | ({name: found[0].get(name) for name in _OF_PLOT} if found else {})


def _nearest(
    engine: Engine, areas: Areas, latitude: float, longitude: float, now: datetime
) -> dict[str, Any] | None:
    with reading(engine) as conn:
        own = places_at(conn, now.date())
    centres = commune_centres(areas, areas.eras[0])
    columns = [name for name in own.columns if name in centres.columns]
    known = pd.concat([own[columns], centres[columns]], ignore_index=True) if len(own) else centres
    row = nearest_known([latitude], [longitude], known).iloc[0].to_dict()
    if row.get("name") is None or row["name"] != row["name"]:
        return None
    plain = {name: row.get(name) for name in ("name", "unit", "kind", "bearing")}
    return plain | {"distance_m": round(float(row["distance_m"]))}


def place_facts(
    engine: Engine, areas: Areas, latitude: float | None, longitude: float | None, now: datetime
) -> dict[str, Any]:
    """`commune_2021_id`, `commune_2025_id` and `facts` of an incident; all None without a point.

    Degrees WGS84. `facts`: ``nearest`` {name, unit, kind, bearing, distance_m}, ``forest`` {layer_id,
    layer_kind, plots, and of the smallest plot lot … owner}, ``location`` (inside, near_border, outside).
    """
    if latitude is None or longitude is None:
        return {"commune_2021_id": None, "commune_2025_id": None, "facts": None}
    row = locate([latitude], [longitude], areas).iloc[0]
    eras = {
        f"commune_{era}_id": row[f"commune_{era}_id"] if isinstance(row[f"commune_{era}_id"], str) else None
        for era in areas.eras
    }
    facts = {
        "nearest": _nearest(engine, areas, latitude, longitude, now),
        "forest": _plot(engine, latitude, longitude, now),
        "location": row["location"],
    }
    return eras | {"facts": facts}
