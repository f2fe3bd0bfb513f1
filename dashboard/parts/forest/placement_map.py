"""Where each coordinate system would put a layer, over the communes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from typing import Any

import folium
import streamlit as st
from folium.elements import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

from dashboard import look, screen, words
from dashboard.map.folium_host import Frame, LocalMap
from dashboard.map.payload import Payload, as_script
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _

HEIGHT = 430
_REACH = 3.0
"""Degrees: outlines farther away would make the area a dot; they are told in words and can be dragged to."""


class _Spots(MacroElement):
    """Outlines and points, drawn anew at every change; see `dashboard.map.folium_host.Live`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.feature_group = [];
        (function (map, spots, dark) {
            map.canhlua.theme(dark); map.canhlua.ground.redraw(); map.canhlua.tick();
            if (map.canhluaSpots) map.canhluaSpots.remove();
            map.canhluaSpots = L.layerGroup().addTo(map);
            spots.forEach(function (spot) {
                var note = document.createElement("span");
                note.textContent = spot.name;
                note.style.color = spot.colour;
                note.style.fontWeight = spot.points.length ? "700" : "500";
                var chosen = spot.points.length > 0, drawn = L.polygon(spot.outline, {color: spot.colour,
                    weight: chosen ? 3.5 : 2.5, dashArray: chosen ? null : spot.dash,
                    fillOpacity: chosen ? 0.08 : 0.02}).addTo(map.canhluaSpots);
                var box = drawn.getBounds(), middle = box.getCenter();
                // On different sides: outlines of two systems may lie on each other.
                var at = {top: [box.getNorth(), middle.lng], bottom: [box.getSouth(), middle.lng],
                    right: [middle.lat, box.getEast()], left: [middle.lat, box.getWest()]}[spot.side];
                L.tooltip({permanent: true, direction: spot.side, opacity: 0.95})
                    .setLatLng(at).setContent(note).addTo(map.canhluaSpots);
                spot.points.forEach(function (at) {
                    L.circleMarker(at, {radius: 2.5, weight: 1, color: "#ffffff", fillColor: spot.colour,
                        fillOpacity: 0.9, interactive: false}).addTo(map.canhluaSpots);
                });
            });
            map.getContainer().dataset.spots = String(spots.length);
        })(window.map, {{ this.spots }}, {{ this.dark }});
        {% endmacro %}
        """
    )

    def __init__(self, spots: str, dark: str) -> None:
        super().__init__()
        self._name = "Spots"
        self.spots = spots
        self.dark = dark

    def render(self, **_: object) -> str:
        """streamlit-folium asks for the script only."""
        return ""


def _bounds(spots: Sequence[Payload], areas: Payload) -> list[list[float]]:
    (south, west), (north, east) = areas["bounds"]
    for spot in spots:
        for lat, lon in spot["outline"]:
            if west - _REACH < lon < east + _REACH and south - _REACH < lat < north + _REACH:
                areas = {
                    "bounds": [
                        [min(areas["bounds"][0][0], lat), min(areas["bounds"][0][1], lon)],
                        [max(areas["bounds"][1][0], lat), max(areas["bounds"][1][1], lon)],
                    ]
                }
    found: list[list[float]] = areas["bounds"]
    return found


def show(spots: Sequence[dict[str, Any]]) -> None:
    """Draw the map.

    Parameters
    ----------
    spots
        colour, name, side (where its name stands), dash, outline ([[lat, lon], …]), points (the same; only of
        the chosen one).
    """
    here = services()
    outlines = screen.outlines(str(here.areas.directory), words.SOURCE_LANGUAGE)
    (south, west), (north, east) = bounds = _bounds(spots, outlines)
    frame = {
        "areas": {**outlines, "bounds": bounds},
        "utcOffset": 420,
        "attribution": " · ".join(here.areas.attributions),
        "basemap": None,
        "controls": {"legend": False, "scale": True, "era": False},
    }
    text = as_script(frame)
    base = st.get_option("server.baseUrlPath") or ""
    drawn = LocalMap(base, location=[(south + north) / 2, (west + east) / 2], zoom_start=9)
    Frame(text).add_to(drawn)
    group = folium.FeatureGroup(name="spots")
    _Spots(as_script(list(spots)), as_script(look.is_dark())).add_to(group)  # type: ignore[arg-type]
    with st.container(key="forest_places"):
        st_folium(
            drawn,
            key=f"forest_places_{hashlib.sha256(text.encode()).hexdigest()[:12]}",
            height=HEIGHT,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=group,
        )
    chips = "".join(
        f'<li><i style="background:{spot["colour"]}"></i>{escape(spot["name"])}</li>' for spot in spots
    )
    html(f'<ul class="cl-chips">{chips}</ul>')
    look.small(_("Nét liền và các chấm: hệ đang chọn. Nét đứt: chỗ mà các hệ khác sẽ đặt lớp này."))
