"""From tables to the one payload that renderer.js draws.

Units on the wire: latitude and longitude in 1e-5 degree, time in minutes since 1970 UTC, scan and track in
10 m,
FRP in 0.1 MW (-1 = not given). ``mark`` holds bits 0-2 satellite, 3-4 confidence (low, nominal, high), 5
MODIS,
6 permanent source. No ids are sent: renderer.js rebuilds them from satellite, time and place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.map.columns import pack

SATELLITES = ("S-NPP", "NOAA-20", "NOAA-21", "Terra", "Aqua")
_CONFIDENCE = ("low", "nominal", "high")
_E5 = 100_000
_AREA_UNIT = 10_000  # outlines are generalised to 0.001 degree; one digit more is kept

Payload = dict[str, Any]


def _scaled(values: pd.Series, factor: float, missing: int = 0) -> npt.NDArray[np.int64]:
    scaled = (values.astype("float64") * factor).round()
    return np.asarray(scaled.fillna(missing), dtype=np.int64)


def _index(values: pd.Series, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Position of each value in ``names`` plus one; 0 where it is missing (looked up once per value)."""
    codes, different = pd.factorize(values)
    found = pd.Index(list(names), dtype=object).get_indexer(pd.Index(different, dtype=object)) + 1
    return np.append(found, 0).astype(np.int64)[codes]  # a missing value has code -1


def _marks(detections: pd.DataFrame) -> npt.NDArray[np.int64]:
    satellite = _index(detections["satellite"], SATELLITES) - 1
    confidence = _index(detections["confidence"], _CONFIDENCE) - 1
    confidence[confidence < 0] = _CONFIDENCE.index("nominal")
    modis = (detections["instrument"] == "MODIS").to_numpy(dtype=np.int64)
    permanent = (
        detections["permanent"].fillna(False).to_numpy(dtype=np.int64) if "permanent" in detections else 0
    )
    return satellite | confidence << 3 | modis << 5 | permanent << 6


@dataclass(frozen=True)
class Numbers:
    """The wire's columns of every hotspot of a table, before they are packed.

    Attributes
    ----------
    order : row of the table at each place of the columns, oldest first; None where the table is in that order
    columns, communes : column by name, communes by era; whole numbers of shape (n,)
    """

    order: npt.NDArray[np.intp] | None
    columns: Mapping[str, npt.NDArray[np.int64]]
    communes: Mapping[str, npt.NDArray[np.int64]]


def hotspot_numbers(
    detections: pd.DataFrame, communes: Sequence[str], eras: Sequence[str], events: Sequence[str] = ()
) -> Numbers:
    """What `packed` needs, made once per table.

    Parameters
    ----------
    detections : DataFrame
        geo's detection columns; ``commune_<era>`` and ``event_id`` when known.
    communes, eras, events : sequences of str
        Name tables that the index columns point into (1-based; 0 = none).
    """
    order, table = None, detections
    if not detections["time_utc"].is_monotonic_increasing:
        order = np.asarray(detections["time_utc"].argsort(kind="stable"))
        table = detections.iloc[order]
    moments = table["time_utc"].dt.tz_convert("UTC").dt.tz_localize(None)
    columns = {
        "lat": _scaled(table["latitude"], _E5),
        "lon": _scaled(table["longitude"], _E5),
        "minute": moments.to_numpy("datetime64[m]").astype(np.int64),
        "scan": _scaled(table["scan_km"], 100),
        "track": _scaled(table["track_km"], 100),
        "frp": _scaled(table["frp_mw"], 10, missing=-1),
        "mark": _marks(table),
        "event": (
            _index(table["event_id"], events) if "event_id" in table else np.zeros(len(table), dtype=np.int64)
        ),
    }
    named = [era for era in eras if f"commune_{era}" in table.columns]
    return Numbers(order, columns, {era: _index(table[f"commune_{era}"], communes) for era in named})


def packed(
    numbers: Numbers,
    keep: npt.NDArray[np.bool_] | None = None,
    held: npt.NDArray[np.bool_] | None = None,
) -> Payload:
    """Columns of the hotspots, oldest first (so that the newest are painted on top).

    Parameters
    ----------
    keep : rows of the table that are wanted, shape (n,); None wants all
    held : which of the events that `numbers` points into are sent along; None for all
    """
    rows: Any = slice(None)
    if keep is not None:
        rows = np.flatnonzero(keep if numbers.order is None else keep[numbers.order])
    columns = {name: values[rows] for name, values in numbers.columns.items()}
    if held is not None:
        columns["event"] = np.append(0, np.cumsum(held) * held)[columns["event"]]
    return {
        "n": len(columns["lat"]),
        "commune": {era: pack(values[rows]) for era, values in numbers.communes.items()},
        **{name: pack(values) for name, values in columns.items()},
    }


