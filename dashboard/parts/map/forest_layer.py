"""The forest layer of the map: which tiles, which colours in the legend, which words."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard.map.payload import Payload
from dashboard.routes import forest_tiles as tiles
from dashboard.services import services
from dashboard.words import _, forest
from data.forest.layers import Layer, active_layer
from data.forest.statistics import area_by
from data.store.engine import reading
from geo.forest.palette import COLOURS, OPACITY, names

_FROM_SPACE = ("worldcover", "osm")  # they know no functions


@st.cache_data(max_entries=8, show_spinner=False)
def _present(_layer: Layer, stamp: str) -> dict[str, list[str]]:
    """State groups and functions of a layer; a layer never changes."""
    with reading(services().engine) as conn:
        groups, functions = (
            [key or "unknown" for key in area_by(conn, _layer.id, by)["key"]]
            for by in ("state_group", "function")
        )
    return {"group": groups, "function": functions}


def _colouring(key: str, label: str, present: list[str]) -> Payload:
    say = forest.group if key == "group" else forest.function
    rows = [[COLOURS[key][name], say(name)] for name in names(key) if name in present]
    return {"key": key, "label": label, "rows": rows}


def words() -> Payload:
    """What the renderer says about the forest."""
    return {
        "colouring": _("Tô màu rừng theo"),
        "close": _("Đóng"),
        "asking": _("Đang tra cứu lô rừng…"),
        "nothing": _("Không có lô rừng nào ở đây."),
        "failed": _("Không tra cứu được lô rừng. Thử lại sau."),
        "several": _("%count% lô chồng nhau ở đây"),
        "within": _("Trong vùng đám cháy %event%"),
        "card": _("Lô rừng ở vị trí vừa chọn"),
    }


def payload(layer: Layer, base: str = "") -> Payload:
    """The forest layer for renderer.js, in the language in use."""
    present = _present(layer, tiles.stamp(layer))
    colourings = [_colouring("group", _("trạng thái"), present["group"])]
    if layer.kind not in _FROM_SPACE:
        colourings.append(_colouring("function", _("chức năng"), present["function"]))
    west, south, east, north = layer.bounds or (-180.0, -85.0, 180.0, 85.0)
    return {
        "template": tiles.template(layer, base),
        "at": tiles.at_address(layer, base),
        "opacity": OPACITY,
        "bounds": [[south, west], [north, east]],
        "note": forest.note(layer.kind),
        "attribution": layer.attribution or "",
        "colourings": colourings,
        "words": words(),
    }


def shown(now: datetime, base: str = "") -> Payload | None:
    """The layer that counts now; None when there is none."""
    with reading(services().engine) as conn:
        layer = active_layer(conn, now)
    return None if layer is None or not layer.plots else payload(layer, base)
