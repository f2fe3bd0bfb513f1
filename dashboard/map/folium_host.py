"""The renderer inside a folium map that streamlit-folium shows.

Two elements share the work. :class:`Frame` is part of the map's own script, which must stay the same
between reruns (a change remounts the iframe and loses pan and zoom): it attaches the renderer and the
outlines. :class:`Live` sits in the feature group that streamlit-folium evaluates anew whenever its text
differs: it hands over the payload.

Facts about streamlit-folium 0.27 that shape this file (read in its frontend's source):

* its component key drops every ``_[a-z0-9]+`` from the script, so live data never goes into the map's own
  script, and a digest of the outlines goes into ``key``;
* ``window.feature_group`` is only pushed to: :class:`Live` empties it, else every refresh leaks a layer;
* a click is reported for any layer of the map that fires ``click``; the text comes from
  ``layer._tooltip`` and ``layer.getTooltip().getContent()``. One silent reporter layer therefore carries
  the ids of what was clicked, and Python reads them from ``last_object_clicked_tooltip``. A running
  number makes a second click on the same spot news.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
from folium.elements import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

from dashboard.map import assets
from dashboard.map.payload import Payload, as_script

MAX_ZOOM = 18  # without it Leaflet refuses to work on a map that has no tiles


class LocalMap(folium.Map):
    """A folium map that loads Leaflet and the renderer from this server and nothing else from anywhere."""

    def __init__(self, base: str = "", **options: Any) -> None:
        self.default_js = assets.script_addresses(base)
        self.default_css = assets.style_addresses(base)
        super().__init__(tiles=None, zoom_control="topleft", max_zoom=MAX_ZOOM, **options)
        self.options["maxZoom"] = MAX_ZOOM
        self.options["zoomSnap"] = 0.25
        self.options["minZoom"] = 5


class Frame(MacroElement):
    """Attach the renderer to the map: outlines, keys and the reporter of clicks."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, options) {
            var count = 0, said = "";
            var tip = {_content: " ", getContent: function () { return said; }};
            var Reporter = L.Layer.extend({onAdd: function () {}, onRemove: function () {},
                getTooltip: function () { return tip; }});
            var reporter = new Reporter().addTo(map);
            reporter._tooltip = tip;
            options.onSelect = function (chosen) {
                count += 1;
                said = JSON.stringify({n: count, hotspots: chosen.hotspots.slice(0, 50), events:
                chosen.events.slice(0, 20)});
                reporter.fire("click", {latlng: chosen.latlng});
            };
            options.onOpen = function (href) {  /* a frame may not steer the page: its own link may */
                var way = window.parent.document.createElement("a");
                way.href = href;
                window.parent.document.body.appendChild(way);
                way.click();
                way.remove();
            };
            var box = map.getContainer();
            box.style.width = "100%"; box.style.height = "100vh"; map.invalidateSize();
            map.attributionControl.setPrefix("Leaflet");
            var sources = document.createElement("span");  /* Leaflet takes an attribution for HTML */
            sources.textContent = options.attribution;
            map.attributionControl.addAttribution(sources.innerHTML);
            CanhLuaMap.attach(map, options);
        })({{ this._parent.get_name() }}, {{ this.text }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Frame"
        self.text = text


class Live(MacroElement):
    """Hand the payload to the renderer that :class:`Frame` attached."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.feature_group = [];
        CanhLuaMap.of(window.map).update({{ this.text }});
        {% endmacro %}
        """
    )

    def __init__(self, payload: Payload) -> None:
        super().__init__()
        self._name = "Live"
        self.text = as_script(payload)

    def render(self, **_: object) -> str:
        """streamlit-folium asks for the script only; rendering the page as well would double the work."""
        return ""


@dataclass(frozen=True)
class Selection:
    """What a person chose on the map: ids, nearest first; ``number`` grows with every click."""

    number: int = 0
    hotspots: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


def read_selection(returned: Mapping[str, Any] | None) -> Selection:
    """The selection in what st_folium returned; the empty selection when there is none or it is not ours."""
    text = (returned or {}).get("last_object_clicked_tooltip")
    if not text:
        return Selection()
    try:
        found = json.loads(text)
        return Selection(
            int(found["n"]), tuple(map(str, found["hotspots"])), tuple(map(str, found["events"]))
        )
    except (ValueError, KeyError, TypeError):
        return Selection()


def show(frame: Payload, live: Payload, *, key: str, height: int, base: str = "") -> Selection:
    """Draw the map and return what was clicked last.

    Parameters
    ----------
    frame : dict
        Options of ``CanhLuaMap.attach``; constant while the page is open.
    live : dict
        The payload; ``version`` in it must change whenever something should be drawn anew.
    key : str
        Name of the map on the page.
    height : int
        Pixels, before the page's style sheet sets the real height.
    """
    text = as_script(frame)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    (south, west), (north, east) = frame["areas"]["bounds"]
    fig = LocalMap(base, location=[(south + north) / 2, (west + east) / 2], zoom_start=10)
    Frame(text).add_to(fig)
    group = folium.FeatureGroup(name="live")
    Live(live).add_to(group)
    returned = st_folium(
        fig,
        key=f"{key}-{digest}",
        height=height,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=group,
    )
    return read_selection(returned)
