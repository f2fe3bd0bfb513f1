"""Load a FIRMS file by hand: drop it, see what is in it, confirm. Nothing is stored before the
confirmation."""

from __future__ import annotations

import logging

import pandas as pd
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look, period
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.map import choice
from dashboard.services import services
from dashboard.words import _, counted
from dashboard.words.errors import say
from data import ingest
from data.access import Denied
from geo.errors import GeoError

MOST_REJECTS_SHOWN = 200
_log = logging.getLogger(__name__)


def button() -> None:
    """The button that opens the dialog, and the word about the last file that was loaded."""
    done = st.session_state.pop("loaded", None)
    if done:
        st.toast(done, icon=":material/check_circle:")
    if st.button(_("Nạp tệp FIRMS…"), key="open_upload", icon=":material/upload_file:", width="stretch"):
        dialogs.dialog(_("Nạp tệp điểm cháy FIRMS"), width="large")(_dialog)()


@st.cache_data(max_entries=2, show_spinner=False)
def _preview(digest: str, name: str, _data: bytes) -> ingest.Preview:
    here = services()
    return ingest.preview(_data, name, here.profile, here.areas)


def reject_table(rejected: pd.DataFrame) -> pd.DataFrame:
    """Rejected rows in words: physical line, reason, column, and the value with spreadsheet formulas made
    harmless."""
    head = rejected.head(MOST_REJECTS_SHOWN)
    return pd.DataFrame(
        {
            _("Dòng"): head["line"],
            _("Lý do"): [say(str(code)) for code in head["reason"]],
            _("Cột"): head["column"],
            _("Giá trị"): [harmless(str(value)) for value in head["value"]],
        }
    )


def harmless(value: str) -> str:
    """The value as text that a spreadsheet will not run when the table is copied into one."""
    return f"'{value}" if value.lstrip()[:1] in ("=", "+", "-", "@") or value[:1] in ("\t", "\r") else value


def _dialog() -> None:
    drop = _("Kéo tệp vào đây, hoặc bấm nút. CSV hoặc JSON của FIRMS, tối đa 64 MB.")
    st.html(f'<style>.st-key-firms_drop {{ --cl-drop: "{drop}"; }}</style>')
    with st.container(key="firms_drop"):
        file = st.file_uploader(_("Tệp FIRMS"), key="upload", label_visibility="collapsed")
    if file is None:
        look.small(
            _(
                "Tải tệp từ trang FIRMS của NASA (CSV hoặc JSON, lưu trữ hay gần thực)."
                " Chưa có gì được lưu trước khi bạn xác nhận."
            )
        )
        return
    data = file.getvalue()
    try:
        with st.spinner(_("Đang đọc tệp…")):
            found = _preview(file.file_id, file.name, data)
    except GeoError as error:
        look.note(_("Không dùng được tệp này"), say(error.code, error.params), kind="bad")
        return
    _show_preview(found)
    if st.button(
        _("Xác nhận và lưu"),
        key="confirm_upload",
        type="primary",
        disabled=found.in_area == 0 and found.rows == 0,
    ):
        _store(found)


def _show_preview(found: ingest.Preview) -> None:
    span = period.label(period.covering(found.first, found.last)) if found.first and found.last else "—"
    look.facts(
        [
            (_("dòng trong tệp"), formats.number(found.rows)),
            (_("điểm cháy khác nhau"), formats.number(found.detections)),
            (_("trong vùng theo dõi"), formats.number(found.in_area)),
            (_("trong các xã"), formats.number(found.inside)),
            (_("dòng bị loại"), formats.number(len(found.rejected))),
        ]
    )
    look.small(
        _("Thời gian trong tệp: {span}", span=span)
        + (" · " + counted("{count} dòng trùng", found.duplicates) if found.duplicates else "")
    )
    if found.partial:
        look.note(
            _("Tệp bị cắt ở cuối"),
            _("Dòng cuối không đủ nên bị loại; phần còn lại vẫn dùng được."),
            kind="warn",
        )
    if not found.in_area:
        look.note(
            _("Không có điểm nào trong vùng theo dõi"),
            _("Chỉ những điểm trong vùng theo dõi được lưu; lượt bay của vệ tinh vẫn được ghi lại."),
            kind="warn",
        )
    if len(found.rejected):
        st.dataframe(reject_table(found.rejected), hide_index=True, height=220)
        if len(found.rejected) > MOST_REJECTS_SHOWN:
            look.small(_("Chỉ hiện {count} dòng đầu.", count=MOST_REJECTS_SHOWN))


def _store(found: ingest.Preview) -> None:
    here = services()
    try:
        with st.spinner(_("Đang lưu…")):
            ingest.store_preview(here.engine, found, here, actor=who())
    except Denied as error:
        look.note(_("Chưa lưu được"), say(error.code, error.params), kind="bad")
        return
    except (SQLAlchemyError, GeoError):
        _log.exception("an upload could not be stored")
        look.note(_("Chưa lưu được"), _("Không có gì bị ghi dở. Hãy thử lại sau ít phút."), kind="bad")
        return
    if found.area_first and found.area_last:
        own = period.covering(found.area_first, found.area_last)
        st.session_state["file_period"] = own
        st.query_params["period"] = own
    st.session_state["loaded"] = _("Đã lưu tệp. Bản đồ đang hiện đúng thời gian của tệp.")
    choice.clear()
    st.rerun()
