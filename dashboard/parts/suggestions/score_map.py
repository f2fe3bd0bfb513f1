"""The score of every cell on the map, in five classes, with what is proposed; a click chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import numpy as np
import shapely
import streamlit as st

from dashboard import formats
from dashboard.map import scored
from dashboard.parts.html import html
from dashboard.parts.map import board as map_board
from dashboard.parts.suggestions.words import score as said_score
from dashboard.services import services
from dashboard.words import _
from data.store.engine import reading
from data.zones import list_zones
from geo.suggesting.grid import NOWHERE, Grid

COLOURS = ("#fff3b8", "#fed976", "#fd9d43", "#ef5a30", "#b30f26")
"""From low to high; light to dark, so that they are told apart without colour too."""
_OPACITY = 0.62
_KEY = "suggest_click"


def grid_of(run: Mapping[str, Any], crs: str) -> Grid:
    """The grid of a stored run."""
    cells = run["cells"]
    return Grid(
        crs,
        float(run["rules"]["side_m"]),
        np.array(cells["row"], dtype=np.int64),
        np.array(cells["column"], dtype=np.int64),
        np.array(cells["commune"], dtype=object),
    )


def classes(scores: Sequence[float | None]) -> list[tuple[float, float, list[int]]]:
    """Five equal spans between the lowest and the highest score, with their cells; one if all are equal."""
    values = np.array([np.nan if each is None else each for each in scores], dtype=np.float64)
    known = values[~np.isnan(values)]
    if not len(known):
        return []
    low, high = float(known.min()), float(known.max())
    if high - low < 1e-9:
        return [(low, high, np.flatnonzero(~np.isnan(values)).tolist())]
    edges = np.linspace(low, high, len(COLOURS) + 1)
    which = np.clip(np.digitize(values, edges[1:-1], right=False), 0, len(COLOURS) - 1)
    return [
        (float(edges[n]), float(edges[n + 1]), np.flatnonzero((which == n) & ~np.isnan(values)).tolist())
        for n in range(len(COLOURS))
    ]


def _feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _colour(number: int, count: int) -> str:
    return COLOURS[number] if count > 1 else COLOURS[2]


@st.cache_resource(max_entries=6, show_spinner=False)
def _ground(
    run_id: int, made_at: datetime, database: str, _run: Mapping[str, Any], crs: str
) -> tuple[Grid, list[dict[str, Any]], list[tuple[float, float, int]]]:
    """Grid, layers of the classes and (from, to, cells) of each: the same as long as the run is."""
    grid = grid_of(_run, crs)
    found = classes(_run["cells"]["score"])
    layers, legend = [], []
    for number, (low, high, cells) in enumerate(found):
        legend.append((low, high, len(cells)))
        if cells:
            ground = grid.to_degrees(shapely.union_all(grid.plane[cells]))
            shape = shapely.set_precision(ground, 1e-6)
            style = {"stroke": False, "fillColor": _colour(number, len(found)), "fillOpacity": _OPACITY}
            layers.append({"shapes": _collection([_feature(shape)]), "style": style})
    return grid, layers, legend


def under_pen(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Scores, communes and zones below a suggestion that is being redrawn."""
    _grid, layers, _legend = _of(run)
    return [*layers, _outlines(), _zones()]


def _of(run: Mapping[str, Any]) -> tuple[Grid, list[dict[str, Any]], list[tuple[float, float, int]]]:
    here = services()
    return _ground(run["id"], run["made_at"], str(here.engine.url), run, here.areas.crs_metres)


def _outlines() -> dict[str, Any]:
    here = services()
    communes = here.areas.of_era(here.areas.present_era)
    shapes = [_feature(shapely.simplify(shape, 0.0005)) for shape in communes.geometry]
    return {"shapes": _collection(shapes), "style": {"color": "#43534a", "weight": 1.4, "fill": False}}


def _zones() -> dict[str, Any]:
    with reading(services().engine) as conn:
        rows = list_zones(conn)
    shapes = [_feature(row["shape"]) for row in rows]
    style = {"color": "#1c6b45", "weight": 2, "dashArray": "6 4", "fill": False}
    return {"shapes": _collection(shapes), "style": style}


def _proposed(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    features = []
    for row in rows:
        if row["state"] == "open":
            west, _south, _east, north = row["shape"].bounds
            features.append(_feature(row["shape"], label=str(row["number"]), at=[north, west]))
    return {"shapes": _collection(features), "style": {"color": "#0b3d91", "weight": 2, "fill": False}}


def _key(legend: Sequence[tuple[float, float, int]]) -> None:
    boxes = "".join(
        f'<li><i style="background:{_colour(number, len(legend))}"></i>'
        f"{escape(said_score(low))}–{escape(said_score(high))}"
        f"<small>{escape(_('{count} ô', count=formats.number(count)))}</small></li>"
        for number, (low, high, count) in enumerate(legend)
    )
    title = escape(_("Điểm của ô"))
    lines = (
        f'<li><i class="line proposed"></i>{escape(_("gợi ý"))}</li>'
        f'<li><i class="line zone"></i>{escape(_("khu vực đã có"))}</li>'
    )
    html(f'<div class="cl-scorekey"><b>{title}</b><ul>{boxes}{lines}</ul></div>')


def _clicked(at: tuple[float, float] | None, grid: Grid) -> int | None:
    """The cell that was clicked since the last run; None: nothing new, or outside."""
    if at is None or st.session_state.get(_KEY) == at:
        return None
    st.session_state[_KEY] = at
    row, column = grid.numbers_of(np.array([at[1]]), np.array([at[0]]))
    cell = int(grid.cell_at(row, column)[0])
    return None if cell == NOWHERE else cell


def show(
    run: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, Any] | None,
    cell: int | None,
) -> int | None:
    """Draw map and legend; return the cell that was clicked just now, None for none."""
    here, base = services(), st.get_option("server.baseUrlPath") or ""
    grid, layers, legend = _of(run)
    mapping = shapely.geometry.mapping
    at = scored.show(
        here.areas.bounds,
        [*layers, _outlines(), _zones(), _proposed(rows)],
        chosen=None if chosen is None else mapping(chosen["shape"]),
        cell=None if cell is None else mapping(grid.degrees[cell]),
        key=f"suggestmap-{run['id']}",
        height=560,
        base=base,
        tiles=map_board.basemap(),
    )
    _key(legend)
    return _clicked(at, grid)
