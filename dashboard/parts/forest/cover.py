"""Tree cover where there is no inventory: fetched at a person's wish, put in use at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from dashboard import look
from dashboard.access import who
from dashboard.parts.forest import job as forest_job
from dashboard.services import Services, services
from dashboard.words import N_, _
from data.forest.activating import activate
from data.forest.cover import stage_cover
from data.forest.evidence import ensure_shares

SOURCES = {
    "worldcover": N_("Lấy lớp phủ cây từ ESA WorldCover"),
    "osm": N_("Lấy rừng từ OpenStreetMap"),
}
ORIGIN = "screen:forest"


def _work(here: Services, source: str, now: datetime) -> Callable[..., int]:
    person = who()  # in the thread there is no page

    def work(report: Callable[[str], forest_job.Told]) -> int:
        staged = stage_cover(
            source,
            here.engine,
            here.profile,
            areas=here.areas,
            now=now,
            actor=person,
            progress=lambda phase, done, total: report(phase)(done, total),
        )
        activate(here.engine, staged, now=now, actor=person, origin=ORIGIN)
        ensure_shares(here.engine, settings=here.profile.forest, now=now)
        return staged

    return work


def show() -> None:
    """Draw the section; a drill, which opens no connection, says where its forest comes from instead."""
    st.subheader(_("Khi chưa có kiểm kê"), anchor=False)
    if services().drill:
        look.small(_("Diễn tập không lấy gì từ Internet: rừng ở đây là rừng giả định của kịch bản."))
        return
    look.small(
        _(
            "Lấy độ che phủ cây từ dữ liệu mở, cần mạng. Đây là lớp phủ rừng viễn thám, không phải ranh giới "
            "kiểm kê: không có chủ rừng, không có trạng thái. Đã có lớp kiểm kê thì lớp kiểm kê vẫn được "
            "tính trước."
        )
    )
    busy = isinstance(forest_job.desk.standing(), forest_job.Running)
    with st.container(key="forest_cover", horizontal=True):
        for source, label in SOURCES.items():
            if st.button(_(label), key=f"forest_get_{source}", disabled=busy, icon=":material/public:"):
                here = services()
                if forest_job.desk.start(_(label), _work(here, source, here.now())):
                    st.rerun()
                else:
                    look.note(
                        _("Đang bận"), _("Một lớp khác đang được đọc. Đợi xong rồi thử lại."), kind="warn"
                    )
