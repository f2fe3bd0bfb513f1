"""Places and lines for the renderer: one small document that a browser asks for once and keeps.

It is apart from the payload of the page, so that a rerun does not carry it. Units: 1e-5 degree; lines as
``[lat, lon, Δlat, Δlon, …]`` per part, polygons with the holes as parts of their own.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard.map.payload import Payload, ring_deltas

_E5 = 100_000
SIMPLER = 1e-4
"""Degrees, about 10 m: lines are drawn from zoom 8 to 18, and 10 m are 8 pixels at the last of these."""

_LINE_KINDS = ("road", "river", "reservoir")


def _parts(shape: shapely.Geometry) -> list[list[int]]:
    found = []
    for part in shapely.get_parts(shapely.simplify(shape, SIMPLER)):
        whole = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
        for one in whole:
            deltas = ring_deltas(shapely.get_coordinates(one), _E5)
            if len(deltas) >= 4:
                found.append(deltas)
    return found


def places_payload(places: pd.DataFrame, lines: gpd.GeoDataFrame) -> Payload:
    """What places.js draws.

    Parameters
    ----------
    places : DataFrame
        name, kind, unit, latitude, longitude, attribution; those of one day.
    lines : GeoDataFrame
        kind, name, rank, geometry (EPSG:4326), attribution.

    Returns
    -------
    dict
        ``names``, ``villages`` (1 or 0), ``at`` ([lat, lon, …]); ``lines`` of kind index, rank, name and
        parts; ``kinds``; ``attributions``, each once.
    """
    at = np.round(places[["latitude", "longitude"]].to_numpy(dtype="float64") * _E5).astype(np.int64)
    said = [*places["attribution"], *lines["attribution"]]
    drawn = []
    for line in lines[["kind", "rank", "name", "geometry"]].to_dict("records"):
        if parts := _parts(line["geometry"]):
            drawn.append(
                [
                    _LINE_KINDS.index(line["kind"]),
                    int(line["rank"]),
                    line["name"] if isinstance(line["name"], str) else "",
                    parts,
                ]
            )
    return {
        "names": [str(name) for name in places["name"]],
        "villages": [int(kind == "village") for kind in places["kind"]],
        "at": at.ravel().tolist(),
        "kinds": list(_LINE_KINDS),
        "lines": drawn,
        "attributions": sorted({text for text in said if isinstance(text, str) and text}),
    }
