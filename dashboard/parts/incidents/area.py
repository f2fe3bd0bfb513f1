"""*Vùng cháy*: the outline that counts, its area by forest state, and the ways to give another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

import shapely
import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import area_map as case_area_map
from dashboard.parts.incidents import record_words as case_words
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.access import may_ever
from data.casework.burned_ground import (
    Outline,
    add,
    counting,
    from_drawing,
    from_file,
    outlines_of,
    take_back,
    use_again,
)
from data.casework.files import local_folder
from data.casework.records import ACTION
from data.store.engine import reading
from geo.burned import LIMIT_MB, Share
from geo.errors import GeoError

_SKETCH = 260
"""Pixels of the longer side."""


def _shares(rows: list[dict[str, Any]], total: float) -> None:
    body = "".join(
        f"<tr><td>{escape(case_words.share_name(row))}</td><td>{formats.number(row['ha'], 2)}</td></tr>"
        for row in rows
    )
    head = f"<tr><th>{escape(_('Trạng thái rừng, loại đất'))}</th><th>ha</th></tr>"
    foot = f"<tr><th>{escape(_('Cộng'))}</th><th>{escape(formats.number(total, 2))}</th></tr>"
    html(f'<table class="cl-shares">{head}{body}{foot}</table>')


def _plain(shares: Any) -> list[dict[str, Any]]:
    return [vars(each) if isinstance(each, Share) else dict(each) for each in shares]


def _now(row: Mapping[str, Any], area: Mapping[str, Any], may: bool) -> None:
    source = case_words.SOURCES[area["source"]]
    file = f" ({area['file_name']})" if area["file_name"] else ""
    look.facts([(_("vùng cháy đã khoanh"), f"{formats.number(area['area_ha'], 2)} ha")])
    by = actor_words.actor(area["actor"])
    look.small(f"{_(source)}{file} · {formats.moment(area['created_at'])} · {by}")
    _shares(area["by_state"], area["area_ha"])
    if area["layer_id"] is None:
        look.small(_("Chưa có lớp bản đồ rừng lúc đó, nên chưa chia được theo trạng thái."))
    own, seen = row["id"], area["id"]
    if may and st.button(_("Bỏ vùng này"), key="case_area_drop", type="tertiary"):
        made: dict[str, int] = {}

        def change(conn: Any, by: Any) -> None:
            made["id"] = take_back(conn, own, by, seen=seen)

        incident_act.do(
            change, _("Đã bỏ vùng đã khoanh."), lambda conn, by: use_again(conn, own, seen, by, seen=None)
        )
        st.rerun()


def _sketch(shape: Any) -> None:
    """The outline alone, north up: whether it is what was walked is seen at once."""
    west, south, east, north = shape.bounds
    narrow = math.cos(math.radians((south + north) / 2))
    scale = _SKETCH / max((east - west) * narrow, north - south, 1e-9)
    drawn = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            places = [(8 + (x - west) * narrow * scale, 8 + (north - y) * scale) for x, y in ring.coords]
            drawn.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + "Z")
    width, height = 16 + (east - west) * narrow * scale, 16 + (north - south) * scale
    name = escape(_("Vùng cháy trong tệp"), quote=True)
    html(
        f'<svg class="cl-outline" role="img" aria-label="{name}" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}"><path fill-rule="evenodd" d="{"".join(drawn)}"/></svg>'
    )


def _explained(outline: Outline) -> None:
    """What was closed or mended, before anything is stored."""
    good = outline.checked
    if outline.walked and outline.gap_m > 0:
        look.note(
            _("Đường đi đã được khép lại"),
            _(
                "Điểm cuối cách điểm đầu {far}; chương trình nối thẳng hai điểm.",
                far=formats.distance(outline.gap_m),
            ),
            kind="warn" if outline.gap_m > 50 else "",
        )
    if good.crossing is not None:
        at = f"{good.crossing[0]:.5f}, {good.crossing[1]:.5f}"
        change = formats.number(good.change_ha, 2)
        look.note(
            _("Đường viền tự cắt"),
            _(
                "Cắt nhau tại {at}. Đã sửa, diện tích đổi {change} ha. Xem hình; nếu sai hãy khoanh lại.",
                at=at,
                change=change,
            ),
            kind="warn",
        )


def _preview(row: Mapping[str, Any], outline: Outline, seen: int | None, before: int | None) -> None:
    good = outline.checked
    _explained(outline)
    if outline.source != "drawn":
        _sketch(good.shape)
    look.facts([(_("diện tích"), f"{formats.number(good.area_ha, 2)} ha")])
    _shares(_plain(outline.by_state), good.area_ha)
    if outline.layer is None:
        look.small(_("Chưa có lớp bản đồ rừng, nên chưa chia được theo trạng thái."))
    if not st.button(_("Lưu vùng cháy này"), key=f"case_area_save_{outline.source}", type="primary"):
        return
    own, folder, made = row["id"], local_folder("tracks", drill=services().drill), {}

    def change(conn: Any, by: Any) -> None:
        made["id"] = add(conn, own, outline, by, seen=seen, folder=folder)

    def back(conn: Any, by: Any) -> None:
        if before is None:
            take_back(conn, own, by, seen=made["id"])
        else:
            use_again(conn, own, before, by, seen=made["id"])

    incident_act.do(change, _("Đã lưu vùng cháy {ha} ha.", ha=formats.number(good.area_ha, 2)), back)
    st.session_state.pop(f"case_area_file_{own}", None)
    st.rerun()


def _given(row: Mapping[str, Any], area: Mapping[str, Any] | None) -> None:
    here = services()
    ways = {"draw": _("Khoanh trên bản đồ"), "file": _("Tải tệp GPX, GeoJSON, KML, KMZ")}
    way = st.segmented_control(
        _("Cách đưa vùng cháy vào"), list(ways), default="draw", required=True,
        key=f"case_area_way_{row['id']}", format_func=ways.__getitem__,
    )  # fmt: skip
    about: dict[str, Any] = {
        "bbox": here.profile.bbox, "occurred_at": row["occurred_at"], "now": here.now(),
    }  # fmt: skip
    seen = area["id"] if area else None
    try:
        if way == "draw":
            look.small(
                _(
                    "Bấm nút hình đa giác trên bản đồ, chấm từng góc, bấm lại điểm đầu để khép. "
                    "Có thể khoanh nhiều mảnh."
                )
            )
            shape = case_area_map.draw(row, area)
            if shape is None or (area is not None and shape.equals(area["shape"])):
                return
            outline = from_drawing(here.engine, shape, **about)
        else:
            look.small(
                _(
                    "Đi vòng quanh vùng cháy rồi tải tệp GPX lên, hoặc tệp vùng vẽ sẵn. Tối đa {limit} MB.",
                    limit=LIMIT_MB,
                )
            )
            with st.container(key="case_drop"):
                given = st.file_uploader(_("Tệp vùng cháy"), key=f"case_area_file_{row['id']}")
            if given is None:
                return
            outline = from_file(here.engine, given.getvalue(), given.name[:200], **about)
    except GeoError as error:
        look.note(_("Chưa dùng được vùng này"), say(error.code, error.params), kind="bad")
        return
    _preview(row, outline, seen, seen)


def _again(incident_id: int, area_id: int, seen: int | None, hectares: str) -> None:
    incident_act.do(
        lambda conn, by: use_again(conn, incident_id, area_id, by, seen=seen),
        _("Đã dùng lại vùng {ha} ha.", ha=hectares),
    )
    st.rerun()


def _earlier(row: Mapping[str, Any], area: Mapping[str, Any] | None) -> None:
    with reading(services().engine) as conn:
        rows = outlines_of(conn, row["id"])
    old = [each for each in rows if not each["shape"].is_empty and (area is None or each["id"] != area["id"])]
    if not old:
        return
    with st.expander(_("Những vùng đã khoanh trước")):
        for each in old:
            own, seen = each["id"], area["id"] if area else None
            source = case_words.SOURCES[each["source"]]
            with st.container(horizontal=True, key=f"casearea_{own}", vertical_alignment="center"):
                hectares = formats.number(each["area_ha"], 2)
                look.small(f"{hectares} ha · {_(source)} · {formats.moment(each['created_at'])}")
                if st.button(_("Dùng lại"), key=f"case_area_again_{own}", type="tertiary"):
                    _again(row["id"], own, seen, hectares)


def show(row: Mapping[str, Any]) -> None:
    """Draw the section."""
    with reading(services().engine) as conn:
        area = counting(conn, row["id"])
    may = may_ever(who(), ACTION)
    if area is None:
        look.small(_("Chưa khoanh vùng cháy."))
    else:
        _now(row, area, may)
    if may:
        _given(row, area)
        _earlier(row, area)
