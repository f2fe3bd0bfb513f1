"""A map on which a person draws areas: Leaflet and Leaflet.draw from this server, like everything else.

Its script must stay the same while somebody draws (a change mounts it anew and loses the drawing): what is
shown below comes as one fixed text, and `key` changes when it does. Only ``all_drawings`` is read: after an
edit the last active drawing is old (streamlit-folium). None: nothing was drawn or changed yet; []: all gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
from folium.plugins import Draw
from streamlit_folium import st_folium

from dashboard.map import assets
from dashboard.map.drawing_parts import Dress, Fill, Ground, Words, as_script
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
        Of `Words`.
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
        Fill(as_script([(south, west), (north, east)])).add_to(fig)
    for one in [*([] if tiles is None else [tiles]), *over]:
        folium.TileLayer(
            one["template"],
            attr=one["attribution"] or " ",
            max_native_zoom=one["maxZoom"],
            max_zoom=MAX_ZOOM,
            opacity=one.get("opacity", 1.0),
        ).add_to(fig)
    Ground(as_script(list(ground))).add_to(fig)
    if tools:
        Words(as_script(dict(words))).add_to(fig)
    held: Any = folium.FeatureGroup(name="drawn")
    if begun is not None and not begun["features"]:  # folium refuses a collection of nothing
        begun = None
    if begun is not None:
        held = folium.GeoJson(
            begun, name="drawn", style_function=lambda _f: {"color": "#c62828", "weight": 2}
        )
    held.add_to(fig)
    if begun is not None:
        Dress(held).add_to(fig)
    if tools:
        _pen(held, base, routes=routes).add_to(fig)
    digest = hashlib.sha256(as_script([ground, begun, list(bounds), dict(words)]).encode()).hexdigest()[:12]
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
