"""*Địa danh*: the villages and other places that distances are told from, and the lines on the map."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.html import html
from dashboard.parts.places import card as place_card
from dashboard.parts.places import form as place_form
from dashboard.parts.places import importing as place_import
from dashboard.parts.places import words as place_words
from dashboard.services import services
from dashboard.sheet.place import place_name
from dashboard.words import _
from dashboard.words.errors import say
from data.errors import DataError
from data.places import find, list_places, remove_lines
from data.places.editing import Act
from data.places.reading import line_sources
from data.store.engine import reading, writing
from geo.alphabet import sort_key
from geo.place_names import commune_centres

_CSS = Path(__file__).with_name("places.css").read_text(encoding="utf-8")
_log = logging.getLogger(__name__)


def _opening(places: pd.DataFrame, states: list[str], lines: list[dict[str, Any]]) -> None:
    title = _("Địa danh")
    lead = _(
        "Điểm cháy và đám cháy được nói theo bản gần nhất: cách bao xa, về phía nào. Nơi chưa có bản nào gần "
        "thì nói theo tâm xã tính từ ranh giới, và ghi rõ như vậy."
    )
    boxes = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(formats.number(count))}</b></div>"
        for name, count in (
            (_("đang dùng"), states.count("current")),
            (_("đã thôi dùng"), states.count("retired")),
            (_("đường, sông, hồ"), sum(row["lines"] for row in lines)),
        )
    )
    html(
        f'<header class="cl-placehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _news() -> None:
    """How the last change went, with the way back."""
    if refused := st.session_state.pop("places_refused", None):
        look.note(_("Chưa thay đổi gì"), refused, kind="bad")
    done = st.session_state.get("places_done")
    if done:
        text, row_id, version = done
        with st.container(key="placesdone", horizontal=True, vertical_alignment="center"):
            st.html(f'<div class="cl-said" role="status">{escape(text)}</div>')
            if row_id is not None and st.button(_("Hoàn tác"), key="undo_done", icon=":material/undo:"):
                st.session_state.pop("places_done")
                place_card.undo_last(row_id, version)
                st.rerun()
            if st.button(_("Ẩn"), key="hide_done", type="tertiary"):
                st.session_state.pop("places_done")
                st.rerun()


def table(places: pd.DataFrame, today: date) -> pd.DataFrame:
    """The list in words, in the order of the table that came."""
    areas = services().areas
    names = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))
    rows = places.to_dict("records")
    states = {"current": _("đang dùng"), "retired": _("đã thôi dùng"), "coming": _("chưa bắt đầu")}
    return pd.DataFrame(
        {
            _("Tên"): [row["name"] for row in rows],
            _("Loại"): [place_words.kind_words(row) for row in rows],
            _("Xã"): [names.get(row["commune_2025_id"], _("ngoài địa bàn")) for row in rows],
            _("Tình trạng"): [states[place_words.state_of(row, today)] for row in rows],
            _("Thời gian"): [place_words.days(row) for row in rows],
            _("Vĩ độ"): places["latitude"].to_numpy(),
            _("Kinh độ"): places["longitude"].to_numpy(),
            _("Nguồn"): [place_words.source_words(row["source"]) for row in rows],
        }
    )


def _choose(places: pd.DataFrame, today: date) -> None:
    """The table; a chosen row opens its card."""
    degrees = st.column_config.NumberColumn(format="%.5f")
    answer = st.dataframe(
        table(places, today),
        hide_index=True,
        key="place_table",
        height="content" if len(places) <= 14 else 560,
        on_select="rerun",
        selection_mode="single-row",
        column_config={_("Vĩ độ"): degrees, _("Kinh độ"): degrees},
    )
    rows = answer["selection"]["rows"]
    picked = int(places["id"].iloc[rows[0]]) if rows and rows[0] < len(places) else None
    if picked != st.session_state.get("place_picked"):
        st.session_state["place_picked"] = picked
        if picked is not None:
            st.session_state["place_chosen"] = picked


def _list(places: pd.DataFrame, states: list[str], today: date) -> None:
    with st.container(key="placebar", horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            _("Tìm theo tên, không cần dấu"), key="place_search", placeholder=_("ví dụ: muong gion")
        )
        options = {"current": _("Đang dùng"), "retired": _("Đã thôi dùng"), "all": _("Tất cả")}
        which = st.segmented_control(
            _("Hiện"),
            list(options),
            format_func=options.__getitem__,
            default="current",
            required=True,
            key="place_state",
            width="content",
        )
    wanted = {"current": ("current", "coming"), "retired": ("retired",)}.get(str(which))
    kept = places if wanted is None else places[[state in wanted for state in states]]
    found = find(kept, text or "")
    if places.empty:
        steps = [
            _("Bấm “Thêm địa danh” để nhập từng bản, bằng WGS84 hoặc VN-2000."),
            _("Hoặc nạp danh sách bản từ tệp CSV, GeoJSON, KML, GPKG, Shapefile."),
        ]
        if not services().drill:
            steps.append(_("Hoặc lấy từ OpenStreetMap khi có Internet, rồi xem lại tên."))
        look.note(
            _("Chưa có bản nào"),
            _("Chương trình không tự đặt tên bản. Cho đến khi có, khoảng cách được nói theo tâm xã."),
            steps=tuple(steps),
        )
    elif found.empty:
        look.note(_("Không thấy địa danh nào"), _("Thử bớt chữ, hoặc chọn “Tất cả”."))
    else:
        _choose(found, today)


def _remove_dialog(row: Mapping[str, Any]) -> None:
    kind = place_words.line_words(row["kind"])
    look.note(
        _("Bỏ {kind} của “{source}” khỏi bản đồ?", kind=kind, source=row["source"]),
        _("Có {count} đối tượng. Muốn có lại thì nạp lại nguồn này.", count=formats.number(row["lines"])),
        kind="warn",
    )
    left, right = st.columns(2)
    if left.button(_("Không, giữ lại"), key="lines_no", width="stretch"):
        st.rerun()
    if right.button(_("Bỏ khỏi bản đồ"), key="lines_yes", type="primary", width="stretch"):
        here = services()
        act = Act(here.now(), here.areas, who(), action="places.import")
        try:
            with writing(here.engine) as conn:
                removed = remove_lines(conn, row["source"], act, kind=row["kind"])
        except DataError as error:
            st.session_state["places_refused"] = say(error.code, error.params)
            st.rerun()
        done = _("Đã bỏ {count} đối tượng khỏi bản đồ.", count=formats.number(removed))
        st.session_state["places_done"] = (done, None, 0)
        st.rerun()


def _lines(lines: list[dict[str, Any]]) -> None:
    title = _("Đường, sông, hồ trên bản đồ")
    html(f"<h2>{escape(title)}</h2>")
    if not lines:
        look.small(
            _("Chưa có. Diễn tập không lấy gì từ Internet; có thể nạp từ tệp.")
            if services().drill
            else _("Chưa có. Nạp từ tệp hoặc lấy từ OpenStreetMap; bật tắt ở chú giải của bản đồ.")
        )
    for number, row in enumerate(lines):
        with st.container(key=f"linerow_{number}", horizontal=True, vertical_alignment="center"):
            kind = place_words.line_words(row["kind"])
            said = (
                f"{kind}: {formats.number(row['lines'])} · {row['source']} · {formats.day(row['loaded_at'])}"
            )
            credit = f"<small>{escape(row['attribution'])}</small>" if row["attribution"] else ""
            st.html(f'<div class="cl-linerow">{escape(said)}{credit}</div>')
            if st.button(_("Bỏ…"), key=f"remove_lines_{number}", type="tertiary"):
                dialogs.dialog(_("Bỏ khỏi bản đồ"))(_remove_dialog)(row)


def _centres() -> None:
    """The built-in list: what speaks where no village is near."""
    areas = services().areas
    centres = commune_centres(areas, areas.eras[0])
    with st.expander(_("Tâm xã tính từ ranh giới ({count})", count=formats.number(len(centres)))):
        look.small(_("Điểm giữa của ranh giới khái quát hóa: không phải bản, không phải trụ sở xã."))
        degrees = st.column_config.NumberColumn(format="%.5f")
        ordered = centres.iloc[sorted(range(len(centres)), key=lambda k: sort_key(centres["name"].iloc[k]))]
        columns = {
            _("Tên"): [place_name(row) for row in ordered.to_dict("records")],
            _("Vĩ độ"): ordered["latitude"].to_numpy(),
            _("Kinh độ"): ordered["longitude"].to_numpy(),
        }
        config = {_("Vĩ độ"): degrees, _("Kinh độ"): degrees}
        st.dataframe(pd.DataFrame(columns), hide_index=True, column_config=config)


def _bring() -> None:
    with st.container(key="placebring", horizontal=True):
        if st.button(_("Thêm địa danh"), key="add_place", type="primary", icon=":material/add_location_alt:"):
            place_form.open_form()
        if st.button(_("Nạp từ tệp…"), key="import_places", icon=":material/upload_file:"):
            place_import.open_file()
        # A drill opens no connection.
        if not services().drill and st.button(
            _("Lấy từ OpenStreetMap…"), key="osm_places_button", icon=":material/public:"
        ):
            place_import.open_osm()


def _body() -> None:
    here = services()
    today = formats.local(here.now()).date()
    try:
        with reading(here.engine) as conn:
            places, lines = list_places(conn), line_sources(conn)
    except SQLAlchemyError:
        _log.exception("the database did not answer")
        look.note(
            _("Không đọc được cơ sở dữ liệu"),
            _("Dữ liệu đã lưu không bị thay đổi. Tải lại trang sau ít phút."),
            kind="bad",
        )
        return
    states = [place_words.state_of(row, today) for row in places.to_dict("records")]
    _opening(places, states, lines)
    _news()
    _bring()
    left, right = st.columns([7, 4], gap="medium")
    with left:
        _list(places, states, today)
    chosen = places[places["id"] == st.session_state.get("place_chosen")]
    with right:
        if len(chosen):
            place_card.show(chosen.iloc[0].to_dict(), today)
        elif len(places):
            look.small(_("Chọn một dòng trong danh sách để xem, sửa hoặc thôi dùng."))
        _lines(lines)
        _centres()


def show() -> None:
    """Draw the page."""
    drop = _("Kéo tệp vào đây, hoặc bấm nút. CSV, GeoJSON, KML, GPKG, zip, tối đa 64 MB.")
    st.html(f'<style>{_CSS}\n.st-key-place_drop {{ --cl-drop: "{drop}"; }}</style>')
    with st.container(key="places"):
        _body()
