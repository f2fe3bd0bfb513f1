"""How far the reading of a layer is: a bar, and a button that stops it."""

from __future__ import annotations

import streamlit as st

from dashboard import formats, look
from dashboard.parts import refreshing
from dashboard.parts.forest import job as forest_job
from dashboard.words import N_, _
from dashboard.words.errors import say

_PHASES = {
    "read": N_("Đang đọc và kiểm tra các lô"),
    "download": N_("Đang tải"),
    "outline": N_("Đang vẽ ranh các mảng cây"),
    "store": N_("Đang ghi"),
}


def _bar(running: forest_job.Running) -> None:
    phase = _(_PHASES.get(running.phase, "Đang chuẩn bị…")) if running.phase else _("Đang chuẩn bị…")
    if running.phase in ("read", "store") and running.total:
        text = _(
            "{phase}: {done} trên {total}",
            phase=phase,
            done=formats.number(running.done),
            total=formats.number(running.total),
        )
        if running.done >= running.total:
            text = _("Đã đọc xong; đang tìm lô chồng nhau và khoảng trống…")
    else:
        text = phase
    share = min(1.0, running.done / running.total) if running.total else 0.0
    st.progress(share, text=text)
    if running.stopping:
        look.small(_("Đang dừng; không gì được giữ lại…"))
    elif st.button(_("Dừng, bỏ lớp này"), key="forest_stop"):
        forest_job.desk.stop()
        st.rerun(scope="fragment")


def show() -> bool:
    """Draw what runs, refreshing itself; False when nothing does."""
    running = forest_job.desk.standing()
    if not isinstance(running, forest_job.Running):
        return False

    @st.fragment(run_every=1)
    def refreshed() -> None:
        now = forest_job.desk.standing()
        if not isinstance(now, forest_job.Running):
            if refreshing.alone():
                st.rerun(scope="app")
            return
        with st.container(key="forest_running"):
            st.markdown(_("Đang đọc **{name}**", name=look.plain(now.name)))
            _bar(now)
            look.small(_("Có thể rời trang này; việc đọc vẫn chạy và kết quả chờ bạn ở đây."))

    refreshed()
    return True


def told() -> None:
    """Say once how the last work ended, unless its layer speaks for itself."""
    ended = forest_job.desk.standing()
    if not isinstance(ended, forest_job.Ended):
        return
    if ended.outcome == "stopped":
        look.note(_("Đã dừng"), _("Không gì của “{name}” được giữ lại.", name=ended.name))
    elif ended.outcome == "refused":
        look.note(
            _("Không nạp được “{name}”", name=ended.name), say(ended.code, ended.params or {}), kind="bad"
        )
    elif ended.outcome == "crashed":
        look.note(
            _("Không nạp được “{name}”", name=ended.name),
            _("Chương trình gặp lỗi. Không gì bị ghi dở. Xem nhật ký, hoặc báo quản trị viên."),
            kind="bad",
        )
