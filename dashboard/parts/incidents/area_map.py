"""The map on which burned ground is drawn: where satellites saw it, forest plots, commune outlines below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
import streamlit as st

from dashboard.map import drawing
from dashboard.parts.map import board as map_board
from dashboard.services import services
from dashboard.words import _
from dashboard.words import forest as forest_words
from data.events import find_event
from data.forest.layers import active_layer
from data.forest.within import plots_within
from data.incidents import events_of
from data.store.engine import reading

_AROUND_DEG = 0.012
"""About 1.3 km on every side of the incident."""
_MOST_PLOTS = 400


def words() -> dict[str, str]:
    """What the tools on the map say."""
    return {
        "polygon": _("Khoanh vùng cháy"),
        "cancel": _("Thôi"),
        "finish": _("Xong"),
        "undo": _("Bỏ điểm cuối"),
        "start": _("Bấm vào điểm đầu của vùng cháy"),
        "cont": _("Bấm vào điểm tiếp theo"),
        "end": _("Bấm lại điểm đầu để khép vùng"),
        "few": _("Cần ít nhất ba góc khác nhau"),
        "save": _("Giữ"),
        "clear": _("Xóa hết"),
        "edit": _("Sửa vùng"),
        "remove": _("Xóa vùng"),
        "edit_tip": _("Kéo các góc để sửa, rồi bấm Giữ"),
        "remove_tip": _("Bấm vào vùng muốn xóa"),
    }


def _collection(shapes: list[tuple[Any, str]]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(shape)}
        for shape, name in shapes
    ]
    return {"type": "FeatureCollection", "features": features}


def _plots(box: Any) -> list[tuple[Any, str]]:
    here = services()
    with reading(here.engine) as conn:
        layer = active_layer(conn, here.now())
        rows = [] if layer is None else plots_within(conn, layer.id, box.bounds, most=_MOST_PLOTS)
    found = []
    for row in rows:
        shape = shapely.simplify(shapely.intersection(shapely.make_valid(row["shape"]), box), 0.00002)
        if not shape.is_empty:
            name = forest_words.plot_name(row["lot"], row["subcompartment"], row["compartment"])
            found.append((shape, " · ".join(filter(None, (name, row["state_name"])))))
    return found


def _seen(row: Mapping[str, Any]) -> list[tuple[Any, str]]:
    with reading(services().engine) as conn:
        events = [find_event(conn, each) for each in events_of(conn, row["id"])]
    return [(event["hull"], event["id"]) for event in events if event is not None]


def _box(row: Mapping[str, Any], seen: list[tuple[Any, str]], area: Mapping[str, Any] | None) -> Any:
    shapes = [shape for shape, _name in seen]
    if row["latitude"] is not None:
        shapes.append(shapely.Point(row["longitude"], row["latitude"]))
    if area is not None:
        shapes.append(area["shape"])
    if not shapes:
        return shapely.box(*services().areas.bounds)
    west, south, east, north = shapely.union_all([shapely.box(*shape.bounds) for shape in shapes]).bounds
    return shapely.box(west - _AROUND_DEG, south - _AROUND_DEG, east + _AROUND_DEG, north + _AROUND_DEG)


def draw(row: Mapping[str, Any], area: Mapping[str, Any] | None) -> Any:
    """Draw the map; what was drawn as one geometry, None where nothing was drawn or changed."""
    here, base = services(), st.get_option("server.baseUrlPath") or ""
    seen = _seen(row)
    box = _box(row, seen, area)
    communes = here.areas.of_era(here.areas.present_era)
    outlines = [
        (shapely.simplify(shape, 0.0005), str(name))
        for shape, name in zip(communes.geometry, communes["name"], strict=True)
    ]
    at = [] if row["latitude"] is None else [(shapely.Point(row["longitude"], row["latitude"]), row["code"])]
    ground: list[dict[str, Any]] = [
        {"shapes": _collection(outlines), "style": {"color": "#5b6b62", "weight": 1.5, "fillOpacity": 0.02}},
        {
            "shapes": _collection(_plots(box)),
            "style": {"color": "#2e7d32", "weight": 1, "fillOpacity": 0.08},
            "named": True,
        },
        {"shapes": _collection(seen), "style": {"color": "#ef6c00", "weight": 1.5, "fillOpacity": 0.12}},
        {
            "shapes": _collection(at),
            "style": {"color": "#b71c1c", "radius": 6, "weight": 2, "fillOpacity": 0.9},
            "named": True,
        },
    ]
    parts = [] if area is None else [(part, "") for part in shapely.get_parts(area["shape"])]
    begun = _collection(parts) if parts else None
    found = drawing.show(
        box.bounds, ground, begun, words(), key=f"casearea-{row['id']}", height=460, base=base,
        tiles=map_board.basemap(),
    )  # fmt: skip
    if not found:
        return None
    shapes = [shapely.geometry.shape(each["geometry"]) for each in found if each.get("geometry")]
    parts = [part for shape in shapes for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else None
