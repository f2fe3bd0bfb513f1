"""The parts of a map for drawing that folium does not have: words of the tools, what lies below, how what is
begun looks.
"""

from __future__ import annotations

import json
from typing import Any

from folium.elements import MacroElement
from folium.template import Template


def as_script(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


class Words(MacroElement):
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


class Fill(MacroElement):
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


class Dress(MacroElement):
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
            /* While the pen works a click is the pen's: it names nothing. */
            {{ this._parent.get_name() }}.on("draw:drawstart draw:editstart draw:deletestart", function () {
                layer.setTooltipContent("&nbsp;");
            }).on("draw:drawstop draw:editstop draw:deletestop", function () {
                layer.setTooltipContent(box.innerHTML);
            });
        });
        {% endmacro %}
        """
    )

    def __init__(self, held: Any) -> None:
        super().__init__()
        self._name = "Dress"
        self.held = held


class Ground(MacroElement):
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
