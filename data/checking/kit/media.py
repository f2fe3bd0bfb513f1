"""Fires as GeoJSON: the points that the form offers on its map, and hotspots with footprints for a desk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from data.checking.plain import DIGITS, geometry, plain
from geo.export.rows import FIRMS_ATTRIBUTION
from geo.search import Outline, Spot


def _collection(features: list[dict[str, Any]], **more: Any) -> bytes:
    document = {"type": "FeatureCollection", **more, "features": features}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _point(latitude: float, longitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(longitude, DIGITS), round(latitude, DIGITS)]}


def title_of(row: Mapping[str, Any], tz: tzinfo) -> str:
    """How a fire is called in a list: when it was seen last, near what, its id."""
    near = row["nearest"]
    where = ""
    if near is not None:
        unit = f"{near['unit']} " if near["unit"] else ""
        where = f" · {unit}{near['name']} {near['distance_m'] / 1000:.1f} km"
        where += f" {near['bearing']}" if near["bearing"] else ""
    return f"{row['last_seen'].astimezone(tz):%d/%m %H:%M}{where} · {row['event_id']}"


def form_points(rows: Sequence[Mapping[str, Any]], deployment: str, tz: tzinfo) -> bytes:
    """One point per fire with ``id`` and ``title`` (docs.getodk.org, "Select from map"), and what the form
    sends back: whose it is, its version, and the last verdict about it."""
    features = [
        {
            "type": "Feature",
            "geometry": _point(row["latitude"], row["longitude"]),
            "properties": {
                "id": row["event_id"],
                "title": title_of(row, tz),
                "deployment": deployment,
                "version": row["version"],
                "last_verdict": row["verdict"]["id"] if row["verdict"] else 0,
                "detections": row["detections"],
            },
        }
        for row in rows
    ]
    return _collection(features)


def desk_layer(
    spots: Mapping[str, Sequence[Spot]], outlines: Mapping[str, Sequence[Outline]], *, drill: bool
) -> bytes:
    """Hotspots as points and search areas as surfaces, each with its ``event_id`` and ``kind``."""
    features: list[dict[str, Any]] = []
    for event_id, shapes in outlines.items():
        features += [
            {
                "type": "Feature",
                "geometry": geometry(each.shape),
                "properties": {"event_id": event_id, "kind": each.kind, "name": each.name},
            }
            for each in shapes
        ]
    for event_id, points in spots.items():
        features += [
            {
                "type": "Feature",
                "geometry": _point(each.latitude, each.longitude),
                "properties": {
                    "event_id": event_id,
                    "kind": "hotspot",
                    "name": each.name,
                    "time_utc": plain(each.at),
                    "text": each.text,
                },
            }
            for each in points
        ]
    return _collection(features, attribution=FIRMS_ATTRIBUTION, drill=drill)