def hotspot_columns(
    detections: pd.DataFrame, communes: Sequence[str], eras: Sequence[str], events: Sequence[str] = ()
) -> Payload:
    """Columns of a table that is shown whole; takes what `hotspot_numbers` takes."""
    return packed(hotspot_numbers(detections, communes, eras, events))


def ring_deltas(coordinates: npt.NDArray[np.float64], unit: int) -> list[int]:
    """``[lat, lon, Δlat, Δlon, …]`` of one ring in whole units; ``coordinates`` is (n, 2) lon, lat."""
    whole = np.round(coordinates[:, ::-1] * unit).astype(np.int64)
    steps = np.diff(whole, axis=0)
    steps = steps[steps.any(axis=1)]
    return [int(v) for v in np.concatenate([whole[:1], steps]).ravel()]


def _rings(geometry: shapely.Geometry, unit: int) -> list[list[int]]:
    found = []
    for part in shapely.get_parts(geometry):
        for one in (part.exterior, *part.interiors):
            found.append(ring_deltas(shapely.get_coordinates(one), unit))
    return found


def area_payload(communes: gpd.GeoDataFrame, labels: Mapping[str, str]) -> Payload:
    """Outlines of the communes of every era: sent once, when the map is attached.

    Parameters
    ----------
    communes : GeoDataFrame
        EPSG:4326; columns name, era and geometry.
    labels : mapping
        era → the words of its switch.
    """
    eras = []
    for era, group in communes.groupby("era", sort=True):
        at = shapely.get_coordinates(shapely.maximum_inscribed_circle(group.geometry.to_numpy()))[::2]
        whole = shapely.make_valid(shapely.buffer(shapely.union_all(group.geometry.to_numpy()), 0))
        polygons = [p for p in shapely.get_parts(whole) if isinstance(p, shapely.Polygon)]
        solid = shapely.multipolygons([shapely.Polygon(p.exterior) for p in polygons])
        eras.append(
            {
                "era": str(era),
                "label": labels.get(str(era), str(era)),
                "outline": _rings(solid, _AREA_UNIT),
                "communes": [
                    {
                        "name": str(name),
                        "at": [round(float(y), 4), round(float(x), 4)],
                        "rings": _rings(shape, _AREA_UNIT),
                    }
                    for name, shape, (x, y) in zip(group["name"], group.geometry, at, strict=True)
                ],
            }
        )
    west, south, east, north = (float(v) for v in communes.total_bounds)
    return {"unit": _AREA_UNIT, "bounds": [[south, west], [north, east]], "eras": eras}


def event_rows(events: pd.DataFrame, label: Mapping[str, tuple[str, list[str]]]) -> list[Payload]:
    """Fire events with their hulls; ``label`` gives each id its short label and the lines of its tooltip.

    A permanent heat source is never ``strong``: with its hundreds of hotspots it would be the loudest of all.
    """
    rows = []
    for event in events[["event_id", "detections", "strength", "hull", "permanent"]].to_dict("records"):
        hull, event_id = event["hull"], str(event["event_id"])
        if not isinstance(hull, shapely.Polygon) or hull.is_empty:
            continue
        text, note = label.get(event_id, (event_id, []))
        rows.append(
            {
                "id": event_id,
                "label": text,
                "note": note,
                "n": int(event["detections"]),
                "strong": event["strength"] == "strong" and not event["permanent"],
                "ring": ring_deltas(shapely.get_coordinates(hull.exterior), _E5),
            }
        )
    return rows


def duty_columns(counts: Sequence[tuple[int, int, int]]) -> Payload:
    """Who has been told of each fire event, in the order of the payload's events.

    Parameters
    ----------
    counts
        (told, not told, of these overdue) of each.
    """
    told, untold, overdue = zip(*counts, strict=True) if counts else ((), (), ())
    return {"told": pack(told), "untold": pack(untold), "overdue": pack(overdue)}


def as_script(payload: Payload) -> str:
    """The payload as JavaScript text that neither HTML, Jinja nor streamlit-folium's rewriting can disturb.

    ``<``, ``>``, ``&``, underscores and line separators become ``\\uXXXX`` and no ``{{``, ``{%`` or ``{#``
    is left:
    in JSON these can only stand inside strings, where the escape means the same.
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    for c in "<>&_\u2028\u2029":
        text = text.replace(c, f"\\u{ord(c):04x}")
    return text.replace("{{", "{\\u007b").replace("{%", "\\u007b%").replace("{#", "\\u007b#")
