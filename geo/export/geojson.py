"""GeoJSON (RFC 7946): WGS84 longitude, latitude; outer rings counter-clockwise; no NaN."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.export.rows import FIRMS_ATTRIBUTION, coordinates, current, event_rows, hotspot_rows

#: About 0.1 m: a footprint is no more exact, and the file is a third smaller.
_DECIMALS = 6


def _collection(features: list[dict[str, Any]], attribution: Iterable[str], drill: bool) -> dict[str, Any]:
    words = list(dict.fromkeys(each for each in [FIRMS_ATTRIBUTION, *attribution] if each))
    return {
        "type": "FeatureCollection",
        "attribution": " ".join(words),
        "drill": drill,
        "features": features,
    }


def hotspots_geojson(
    located: pd.DataFrame, *, attribution: Iterable[str] = (), drill: bool = False
) -> dict[str, Any]:
    """One point per current hotspot, its detection_id as the feature's `id`.

    Parameters
    ----------
    located : DataFrame
        Detections with the columns of `locate`. Superseded rows are left out.
    attribution : further sources to name beside FIRMS, such as those of the outlines
    drill : marks the whole collection as an exercise
    """
    rows = current(located)
    records = hotspot_rows(rows).to_dict("records")
    features = [
        {
            "type": "Feature",
            "id": name,
            "geometry": {"type": "Point", "coordinates": place},
            "properties": record,
        }
        for name, place, record in zip(rows["detection_id"], coordinates(rows), records, strict=True)
    ]
    return _collection(features, attribution, drill)


def events_geojson(
    events: pd.DataFrame,
    communes: Mapping[str, Sequence[str]],
    *,
    attribution: Iterable[str] = (),
    drill: bool = False,
) -> dict[str, Any]:
    """One polygon per fire event: the hull of its footprints, event_id as the feature's `id`.

    `communes` gives the names per event_id; see `event_communes`.
    """
    records = event_rows(events, communes).to_dict("records")
    hulls = shapely.orient_polygons(events["hull"].to_numpy(object))
    features = [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": {"type": "Polygon", "coordinates": _rings(hull)},
            "properties": record,
        }
        for record, hull in zip(records, hulls, strict=True)
    ]
    return _collection(features, attribution, drill)


def _rings(hull: Any) -> list[list[list[float]]]:
    ring: list[list[float]] = np.round(shapely.get_coordinates(hull.exterior), _DECIMALS).tolist()
    return [ring]


def dumps(collection: Mapping[str, Any]) -> bytes:
    """UTF-8 text of a collection; a NaN in it is a ValueError, never invalid JSON."""
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return (text + "\n").encode("utf-8")
