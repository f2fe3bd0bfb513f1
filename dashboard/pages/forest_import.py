"""*Nạp lớp rừng*: one step after the other; nothing counts before the last one says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look
from dashboard.access import who
from dashboard.pages.forest import CSS
from dashboard.parts.forest import columns as forest_columns
from dashboard.parts.forest import crs as forest_crs
from dashboard.parts.forest import draft as forest_draft
from dashboard.parts.forest import job as forest_job
from dashboard.parts.forest import links as forest_links
from dashboard.parts.forest import progress as forest_progress
from dashboard.parts.forest import review as forest_review
from dashboard.parts.forest import text as forest_text
from dashboard.parts.forest import upload as forest_upload
from dashboard.parts.forest.draft import STEPS, Draft
from dashboard.parts.html import html
from dashboard.services import Services, services
from dashboard.words import N_, _
from data.forest.importing import Choices, stage
from data.forest.layers import Layer, list_layers
from data.store.engine import reading

_log = logging.getLogger(__name__)
TITLES = {
    "file": N_("Tệp"),
    "columns": N_("Cột"),
    "crs": N_("Tọa độ"),
    "text": N_("Chữ, diện tích"),
    "read": N_("Đọc"),
    "check": N_("Xác nhận"),
}


def _steps(at: str) -> None:
    place = STEPS.index(at)
    items = "".join(
        f'<li class="{"done" if n < place else "now" if n == place else "next"}">'
        f"<b>{n + 1}</b><span>{escape(_(TITLES[step]))}</span></li>"
        for n, step in enumerate(STEPS)
    )
    html(f'<ol class="cl-steps">{items}</ol>')


def _choices(draft: Draft) -> Choices | None:
    if draft.epsg is None or draft.encoding is None or draft.unit is None or draft.info is None:
        return None
    return Choices(
        mapping=dict(draft.mapping),
        epsg=draft.epsg,
        encoding=draft.encoding,
        area_unit=draft.unit,
        name=Path(draft.info.source).stem,
        valid_from=None,
        accept_outside=draft.accept_outside,
        source_name=draft.name,
    )


def _work(here: Services, draft: Draft, choices: Choices, now: datetime) -> Callable[..., int]:
    info = draft.info
    if info is None:
        raise ValueError("'draft' should have a chosen layer")

    person = who()  # in the thread there is no page

    def work(report: Callable[[str], forest_job.Told]) -> int:
        return stage(
            here.engine,
            draft.info or info,  # the draft is held until the end: its folder goes with it
            choices,
            areas=here.areas,
            profile=here.profile,
            now=now,
            actor=person,
            origin=forest_review.ORIGIN,
            progress=report("read"),
        )

    return work


def _ready(draft: Draft) -> None:
    """The step before the reading: one button."""
    choices = _choices(draft)
    if choices is None or draft.info is None:
        draft.step = "columns"
        st.rerun()
        return
    look.small(
        _(
            "Cả lớp được đọc, kiểm tra và sửa từng lô, rồi chờ bạn xác nhận. Lớp đang dùng không đổi trong "
            "lúc đó."
        )
    )
    forest_progress.told()
    with st.container(key="forest_next", horizontal=True):
        if st.button(_("Quay lại"), key="forest_back_text"):
            forest_job.desk.noted()
            draft.step = "text"
            st.rerun()
        if st.button(_("Đọc lớp"), key="forest_read", type="primary", icon=":material/play_arrow:"):
            here = services()
            if not forest_job.desk.start(choices.name, _work(here, draft, choices, here.now())):
                look.note(_("Đang bận"), _("Một lớp khác đang được đọc. Đợi xong rồi thử lại."), kind="warn")
                return
            st.rerun()


def _staged() -> list[Layer]:
    with reading(services().engine) as conn:
        return list_layers(conn, states=("staged",))


def _draw() -> None:
    draft = forest_draft.current()
    if isinstance(forest_job.desk.standing(), forest_job.Running):
        _steps("read")
        forest_progress.show()
        return
    staged = _staged()
    if staged:
        _steps("check")
        forest_review.show(staged[0])
        return
    if draft is None:
        _steps("file")
        forest_progress.told()
        forest_upload.show()
        return
    _steps(draft.step)
    if draft.step == "file" or draft.info is None:
        forest_upload.show()
    elif draft.step == "columns":
        forest_columns.show(draft)
    elif draft.step == "crs":
        forest_crs.show(draft)
    elif draft.step == "text":
        forest_text.show(draft)
    else:
        _ready(draft)


def show() -> None:
    """Draw the page."""
    words = {
        "drop": _("Kéo tệp vào đây, hoặc bấm nút. Shapefile nén zip, GPKG, GeoJSON, TAB, KML."),
        "failed": _(
            "Không tải lên được: tệp lớn hơn {limit} MB hoặc mất kết nối.", limit=forest_draft.MOST_MB
        ),
    }
    st.html(
        f"<style>{CSS}\n.st-key-forestpage {{ --cl-drop: {_quoted(words['drop'])};"
        f" --cl-upload-failed: {_quoted(words['failed'])}; }}</style>"
    )
    with st.container(key="forestpage"):
        html(f"<h1>{escape(_('Nạp lớp rừng'))}</h1>")
        forest_links.to_forest(_("Về trang Rừng"))
        try:
            _draw()
        except SQLAlchemyError:
            _log.exception("the database did not answer")
            look.note(
                _("Cơ sở dữ liệu không trả lời"),
                _("Không có gì bị ghi dở. Tải lại trang sau ít phút; nếu vẫn lỗi, báo quản trị viên."),
                kind="bad",
            )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'
