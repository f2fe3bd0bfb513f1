"""A forest layer on a map of its own, by the renderer of the big map, without hotspots."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import look, screen, words
from dashboard.map import folium_host
from dashboard.parts.html import html
from dashboard.parts.map import forest_layer as map_forest
from dashboard.services import services
from dashboard.words import _
from data.forest.layers import Layer

HEIGHT = 430


def _bounds(layer: Layer, home: list[list[float]]) -> list[list[float]]:
    """What to look at: the layer, wherever it lies; the area where it has no plots."""
    if layer.bounds is None:
        return home
    west, south, east, north = layer.bounds
    return [[south, west], [north, east]]


def show(layer: Layer) -> None:
    """Draw the map, the choice of colours and what they mean."""
    here = services()
    base = st.get_option("server.baseUrlPath") or ""
    painted = map_forest.payload(layer, base)
    labels = {each["key"]: each for each in painted["colourings"]}
    key = next(iter(labels))
    if len(labels) > 1:
        key = (
            st.segmented_control(
                _("Tô màu theo"),
                list(labels),
                format_func=lambda name: labels[name]["label"],
                default=key,
                required=True,
                key=f"forest_colouring_{layer.id}",
                width="content",
            )
            or key
        )
    outlines = screen.outlines(str(here.areas.directory), words.SOURCE_LANGUAGE)
    frame = {
        "areas": outlines,
        "utcOffset": 420,
        "attribution": " · ".join(here.areas.attributions),
        "basemap": None,
        "controls": {"legend": False, "scale": True, "era": False},
    }
    live = {
        "version": f"{layer.id}-{key}-{look.is_dark()}-{words.current()}",
        "era": here.areas.present_era,
        "dark": look.is_dark(),
        "words": {"north": _("B"), "east": _("Đ")},
        "fit": {"key": f"layer-{layer.id}", "bounds": _bounds(layer, outlines["bounds"]), "always": True},
        "forest": {**painted, "colourings": [labels[key]]},
    }
    with st.container(key="forest_map"):
        folium_host.show(frame, live, key=f"forest_map_{layer.id}", height=HEIGHT, base=base)
    rows = "".join(
        f'<li><i style="background:{colour}"></i>{escape(text)}</li>' for colour, text in labels[key]["rows"]
    )
    html(f'<ul class="cl-chips">{rows}</ul>')
    look.small(_("Bấm vào một lô để xem lô đó. Phóng to để thấy ranh từng lô."))
