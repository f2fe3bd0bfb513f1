"""Shares of the period beside others, as bars on a picture for paper."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from data.painting.lettering import INK, draw_text
from data.reports import words
from data.reports.papers.file import ReportFile

WIDTH = 1640
"""165 mm wide at 250 dots per inch."""
COLOURS = {"now": (20, 61, 43), "before": (122, 160, 138), "last_year": (196, 178, 134)}
"""Dark to light, told apart in grey too."""
_GROUND, _QUIET = (238, 241, 238), (92, 104, 97)
_ROW, _TITLE, _GAP, _LETTERS = 36, 44, 18, 28
_LABEL, _VALUE = 330, 250


def shown(report: ReportFile) -> list[str]:
    """The shares that there is something to say of."""
    return [
        code
        for code in words.SHARES
        if any(words.amount(report.figure(code, which)) is not None for which in report.besides)
    ]


def bars(report: ReportFile) -> bytes:
    """PNG: one group of bars for each share that is `shown`, at least one; a share of nothing has no bar."""
    besides = report.besides
    groups = shown(report)
    height = len(groups) * (_TITLE + len(besides) * _ROW + _GAP) + _GAP
    picture = Image.new("RGB", (WIDTH, height), (255, 255, 255))
    draw, top = ImageDraw.Draw(picture), _GAP
    room = WIDTH - _LABEL - _VALUE
    for code in groups:
        draw_text(draw, (0, top + 4), words.TITLES[code], _LETTERS + 4, ink=INK, bold=True)
        top += _TITLE
        for which in besides:
            figure = report.figure(code, which)
            value = words.amount(figure)
            middle = top + _ROW / 2
            draw_text(draw, (20, middle), words.BESIDE[which], _LETTERS, ink=_QUIET, anchor="lm")
            draw.rectangle((_LABEL, top + 6, _LABEL + room, top + _ROW - 6), fill=_GROUND)
            if value:
                draw.rectangle((_LABEL, top + 6, _LABEL + room * value, top + _ROW - 6), fill=COLOURS[which])
            said = words.said(figure)
            draw_text(draw, (_LABEL + room + 18, middle), said, _LETTERS, ink=INK, anchor="lm")
            top += _ROW
        top += _GAP
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
