"""What lies under a zone, as figures: forest, fires of past seasons, patrols that were there, other zones."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.parts.html import html
from dashboard.parts.incidents import record_words as case_words
from dashboard.services import services
from dashboard.words import _
from data.store.engine import reading
from data.zones.under import Under, under
from geo.zones import is_route


def _row(cells: list[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(each)}</{tag}>" for each in cells) + "</tr>"


def _fires(found: Under) -> str:
    if not found.counted.years:
        text = escape(_("Năm mùa cháy gần đây: không ghi nhận điểm cháy, đám cháy hay vụ việc nào ở đây."))
        return f"<p>{text}</p>"
    head = _row([_("Mùa cháy"), _("điểm cháy"), _("đám cháy"), _("vụ việc")], "th")
    rows = [
        _row(
            [
                f"{year - 1}–{year}",
                *(
                    formats.number(each.get(year, 0))
                    for each in (found.counted.hotspots, found.counted.events, found.counted.incidents)
                ),
            ]
        )
        for year in found.counted.years
    ]
    return f'<table class="cl-under">{head}{"".join(rows)}</table>'


def _forest(found: Under) -> str:
    if found.layer is None:
        return f"<p>{escape(_('Chưa có lớp bản đồ rừng.'))}</p>"
    if found.forest is None:
        return f"<p>{escape(_('Có quá nhiều lô rừng để kể ra; hãy chia nhỏ khu vực.'))}</p>"
    total = sum(share.ha for share in found.forest) or 1.0
    rows = [
        _row(
            [
                case_words.share_name(vars(share)),
                f"{formats.number(share.ha, 1)} ha",
                f"{formats.number(100 * share.ha / total)} %",
            ]
        )
        for share in found.forest[:6]
    ]
    more = len(found.forest) - 6
    rest = f"<p>{escape(_('và {count} trạng thái khác', count=more))}</p>" if more > 0 else ""
    return f'<table class="cl-under">{"".join(rows)}</table>{rest}'


def _effort(found: Under) -> str:
    if not found.patrols and not found.tracks:
        return _("Chưa có lượt tuần tra nào tới đây.")
    last = formats.day(found.last_patrol)
    return _(
        "{patrols} lượt tuần tra đã đi, lần cuối {last}; {tracks} vết đi ngang qua.",
        patrols=formats.number(found.patrols),
        last=last,
        tracks=formats.number(found.tracks),
    )


def _overlaps(found: Under) -> str:
    names = [
        f"{row['code']} {row['name']}" + (f" ({formats.number(ha, 1)} ha)" if ha >= 0.05 else "")
        for row, ha in found.overlaps[:5]
    ]
    return _("Chồng lên: {zones}", zones="; ".join(names)) if names else ""


@st.cache_data(max_entries=24, ttl=300, show_spinner=False)
def _found(_shape: Any, wkb: bytes, own: int | None, database: str) -> Under:
    here = services()
    with reading(here.engine) as conn:
        return under(
            conn,
            _shape,
            now=here.now(),
            tz=here.profile.tz,
            crs_metres=here.areas.crs_metres,
            visibility_m=here.profile.patrols.visibility_m,
            own=own,
        )


def show(shape: Any, own: int | None = None) -> None:
    """Draw the figures of a valid shape."""
    found = _found(shape, shape.wkb, own, str(services().engine.url))
    about = (
        _("Tính trong dải nhìn thấy {metres} m mỗi bên tuyến.", metres=formats.number(_visible()))
        if is_route(shape)
        else ""
    )
    overlaps = _overlaps(found)
    parts = [
        f"<h3>{escape(_('Cháy ở đây'))}</h3>{_fires(found)}",
        f"<h3>{escape(_('Rừng ở đây'))}</h3>{_forest(found)}",
        f"<h3>{escape(_('Đã tuần tra'))}</h3><p>{escape(_effort(found))}</p>",
        f"<p>{escape(overlaps)}</p>" if overlaps else "",
        f"<p>{escape(about)}</p>" if about else "",
    ]
    html(f'<div class="cl-ground">{"".join(parts)}</div>')


def _visible() -> float:
    return services().profile.patrols.visibility_m
