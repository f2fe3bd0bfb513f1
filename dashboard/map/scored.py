"""A map of scored ground: cells in classes of colour, proposed zones in numbered outlines. Clicks are told.

The script stays the same while somebody chooses (a change would mount the map anew and lose the view); what
is chosen comes as a layer of its own on top.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.elements import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

from dashboard.map.drawing import DrawingMap
from dashboard.map.folium_host import MAX_ZOOM

_CHOSEN = {"color": "#0b3d91", "weight": 3.5, "fill": False, "interactive": False}
_CELL = {"color": "#111111", "weight": 2, "dashArray": "4 3", "fill": False, "interactive": False}


class _Scored(MacroElement):
    """Numbers stand beside what they name: a zone is hardly larger than its number at first.

    Layers of {"shapes", "style"}: nothing of them is interactive, so that every click is the map's. Labels
    (properties ``label`` and ``at``) are text, never HTML.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, layers) {
            var canvas = L.canvas({padding: 0.4});
            layers.forEach(function (layer) {
                var style = Object.assign({renderer: canvas}, layer.style);
                L.geoJSON(layer.shapes, {interactive: false, style: style,
                    onEachFeature: function (f) {
                        var said = f.properties.label;
                        if (!said) return;
                        var box = document.createElement("b");
                        box.textContent = said;
                        var icon = L.divIcon({className: "cl-zonenumber", html: box, iconSize: [22, 22],
                            iconAnchor: [21, 21]});
                        var still = {icon: icon, interactive: false, keyboard: false};
                        L.marker(f.properties.at, still).addTo(map);
                    }}).addTo(map);
            });
            var sheet = document.createElement("style");
            sheet.textContent = ".cl-zonenumber{display:grid;place-items:center;border-radius:50%;" +
                "background:#0b3d91;color:#fff;font:700 12px/1 system-ui,sans-serif;border:2px solid #fff;" +
                "box-sizing:border-box}";
            document.head.appendChild(sheet);
            map.attributionControl.setPrefix("Leaflet");
        })({{ this._parent.get_name() }}, {{ this.text }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Scored"
        self.text = text


def _script(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _outline(shape: Mapping[str, Any], style: Mapping[str, Any]) -> folium.GeoJson:
    kept = dict(style)
    return folium.GeoJson(dict(shape), style_function=lambda _f: kept, interactive=False)


def show(
    bounds: tuple[float, float, float, float],
    layers: Sequence[Mapping[str, Any]],
    *,
    chosen: Mapping[str, Any] | None,
    cell: Mapping[str, Any] | None,
    key: str,
    height: int,
    base: str = "",
    tiles: Mapping[str, Any] | None = None,
) -> tuple[float, float] | None:
    """Draw the map; where it was clicked last (latitude, longitude), None: nowhere yet.

    Parameters
    ----------
    bounds
        West, south, east, north to begin with.
    layers
        Of `_Scored`, the lowest first. A feature with ``label`` in its properties has ``at``: [lat, lon].
    chosen, cell
        Geometries (GeoJSON) that are marked.
    """
    west, south, east, north = bounds
    fig = DrawingMap(base, location=[(south + north) / 2, (west + east) / 2], zoom_start=10)
    fig.options["zoomSnap"] = 0.25  # whole steps would leave half of the frame empty
    fig.fit_bounds([(south, west), (north, east)])
    if tiles is not None:
        folium.TileLayer(
            tiles["template"], attr=tiles["attribution"], max_native_zoom=tiles["maxZoom"], max_zoom=MAX_ZOOM
        ).add_to(fig)
    text = _script(list(layers))
    _Scored(text).add_to(fig)
    marked = folium.FeatureGroup(name="chosen")
    for shape, style in ((chosen, _CHOSEN), (cell, _CELL)):
        if shape is not None:
            _outline(shape, style).add_to(marked)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    returned = st_folium(
        fig, key=f"{key}-{digest}", height=height, use_container_width=True, feature_group_to_add=marked,
        returned_objects=["last_clicked"],
    )  # fmt: skip
    at = (returned or {}).get("last_clicked")
    return None if not at else (float(at["lat"]), float(at["lng"]))
