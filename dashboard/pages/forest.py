"""*Rừng*: the layer that counts, in figures and in versions, and the ways to get one."""

from __future__ import annotations

import logging
from html import escape
from pathlib import Path

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look
from dashboard.parts.forest import card as forest_card
from dashboard.parts.forest import cover as forest_cover
from dashboard.parts.forest import figures as forest_figures
from dashboard.parts.forest import findings as forest_findings
from dashboard.parts.forest import job as forest_job
from dashboard.parts.forest import links as forest_links
from dashboard.parts.forest import preview as forest_preview
from dashboard.parts.forest import progress as forest_progress
from dashboard.parts.forest import versions as forest_versions
from dashboard.parts.html import html
from dashboard.parts.map import basemap_state
from dashboard.services import services
from dashboard.words import _
from data.forest.layers import Layer, active_layer, list_layers
from data.store.engine import reading

CSS = Path(__file__).with_name("forest.css").read_text(encoding="utf-8")
_log = logging.getLogger(__name__)


def _opening() -> None:
    title, lead = (
        _("Rừng"),
        _(
            "Lớp lô rừng cho biết dưới mỗi điểm cháy là rừng gì, của ai. Mỗi lần nạp là một bản mới; hồ sơ "
            "cũ giữ bản của thời đó."
        ),
    )
    html(f'<header class="cl-foresthead"><h1>{escape(title)}</h1><p>{escape(lead)}</p></header>')


def _news(staged: list[Layer]) -> None:
    if done := st.session_state.pop("forest_done", None):
        look.note(_("Xong"), done)
    if forest_progress.show():
        return
    forest_progress.told()
    if isinstance(forest_job.desk.standing(), forest_job.Ended):
        forest_job.desk.noted()
    if staged:
        look.note(
            _("“{name}” đang chờ xác nhận", name=staged[0].name),
            _("Lớp đã đọc xong nhưng chưa được dùng."),
            kind="warn",
        )
        forest_links.to_guide(_("Xem và xác nhận"), ":material/fact_check:")


def _empty() -> None:
    look.note(
        _("Chưa có lớp rừng"),
        _(
            "Điểm cháy vẫn hiện đủ trên bản đồ, nhưng chương trình chưa nói được dưới đó là rừng gì, của "
            "ai, cách rừng bao xa. Có ba cách:"
        ),
        kind="warn",
        steps=(
            _("Nạp lớp kiểm kê rừng (FRMS) của hạt: đủ tiểu khu, khoảnh, lô, trạng thái, chủ rừng."),
            _("Lấy lớp phủ cây ESA WorldCover 2021: biết chỗ nào có cây, không biết của ai."),
            _("Lấy rừng do cộng đồng vẽ trên OpenStreetMap: thường thiếu nhiều nơi."),
        ),
    )


def _body() -> None:
    here = services()
    with reading(here.engine) as conn:
        current = active_layer(conn, here.now())
        layers = list_layers(conn)
    staged = [each for each in layers if each.state == "staged"]
    _opening()
    _news(staged)
    if current is None:
        _empty()
    forest_links.to_guide(_("Nạp lớp kiểm kê rừng…") if current is None else _("Nạp bản mới…"))
    if current is not None:
        left, right = st.columns([1, 1])
        with left:
            forest_card.show(current)
        with right:
            forest_preview.show(current)
        st.subheader(_("Thống kê"), anchor=False)
        forest_figures.show(current)
    known = [each for each in layers if each.state != "staged"]
    if known:
        forest_versions.show(known)
    if current is not None and any(current.findings.values()):
        with st.expander(_("Những gì đã thấy khi đọc lớp này")):
            forest_findings.show(current, key="forest_current")
    forest_cover.show()
    basemap_state.show()


def show() -> None:
    """Draw the page."""
    st.html(f"<style>{CSS}</style>")
    with st.container(key="forestpage"):
        try:
            _body()
        except SQLAlchemyError:
            _log.exception("the database did not answer")
            look.note(
                _("Cơ sở dữ liệu không trả lời"),
                _("Không có gì bị ghi dở. Tải lại trang sau ít phút; nếu vẫn lỗi, báo quản trị viên."),
                kind="bad",
            )
