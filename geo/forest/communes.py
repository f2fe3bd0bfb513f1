"""In which commune plots lie: what their code says, held against their position."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.areas import Areas
from geo.forest.findings import Findings
from geo.forest.states import whole_number
from geo.forest.values import each
from geo.locate import NEAR_BORDER_M, locate
from geo.outline_index import outline_index
from geo.vn2000 import transformer

_DIGITS = 5


@dataclass(frozen=True)
class _Reading:
    """One commune that a code may mean, by era → area_id (None: the code does not tell)."""

    name: str
    ids: dict[str, str | None]
    own: str


def commune_code(text: str | None) -> str | None:
    """Return a GSO code with its leading zeros: `3703` and `3703.0` are `03703`; other text stays."""
    number = whole_number(text) if text is not None else None
    if number is None or number < 0:
        return text
    return None if number == 0 else f"{number:0{_DIGITS}d}"


@lru_cache(maxsize=256)
def _readings(code: str, areas: Areas, declared_on: date | None) -> tuple[_Reading, ...]:
    """Return what a code can mean: on the day of the inventory, else in any era (codes were used again).

    Every batch asks the same.
    """
    rows = areas.communes[areas.communes["code"] == code]
    if declared_on is not None:
        rows = rows[rows["era"] == areas.era_for(declared_on)]
    found = []
    for row in rows.itertuples():
        ids: dict[str, str | None] = dict.fromkeys(areas.eras)
        ids[row.era] = row.area_id
        successor = row.successor_id
        while successor is not None:
            later = areas.by_id(successor)
            ids[later.era], successor = successor, later.successor_id
        found.append(_Reading(name=row.name, ids=ids, own=row.area_id))
    return tuple(found)


def _distance_m(points: Any, area_id: str, areas: Areas) -> NDArray[np.float64]:
    to_plane = transformer(areas.crs_metres)

    def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))

    outline = shapely.transform(areas.by_id(area_id).geometry, project)
    shapely.prepare(outline)
    metres: NDArray[np.float64] = shapely.distance(shapely.transform(points, project), outline)
    return metres


def _agree(
    reading: _Reading,
    found: dict[str, NDArray[np.object_]],
    rows: NDArray[np.intp],
    points: Any,
    areas: Areas,
) -> NDArray[np.bool_]:
    """Say of which rows the position agrees: in the commune, or nearer to it than its outline is sure."""
    era = areas.by_id(reading.own).era
    inside = (found[f"commune_{era}_id"][rows] == reading.own).astype(bool)
    beside = rows[~inside]
    if len(beside):
        inside[~inside] = _distance_m(points[beside], reading.own, areas) <= NEAR_BORDER_M
    return inside


def _lying_in(points: Any, areas: Areas) -> dict[str, NDArray[np.object_]]:
    """Return the commune of each point on every map: by the outlines, else as `geo.locate` says."""
    index = outline_index(areas)
    found = {}
    for era in areas.eras:
        ids = np.full(len(points), None, dtype=object)
        point, commune = index.eras[era].degrees.query(points, predicate="within")
        ids[point] = index.eras[era].ids[commune]
        found[f"commune_{era}_id"] = ids
    rest = np.flatnonzero(np.logical_or.reduce([ids == None for ids in found.values()]))  # noqa: E711
    if len(rest):
        located = locate(shapely.get_y(points[rest]), shapely.get_x(points[rest]), areas)
        for name, ids in found.items():
            ids[rest] = located[name].to_numpy(dtype=object)
    return found


def communes_of(
    shapes: Any,
    codes: NDArray[np.object_],
    features: NDArray[np.int64],
    areas: Areas,
    declared_on: date | None,
    findings: Findings,
) -> pd.DataFrame:
    """Return the commune of every plot on every map.

    The code counts where the position agrees with it, at most 300 m off (the outlines are no surer); else the
    position counts, with a finding.

    Parameters
    ----------
    shapes : array of Polygons and MultiPolygons, EPSG:4326
    codes : array of str or None
        As `commune_code` gives them.
    features : array of int
    areas : Areas
    declared_on : date or None
        The day of the inventory; codes were used again, so without it both meanings are tried.
    findings : Findings
        Takes `outside_area`, `unknown_commune_code`, `commune_disagrees`.

    Returns
    -------
    DataFrame
        `commune_{era}_id` for every era, None outside of the area.
    """
    points = shapely.point_on_surface(shapes)
    wanted = [f"commune_{era}_id" for era in areas.eras]
    found = _lying_in(points, areas)
    ids = {name: values.copy() for name, values in found.items()}
    nowhere = np.logical_and.reduce([values == None for values in ids.values()])  # noqa: E711
    names = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True)) | {None: "–"}
    for row in np.flatnonzero(nowhere):
        findings.add(int(features[row]), "outside_area")
    for code in pd.unique(codes[codes != None]):  # noqa: E711 -- element by element
        rows = np.flatnonzero((codes == code) & ~nowhere)
        readings = _readings(code, areas, declared_on)
        if not readings:
            for row in np.flatnonzero(codes == code):
                findings.add(int(features[row]), "unknown_commune_code", value=code)
            continue
        for reading in readings:
            if not len(rows):
                break
            agreed = _agree(reading, found, rows, points, areas)
            for era, area_id in reading.ids.items():
                if area_id is not None:
                    ids[f"commune_{era}_id"][rows[agreed]] = area_id
            rows = rows[~agreed]
        era = areas.by_id(readings[0].own).era
        said = " / ".join(dict.fromkeys(reading.name for reading in readings))
        for row in rows:
            findings.add(
                int(features[row]),
                "commune_disagrees",
                value=code,
                said=said,
                found=names[found[f"commune_{era}_id"][row]],
            )
    return pd.DataFrame(ids, columns=wanted)


def codes_of(texts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a column of commune codes as `commune_code` reads them."""
    return each(texts, commune_code)
