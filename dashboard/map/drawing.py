"""A map on which a person draws areas: Leaflet and Leaflet.draw from this server, like everything else.

Its script must stay the same while somebody draws (a change mounts it anew and loses the drawing): what is
shown below comes as one fixed text, and `key` changes when it does. Only ``all_drawings`` is read: after an
edit the last active drawing is old (streamlit-folium). None: nothing was drawn or changed yet; []: all gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.elements import MacroElement
from folium.plugins import Draw
from folium.template import Template
from streamlit_folium import st_folium

from dashboard.map import assets
from dashboard.map.folium_host import MAX_ZOOM

_DRAW = {
    "polygon": {"allowIntersection": True, "shapeOptions": {"color": "#c62828", "weight": 2}},
    "rectangle": False,
    "polyline": False,
    "circle": False,
    "marker": False,
    "circlemarker": False,
}


class DrawingMap(folium.Map):
    """A folium map that loads Leaflet and Leaflet.draw from this server."""

    def __init__(self, base: str, **options: Any) -> None:
        folder = assets.leaflet_folder()
        self.default_js = [("leaflet", assets.address(assets.LEAFLET_PATH, folder / "leaflet.js", base))]
        self.default_css = [
            ("leaflet_css", assets.address(assets.LEAFLET_PATH, folder / "leaflet.css", base))
        ]
        super().__init__(tiles=None, max_zoom=MAX_ZOOM, **options)
        self.options["maxZoom"] = MAX_ZOOM
        self.options["minZoom"] = 8


class _Words(MacroElement):
    """Words of Leaflet.draw, told before its control is made; the map's own prefix is left out."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (words, map) {
            var draw = L.drawLocal.draw, edit = L.drawLocal.edit;
            draw.toolbar.buttons.polygon = words.polygon;
            draw.toolbar.actions = {title: words.cancel, text: words.cancel};
            draw.toolbar.finish = {title: words.finish, text: words.finish};
            draw.toolbar.undo = {title: words.undo, text: words.undo};
            draw.handlers.polygon.tooltip = {start: words.start, cont: words.cont, end: words.end};
            draw.handlers.polyline.error = words.few;
            edit.toolbar.actions.save = {title: words.save, text: words.save};
            edit.toolbar.actions.cancel = {title: words.cancel, text: words.cancel};
            edit.toolbar.actions.clearAll = {title: words.clear, text: words.clear};
            edit.toolbar.buttons = {edit: words.edit, editDisabled: words.edit, remove: words.remove,
                removeDisabled: words.remove};
            edit.handlers.edit.tooltip = {text: words.edit_tip, subtext: ""};
            edit.handlers.remove.tooltip = {text: words.remove_tip};
            map.attributionControl.setPrefix("Leaflet");
        })({{ this.text }}, {{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Words"
        self.text = text


class _Ground(MacroElement):
    """What lies below the drawing: outlines as GeoJSON with a style each. Tooltips are text, never HTML."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, layers) {
            layers.forEach(function (layer) {
                L.geoJSON(layer.shapes, {interactive: !!layer.named, style: layer.style,
                    pointToLayer: function (f, at) { return L.circleMarker(at, layer.style); },
                    onEachFeature: function (f, drawn) {
                        if (!layer.named) return;
                        var box = document.createElement("span");
                        box.textContent = f.properties.name;
                        drawn.bindTooltip(box);
                    }}).addTo(map);
            });
        })({{ this._parent.get_name() }}, {{ this.text }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Ground"
        self.text = text


def _script(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def show(
    bounds: tuple[float, float, float, float],
    ground: Sequence[Mapping[str, Any]],
    begun: Mapping[str, Any] | None,
    words: Mapping[str, str],
    *,
    key: str,
    height: int,
    base: str = "",
    tiles: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]] | None:
    """Draw the map and return the drawn features (GeoJSON, degrees WGS84).

    Parameters
    ----------
    bounds
        West, south, east, north to begin with.
    ground
        Layers: {"shapes": FeatureCollection, "style": {...}, "named": bool}.
    begun
        A FeatureCollection to go on with; None for an empty map.
    words
        Of `_Words`.
    tiles
        ``template``, ``attribution``, ``maxZoom`` of a basemap; None for plain ground.
    """
    west, south, east, north = bounds
    fig = DrawingMap(base, location=[(south + north) / 2, (west + east) / 2], zoom_start=14)
    fig.fit_bounds([(south, west), (north, east)])
    if tiles is not None:
        folium.TileLayer(
            tiles["template"], attr=tiles["attribution"], max_native_zoom=tiles["maxZoom"], max_zoom=MAX_ZOOM
        ).add_to(fig)
    _Ground(_script(list(ground))).add_to(fig)
    _Words(_script(dict(words))).add_to(fig)
    held: Any = folium.FeatureGroup(name="drawn")
    if begun is not None:
        held = folium.GeoJson(
            begun, name="drawn", style_function=lambda _f: {"color": "#c62828", "weight": 2}
        )
    held.add_to(fig)
    control = Draw(feature_group=held, show_geometry_on_click=False, draw_options=_DRAW, position="topright")
    folder = assets.leaflet_folder() / "draw"
    path = f"{assets.LEAFLET_PATH}/draw"
    control.default_js = [("leaflet_draw", assets.address(path, folder / "leaflet.draw.js", base))]
    control.default_css = [("leaflet_draw_css", assets.address(path, folder / "leaflet.draw.css", base))]
    control.add_to(fig)
    digest = hashlib.sha256(_script([ground, begun, list(bounds), dict(words)]).encode()).hexdigest()[:12]
    returned = st_folium(
        fig, key=f"{key}-{digest}", height=height, use_container_width=True, returned_objects=["all_drawings"]
    )
    drawings = (returned or {}).get("all_drawings")
    return None if drawings is None else list(drawings)
