"""The map that zones are drawn on: forest, fires of the season and incidents below, the zones in the pen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import shapely
import streamlit as st
from sqlalchemy import Connection, select

from dashboard.map import drawing
from dashboard.parts.map import board as map_board
from dashboard.parts.zones import act
from dashboard.parts.zones.pen import held
from dashboard.routes import forest_tiles as tiles
from dashboard.services import services
from dashboard.words import _
from data.forest.layers import active_layer
from data.store.engine import reading
from data.store.tables import fire_event, incident
from geo.zones import length_m

_SEASON = timedelta(days=365)
_MOST_DOTS = 1_500
"""Fires that are drawn below, the newest: more are a carpet, and a slow one."""
_CODE = re.compile(r"^(KV-\d+) · ")


def words() -> dict[str, str]:
    """What the tools on the map say."""
    return {
        "polygon": _("Vẽ vùng"),
        "polyline": _("Vẽ tuyến"),
        "cancel": _("Thôi"),
        "finish": _("Xong"),
        "undo": _("Bỏ điểm cuối"),
        "start": _("Bấm vào góc đầu tiên của vùng"),
        "line_start": _("Bấm vào điểm đầu của tuyến"),
        "cont": _("Bấm vào điểm tiếp theo"),
        "end": _("Bấm lại góc đầu để khép vùng"),
        "line_end": _("Bấm lại điểm cuối để xong"),
        "few": _("Cần ít nhất ba góc khác nhau"),
        "save": _("Giữ"),
        "clear": _("Xóa hết"),
        "edit": _("Sửa hình"),
        "remove": _("Xóa hình"),
        "edit_tip": _("Kéo các góc để sửa, rồi bấm Giữ"),
        "remove_tip": _("Bấm vào hình muốn xóa, rồi bấm Giữ"),
    }


def collection(shapes: Sequence[tuple[Any, str]]) -> dict[str, Any]:
    """A FeatureCollection of shapes with their names."""
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(shape)}
        for shape, name in shapes
    ]
    return {"type": "FeatureCollection", "features": features}


@st.cache_data(max_entries=2, show_spinner=False)
def _outlines(folder: str) -> dict[str, Any]:
    areas = services().areas
    communes = areas.of_era(areas.present_era)
    return collection(
        [
            (shapely.simplify(shape, 0.0005), str(name))
            for shape, name in zip(communes.geometry, communes["name"], strict=True)
        ]
    )


def _fires(conn: Connection) -> list[tuple[Any, str]]:
    event = fire_event.c
    query = (
        select(event.longitude, event.latitude)
        .where(event.merged_into.is_(None), event.detections > 0, event.permanent.is_(False))
        .where(event.last_seen >= services().now() - _SEASON)
        .order_by(event.last_seen.desc())
        .limit(_MOST_DOTS)
    )
    return [(shapely.Point(round(lon, 4), round(lat, 4)), "") for lon, lat in conn.execute(query)]


def _incidents(conn: Connection) -> list[tuple[Any, str]]:
    row = incident.c
    query = (
        select(row.longitude, row.latitude, row.code)
        .where(row.longitude.is_not(None), row.merged_into.is_(None))
        .where(row.occurred_at >= services().now() - _SEASON)
        .order_by(row.occurred_at.desc())
        .limit(_MOST_DOTS)
    )
    return [(shapely.Point(lon, lat), code) for lon, lat, code in conn.execute(query)]


def _fixed(rows: Sequence[Mapping[str, Any]], seen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Zones that the pen does not hold, each with its own colour."""
    layers = []
    for row in rows:
        if str(row["id"]) not in seen:
            said = act.dress(row)
            layers.append(
                {"shapes": collection([(row["shape"], said["name"])]), "style": said["style"], "named": True}
            )
    return layers


def ground(rows: Sequence[Mapping[str, Any]], seen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What lies below the pen."""
    here = services()
    with reading(here.engine) as conn:
        fires, incidents = _fires(conn), _incidents(conn)
    return [
        {
            "shapes": _outlines(str(here.areas.directory)),
            "style": {"color": "#5b6b62", "weight": 1.5, "fillOpacity": 0.02},
        },
        {
            "shapes": collection(fires),
            "style": {"color": "#ee6a1f", "radius": 2.5, "weight": 0, "fillOpacity": 0.75},
        },
        {
            "shapes": collection(incidents),
            "style": {"color": "#a30f2d", "radius": 5, "weight": 2, "fillOpacity": 0.9},
            "named": True,
        },
        *_fixed(rows, seen),
    ]


def _forest(base: str) -> list[dict[str, Any]]:
    with reading(services().engine) as conn:
        layer = active_layer(conn, services().now())
    if layer is None or not layer.plots:
        return []
    template = tiles.template(layer, base).replace("{colouring}", "group")
    return [
        {"template": template, "attribution": layer.attribution or layer.name, "maxZoom": 17, "opacity": 0.5}
    ]


def _around(row: Mapping[str, Any] | None) -> tuple[float, float, float, float]:
    """What the map shows at first: the chosen zone and as much again on every side, else the whole area."""
    if row is None:
        return services().areas.bounds
    west, south, east, north = row["shape"].bounds
    wide, high = max(east - west, 0.004), max(north - south, 0.004)
    return west - wide, south - high, east + wide, north + high


def view_of(shape: Any) -> tuple[float, float, float]:
    """Latitude, longitude and zoom at which a shape fills about half of the map."""
    west, south, east, north = shape.bounds
    metres = max(length_m(shapely.LineString([(west, south), (east, north)])), 200.0)
    zoom = next((each for each in range(17, 9, -1) if metres < 156_543 * 0.93 / 2**each * 450), 10)
    return round((south + north) / 2, 6), round((west + east) / 2, 6), float(zoom)


def show(rows: Sequence[Mapping[str, Any]], *, may: bool) -> str | None:
    """Draw the map of the pen and keep what it tells; the code of a zone that was clicked just now."""
    pen, base = act.pen(), st.get_option("server.baseUrlPath") or ""
    chosen = next((row for row in rows if row["id"] == act.chosen()), None)
    frozen: dict[str, Any] = st.session_state.setdefault("zones_ground", {})
    if frozen.get("generation") != pen.generation:
        frozen.clear()
        frozen |= {
            "generation": pen.generation,
            "ground": ground(rows, pen.seen),
            "over": _forest(base),
            "bounds": _around(chosen),
            "chosen": act.chosen(),
        }
    if act.chosen() != frozen["chosen"]:
        frozen["chosen"] = None  # from now on the map goes to whatever is chosen
    returned = drawing.board(
        frozen["bounds"],
        frozen["ground"],
        {"type": "FeatureCollection", "features": list(pen.begun)},
        words(),
        key=f"zonesmap-{pen.generation}",
        height=600,
        base=base,
        tiles=map_board.basemap(),
        over=frozen["over"],
        routes=True,
        clicks=True,
        view=view_of(chosen["shape"]) if chosen and frozen["chosen"] is None else None,
        fill=True,
        tools=may,
    )
    if may:
        act.keep(held(pen, returned.features))
    return _clicked(pen.generation, returned)


def _clicked(generation: int, returned: drawing.Drawn) -> str | None:
    """The zone that was clicked since the last run."""
    now = (generation, returned.click)
    if not returned.click or now == st.session_state.get("zones_click"):
        return None
    st.session_state["zones_click"] = now
    found = _CODE.match(returned.clicked)
    return found[1] if found else None
