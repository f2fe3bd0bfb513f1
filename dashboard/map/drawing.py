"""A map on which a person draws areas: Leaflet and Leaflet.draw from this server, like everything else.

Its script must stay the same while somebody draws (a change mounts it anew and loses the drawing): what is
shown below comes as one fixed text, and `key` changes when it does. Only ``all_drawings`` is read: after an
edit the last active drawing is old (streamlit-folium). None: nothing was drawn or changed yet; []: all gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

_CLICKED = ("last_object_clicked_tooltip", "last_object_clicked_count")
_LINE = {"allowIntersection": True, "showLength": False, "shapeOptions": {"color": "#c62828", "weight": 4}}


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
            if (words.polyline) {
                draw.toolbar.buttons.polyline = words.polyline;
                draw.handlers.polyline.tooltip = {start: words.line_start, cont: words.cont,
                    end: words.line_end};
            }
            map.attributionControl.setPrefix("Leaflet");
        })({{ this.text }}, {{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Words"
        self.text = text


class _Fill(MacroElement):
    """The map takes the whole frame, whose height is the style sheet's."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map) {
            var box = map.getContainer();
            box.style.width = "100%"; box.style.height = "100vh"; map.invalidateSize();
            box.style.background = "#e4e9e2";
            map.attributionControl.setPrefix("Leaflet");
            map.attributionControl.getContainer().style.fontSize = "11px";
            map.fitBounds({{ this.text }});
        })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Fill"
        self.text = text


class _Dress(MacroElement):
    """How what is begun looks, and what it is called: `style` and `name` of each feature. Names are text."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this.held.get_name() }}.eachLayer(function (layer) {
            var said = (layer.feature || {}).properties || {};
            if (said.style && layer.setStyle) layer.setStyle(said.style);
            if (!said.name) return;
            var box = document.createElement("span");
            box.textContent = said.name;
            layer.bindTooltip(box.innerHTML, {sticky: true});
        });
        {% endmacro %}
        """
    )

    def __init__(self, held: Any) -> None:
        super().__init__()
        self._name = "Dress"
        self.held = held


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


@dataclass(frozen=True)
class Drawn:
    """What came back from the map: every drawing (None: nothing was touched yet; []: all gone); the name of
    what was clicked last, and the number of that click (only where clicks were asked for).
    """

    features: list[dict[str, Any]] | None
    clicked: str = ""
    click: int = 0


def _pen(held: Any, base: str, *, routes: bool) -> Draw:
    """Leaflet.draw over what it may change, from this server."""
    tools = {**_DRAW, "polyline": _LINE} if routes else _DRAW
    control = Draw(feature_group=held, show_geometry_on_click=False, draw_options=tools, position="topright")
    folder = assets.leaflet_folder() / "draw"
    path = f"{assets.LEAFLET_PATH}/draw"
    control.default_js = [("leaflet_draw", assets.address(path, folder / "leaflet.draw.js", base))]
    control.default_css = [("leaflet_draw_css", assets.address(path, folder / "leaflet.draw.css", base))]
    return control


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
    """Draw the map for areas and return the drawn features; see `board`."""
    return board(bounds, ground, begun, words, key=key, height=height, base=base, tiles=tiles).features


def board(
    bounds: tuple[float, float, float, float],
    ground: Sequence[Mapping[str, Any]],
    begun: Mapping[str, Any] | None,
    words: Mapping[str, str],
    *,
    key: str,
    height: int,
    base: str = "",
    tiles: Mapping[str, Any] | None = None,
    over: Sequence[Mapping[str, Any]] = (),
    routes: bool = False,
    clicks: bool = False,
    view: tuple[float, float, float] | None = None,
    fill: bool = False,
    tools: bool = True,
) -> Drawn:
    """Draw the map and return the drawn features (GeoJSON, degrees WGS84).

    Parameters
    ----------
    bounds
        West, south, east, north to begin with.
    ground
        Layers: {"shapes": FeatureCollection, "style": {...}, "named": bool}.
    begun
        A FeatureCollection to go on with; None for an empty map. Properties come back as they were given;
        ``style`` (of Leaflet) and ``name`` (text) say how a feature looks and what it is called.
    words
        Of `_Words`.
    tiles
        ``template``, ``attribution``, ``maxZoom`` of a basemap; None for plain ground.
    over
        More tiles above it, each as `tiles` with ``opacity``.
    routes
        Lines can be drawn too.
    clicks
        A click on something that has a name is told.
    view
        Latitude, longitude and zoom to go to; a change of it moves the map without mounting it anew.
    fill
        The map is as high as the style sheet makes its frame, whatever `height` says.
    tools
        Without them nothing can be drawn: a map for looking.
    """
    west, south, east, north = bounds
    fig = DrawingMap(base, location=[(south + north) / 2, (west + east) / 2], zoom_start=14)
    fig.fit_bounds([(south, west), (north, east)])
    if fill:
        fig.options["zoomSnap"] = 0.25  # what is shown fills the frame, as on the map of the situation
        _Fill(_script([(south, west), (north, east)])).add_to(fig)
    for one in [*([] if tiles is None else [tiles]), *over]:
        folium.TileLayer(
            one["template"],
            attr=one["attribution"] or " ",
            max_native_zoom=one["maxZoom"],
            max_zoom=MAX_ZOOM,
            opacity=one.get("opacity", 1.0),
        ).add_to(fig)
    _Ground(_script(list(ground))).add_to(fig)
    if tools:
        _Words(_script(dict(words))).add_to(fig)
    held: Any = folium.FeatureGroup(name="drawn")
    if begun is not None and not begun["features"]:  # folium refuses a collection of nothing
        begun = None
    if begun is not None:
        held = folium.GeoJson(
            begun, name="drawn", style_function=lambda _f: {"color": "#c62828", "weight": 2}
        )
    held.add_to(fig)
    if begun is not None:
        _Dress(held).add_to(fig)
    if tools:
        _pen(held, base, routes=routes).add_to(fig)
    digest = hashlib.sha256(_script([ground, begun, list(bounds), dict(words)]).encode()).hexdigest()[:12]
    told = ["all_drawings", *(_CLICKED if clicks else ())]
    returned = st_folium(
        fig,
        key=f"{key}-{digest}",
        height=height,
        use_container_width=True,
        returned_objects=told,
        center=view[:2] if view else None,
        zoom=view[2] if view else None,
    )
    drawings = (returned or {}).get("all_drawings")
    name, count = ((returned or {}).get(each) for each in _CLICKED)
    return Drawn(None if drawings is None else list(drawings), str(name or "").strip(), int(count or 0))
