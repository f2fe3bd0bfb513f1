"""QR codes of addresses, for paper and for the screen."""

from __future__ import annotations

import io

import segno

_BORDER = 4
"""Modules of white around it: less, and phones do not find it (ISO/IEC 18004)."""


def _code(address: str) -> segno.QRCode:
    # M: 15 % may be dirty or folded.
    return segno.make_qr(address, error="m")


def qr_png(address: str, *, pixels: int = 8) -> bytes:
    """The code as PNG; `pixels` for each module."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=pixels, border=_BORDER)
    return out.getvalue()


def qr_data(address: str) -> str:
    """The code as an SVG in a ``data:`` address, for pages."""
    return _code(address).svg_data_uri(border=_BORDER, dark="#000", light="#fff", omitsize=True)
