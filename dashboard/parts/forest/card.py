"""The layer in use, in a card: what it is, from when, where it came from."""

from __future__ import annotations

from html import escape

from dashboard import formats
from dashboard.parts.html import html
from dashboard.words import _, forest, forest_file
from data.forest.layers import Layer


def _facts(layer: Layer) -> list[tuple[str, str]]:
    rows = [
        (_("Loại"), forest.said(forest.KINDS, layer.kind)),
        (_("Có hiệu lực"), forest.days(layer)),
        (_("Số lô"), formats.number(layer.plots)),
        (_("Diện tích đo theo hình"), f"{formats.number(layer.area_ha, 2)} ha"),
        (_("Nguồn"), layer.source_name),
        (_("Nạp lúc"), formats.moment(layer.created_at)),
    ]
    if layer.source_epsg is not None and layer.kind in ("inventory", "drill"):
        rows.append((_("Hệ tọa độ của tệp"), f"EPSG:{layer.source_epsg}"))
    if layer.encoding not in (None, "unicode"):
        rows.append((_("Bảng mã chữ của tệp"), forest.said(forest_file.ENCODINGS, layer.encoding)))
    if layer.refused:
        rows.append((_("Hình không nạp được"), formats.number(layer.refused)))
    if layer.attribution:
        rows.append((_("Ghi công"), layer.attribution))
    return rows


def show(layer: Layer) -> None:
    """Draw the card."""
    label = forest.note(layer.kind) if forest.note(layer.kind) != layer.name else ""
    loud = f'<p class="loud">{escape(label[:1].upper() + label[1:])}</p>' if label else ""
    lines = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in _facts(layer))
    head = f'<h2>{escape(layer.name)}</h2><span class="cl-pill fresh">{escape(_("đang dùng"))}</span>'
    html(f'<article class="cl-forest"><header>{head}</header>{loud}<dl>{lines}</dl></article>')
