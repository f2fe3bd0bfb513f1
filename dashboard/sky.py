"""The 24-hour line: one inline SVG per day, and the same in words.

Horizontal places are percentages and text keeps its size, so that one drawing serves a wall and a phone.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from dashboard import formats
from dashboard.words import N_, _, counted
from data.sky import Look, SeenPass, Sky

SENSORS = {
    "S-NPP": N_("VIIRS, ô 375 m"),
    "NOAA-20": N_("VIIRS, ô 375 m"),
    "NOAA-21": N_("VIIRS, ô 375 m"),
    "Terra": N_("MODIS, ô 1 km"),
    "Aqua": N_("MODIS, ô 1 km"),
}
#: What stands inside a window, so that nothing is told by colour alone; "hit" shows its number instead.
GLYPHS = {
    "clear": "✓",
    "waiting": "…",
    "missing": "?",
    "unfetched": "…",
    "broken": "✕",
    "never": "–",
    "now": "•",
    "coming": "",
}
LEGEND = {
    "hit": N_("thấy điểm cháy ở đây"),
    "clear": N_("đã qua, không thấy gì ở đây"),
    "waiting": N_("đã qua, chưa có dữ liệu"),
    "missing": N_("đã qua, tệp không có lượt này"),
    "broken": N_("nguồn hỏng"),
    "now": N_("có thể đang bay qua"),
    "coming": N_("sắp tới"),
}
_LIKE = {"unfetched": "waiting", "never": "waiting"}
_TOP, _ROW, _BAR, _FOOT = 26, 64, 24, 24
_WORD = 13.0  # percent of the width that a word takes on a phone, about


def sign(look: Look) -> str:
    """Which sign of the legend a look wears."""
    return _LIKE.get(look.verdict, look.verdict)


def span(start: datetime, end: datetime) -> str:
    """12:16–13:58, local time; midnight at the end of a day is 24:00."""
    last = formats.clock(end)
    return f"{formats.clock(start)}–{'24:00' if last == '00:00' and end > start else last}"


def _at(moment: datetime, sky: Sky) -> float:
    share = (moment - sky.start) / (sky.end - sky.start)
    return 100 * min(1.0, max(0.0, share))


def _when(passes: tuple[SeenPass, ...]) -> str:
    return ", ".join(formats.clock(each.middle) for each in passes)


def sentence(look: Look) -> str:
    """What one look means, in a sentence that cannot be taken for another."""
    region = counted("cả khu vực Đông Nam Á {count} điểm", look.rows)
    if look.verdict == "hit":
        return _(
            "Lượt quét {when} thấy {here} điểm ở đây ({region}).",
            when=_when(look.passes),
            here=formats.number(look.here),
            region=region,
        )
    if look.verdict == "clear":
        around = " " + counted("Quanh địa bàn có {count} điểm.", look.around) if look.around else ""
        later = " " + _("Tệp sau còn có thể bổ sung.") if look.provisional else ""
        return (
            _(
                "Lượt quét {when} đã qua, không thấy gì ở đây ({region}).",
                when=_when(look.passes),
                region=region,
            )
            + around
            + later
        )
    if look.verdict == "waiting":
        return _("Lượt quét đã qua, chưa có dữ liệu. Dữ liệu thường đến trong vòng 3 giờ.")
    if look.verdict == "missing":
        return _(
            "Lượt quét đã qua, chưa có dữ liệu: tệp mới nhất vẫn không có lượt này. Không biết ở đây có "
            "cháy hay không."
        )
    if look.verdict == "unfetched":
        return _("Lượt quét đã qua, chưa có dữ liệu: chưa lấy tệp nào từ sau lượt này.")
    if look.verdict == "broken":
        return _("Nguồn hỏng từ {moment}: không biết lượt này thấy gì.", moment=formats.moment(look.since))
    if look.verdict == "never":
        return _("Lượt quét đã qua, chưa có dữ liệu: chưa nhận được tệp nào từ nguồn này.")
    if look.verdict == "now":
        return _("Vệ tinh có thể đang bay qua. Dữ liệu thường đến trong vòng 3 giờ sau đó.")
    return _("Sắp tới.")


def summary(sky: Sky) -> str:
    """The whole day in words: what a reader who sees no picture gets."""
    parts = [
        f"{satellite} {span(look.start, look.end)}: {sentence(look)}"
        for satellite in sky.satellites
        for look in sky.of(satellite)
    ]
    if sky.blind:
        parts.append(_("Khoảng mù, không vệ tinh nào nhìn: {spans}.", spans=blind_spans(sky)))
    return _("Các lượt quét ngày {day}, giờ địa phương.", day=formats.day(sky.start)) + " " + " ".join(parts)


def blind_spans(sky: Sky) -> str:
    """The blind hours of the day, as times."""
    return ", ".join(span(start, end) for start, end in sky.blind)


def _text(x: float, y: float, said: str, kind: str, anchor: str = "middle", shift: int = 0) -> str:
    moved = f' dx="{shift}"' if shift else ""
    return f'<text class="{kind}" x="{x:.2f}%" y="{y}" text-anchor="{anchor}"{moved}>{escape(said)}</text>'


def _axis(bottom: int) -> str:
    drawn = []
    for hour in range(0, 25, 3):
        x = hour / 24 * 100
        anchor = "start" if hour == 0 else "end" if hour == 24 else "middle"
        kind = "tick" if hour % 6 == 0 else "tick minor"
        drawn.append(f'<line class="grid" x1="{x:.2f}%" x2="{x:.2f}%" y1="{_TOP}" y2="{bottom}"/>')
        drawn.append(_text(x, bottom + 17, f"{hour:02d}:00", kind, anchor))
    return "".join(drawn)


def _free_middle(left: float, right: float, taken: float | None) -> float | None:
    """Where a word fits above a band without touching the word "now"; None when it does not fit (percent)."""
    if taken is not None and left - _WORD < taken < right + _WORD:
        before, after = (left, taken - _WORD), (taken + _WORD, right)
        left, right = max(before, after, key=lambda part: part[1] - part[0])
    return (left + right) / 2 if right - left >= _WORD else None


def _blind(sky: Sky, now: datetime, bottom: int) -> str:
    drawn = []
    for start, end in sky.blind:
        left, right = _at(start, sky), _at(end, sky)
        box = f'x="{left:.2f}%" width="{right - left:.2f}%" y="{_TOP}" height="{bottom - _TOP}"'
        drawn.append(f'<rect class="blind" {box}/><rect fill="url(#cl-hatch)" {box}/>')
        place = _free_middle(left, right, _at(now, sky) if sky.start <= now < sky.end else None)
        if place is not None:
            drawn.append(_text(place, _TOP - 9, _("khoảng mù"), "blindword"))
    return "".join(drawn)


def _window(look: Look, sky: Sky, y: int) -> str:
    left, right = _at(look.start, sky), _at(look.end, sky)
    kind = sign(look)
    middle = (left + right) / 2
    title = escape(f"{look.satellite} {span(look.start, look.end)}: {sentence(look)}")
    glyph = formats.number(look.here) if look.verdict == "hit" else GLYPHS[look.verdict]
    place = f'x="{left:.2f}%" width="{right - left:.2f}%" y="{y}" height="{_BAR}"'
    drawn = f'<rect class="look {kind}" {place} rx="5"/>'
    for each in look.passes:
        x = _at(each.middle, sky)
        drawn += f'<line class="pass {kind}" x1="{x:.2f}%" x2="{x:.2f}%" y1="{y - 6}" y2="{y + 3}"/>'
    drawn += _text(middle, y + 17, glyph, f"glyph {kind}")
    if look.passes:
        anchor = "start" if left < 2 else "end" if right > 98 else "middle"
        x = left if anchor == "start" else right if anchor == "end" else middle
        drawn += _text(x, y + _BAR + 15, formats.number(look.rows), "rows", anchor)
    return f"<g><title>{title}</title>{drawn}</g>"


def _now(sky: Sky, now: datetime, bottom: int) -> str:
    if not sky.start <= now < sky.end:
        return ""
    x = _at(now, sky)
    anchor = "start" if x < 12 else "end" if x > 88 else "middle"
    return (
        f'<line class="now" x1="{x:.2f}%" x2="{x:.2f}%" y1="{_TOP - 5}" y2="{bottom}"/>'
        f'<circle class="now" cx="{x:.2f}%" cy="{_TOP - 5}" r="4"/>'
        + _text(x, 12, _("bây giờ {clock}", clock=formats.clock(now)), "nowword", anchor)
    )


def day_svg(sky: Sky, now: datetime) -> str:
    """The drawing, as wide as its place.

    Each satellite has a row: its name, boxes where it is expected, a stroke where a pass was seen in files,
    and below it the rows of that pass over the whole region. Hatched: nobody looks.
    """
    bottom = _TOP + _ROW * len(sky.satellites)
    rows = []
    for place, satellite in enumerate(sky.satellites):
        top = _TOP + place * _ROW
        line = top + 22 + _BAR // 2
        rows.append(f'<line class="orbit" x1="0%" x2="100%" y1="{line}" y2="{line}"/>')
        rows.extend(_window(look, sky, top + 22) for look in sky.of(satellite))
        sensor = _(SENSORS[satellite]) if satellite in SENSORS else ""
        name = (
            f'<tspan class="name">{escape(satellite)}</tspan> <tspan class="sensor">{escape(sensor)}</tspan>'
        )
        rows.append(f'<text class="label" x="0" y="{top + 13}" dx="4">{name}</text>')
    hatch = (
        '<defs><pattern id="cl-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        '<line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>'
    )
    return (
        f'<svg class="cl-sky" role="img" width="100%" height="{bottom + _FOOT}" '
        f'aria-label="{escape(summary(sky))}">'
        f"{hatch}{_blind(sky, now, bottom)}{_axis(bottom)}{''.join(rows)}{_now(sky, now, bottom)}</svg>"
    )


def marked(kind: str, text: str, glyph: str = "") -> str:
    """One sign as HTML, the text for people beside it."""
    return f'<li><span class="cl-sign {kind}" aria-hidden="true">{glyph}</span><div>{text}</div></li>'


def legend() -> str:
    """The signs of the drawing with their words."""
    items = [
        marked(kind, escape(_(text)), "3" if kind == "hit" else GLYPHS[kind]) for kind, text in LEGEND.items()
    ]
    items.append(marked("stroke", escape(_("lượt quét có trong tệp; số bên dưới: điểm cả khu vực"))))
    items.append(marked("hatched", escape(_("khoảng mù: không vệ tinh nào nhìn"))))
    return f'<ul class="cl-legend">{"".join(items)}</ul>'
