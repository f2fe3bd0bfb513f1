"""Where nobody has been: the area by how long ago somebody saw it, and the zones that were seen least."""

from __future__ import annotations

from html import escape
from typing import Any

import shapely
import streamlit as st

from dashboard import formats
from dashboard.map import drawing
from dashboard.parts.html import html
from dashboard.parts.map import board as map_board
from dashboard.parts.patrols.effort_figures import unseen
from dashboard.parts.patrols.effort_words import span
from dashboard.parts.patrols.ground import ground
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import _
from data.effort.periods import Span
from data.effort.unseen import Class, zones_seen
from data.store.engine import reading

# One hue from dark to light for what was seen, and its opposite for what was not: told apart in grey too.
COLOURS = {30: "#0b6e4f", 90: "#5fae8b", 365: "#c9dfb8", None: "#d9822b"}
_MOST_ZONES = 12


def _said(of: Class) -> str:
    if of.until is None:
        return _("hơn một năm chưa ai tới")
    return _("có người tới trong {count} ngày", count=formats.number(of.until))


def _chip(of: Class) -> str:
    share = formats.number(of.share * 100, 0 if of.share > 0.1 or not of.share else 1)
    return f'<li><i style="background:{COLOURS[of.until]}"></i>{escape(_said(of))} ({escape(share)} %)</li>'


def _layer(shapes: list[tuple[Any, str]], **style: object) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(shape)}
        for shape, name in shapes
        if not shape.is_empty
    ]
    return {"shapes": {"type": "FeatureCollection", "features": features}, "style": style, "named": True}


def _map(found: list[Class], zones: list[dict[str, Any]]) -> None:
    here = services()
    communes = here.areas.of_era(here.areas.present_era)
    outlines = [(shapely.simplify(shape, 0.0005), "") for shape in communes.geometry]
    layers = [
        _layer(
            [(shapely.set_precision(each.shape, 1e-5), _said(each))],
            stroke=False, fillColor=COLOURS[each.until], fillOpacity=0.35 if each.until is None else 0.7,
        )
        for each in found
    ]  # fmt: skip
    layers.append(_layer(outlines, color="#38463f", weight=1.5, fill=False) | {"named": False})
    layers.append(
        _layer(
            [(row["shape"], f"{row['code']} · {row['name']}") for row in zones],
            color="#1d2b22", weight=2, fillOpacity=0.04,
        )
    )  # fmt: skip
    with st.container(key="effortmap"):
        drawing.board(
            here.areas.bounds, layers, None, {}, key="effortmap", height=520,
            base=st.get_option("server.baseUrlPath") or "", tiles=map_board.basemap(), tools=False, fill=True,
        )  # fmt: skip
    html(f'<ul class="cl-chips">{"".join(_chip(each) for each in found)}</ul>')


def _zone(row: dict[str, Any]) -> str:
    href = escape(way("planning", section="zones", zone=row["code"]), quote=True)
    share = formats.number(row["share"] * 100, 0 if row["share"] >= 0.1 or not row["share"] else 1)
    last = _("lần cuối {day}", day=formats.day(row["last"])) if row["last"] else _("chưa ai tới")
    kind = "" if row["last"] else ' class="never"'
    return (
        f'<li{kind}><a href="{href}" target="_self">{escape(row["code"])} · {escape(row["name"])}</a>'
        f"<span>{escape(_('đã thấy {share} %', share=share))} · {escape(last)}</span></li>"
    )


def show(chosen: Span) -> None:
    """Draw the map and the list."""
    here = services()
    html(f"<h3>{escape(_('Nơi chưa ai tới'))}</h3>")
    with reading(here.engine) as conn:
        zones = zones_seen(conn, chosen.since, chosen.until, ground())
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _map(unseen(), zones)
    with right:
        html(
            f"<h3>{escape(_('Khu vực được thấy ít nhất'))}</h3>"
            f'<p class="cl-under-h">{escape(span(chosen))}</p>'
        )
        if not zones:
            html(f"<p>{escape(_('Chưa có khu vực nào được khoanh.'))}</p>")
        html(f'<ul class="cl-zonelist">{"".join(_zone(row) for row in zones[:_MOST_ZONES])}</ul>')
