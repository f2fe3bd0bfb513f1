"""For valleys without signal: the kit of a day and commune, and the form's submissions that come back."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts.checking import act as checking_act
from dashboard.parts.sources.upload import harmless
from dashboard.services import services
from dashboard.words import N_, _, counted
from dashboard.words.errors import say
from data.access import Actor, may_ever
from data.checking.act import VERDICT
from data.checking.files import folder_of
from data.checking.kit.archive import Kit, build
from data.checking.submissions import Outcome, take
from data.store.engine import reading
from geo.alphabet import sort_key
from geo.errors import GeoError

RESULTS = {
    "stored": N_("đã ghi"),
    "conflict": N_("đã ghi, có xung đột"),
    "again": N_("đã có từ trước"),
    "refused": N_("không ghi"),
}


@st.cache_data(max_entries=8, ttl=300, show_spinner=False)
def _kit(day: date, commune: str | None, _who: Actor, name: str, minute: str) -> Kit:
    here = services()
    with reading(here.engine) as conn:
        return build(
            conn, day, commune, _who, here.now(), profile=here.profile, areas=here.areas, drill=here.drill
        )


def _download() -> None:
    here = services()
    known = here.areas.of_era(here.areas.present_era)
    names = dict(zip(known["area_id"], known["name"], strict=True))
    today = formats.local(here.now()).date()
    left, right = st.columns(2)
    day = left.date_input(_("Ngày"), today, max_value=today, format="DD/MM/YYYY", key="kit_day")
    commune = right.selectbox(
        _("Xã"),
        [None, *sorted(names, key=lambda each: sort_key(names[each]))],
        key="kit_commune",
        format_func=lambda each: _("tất cả") if each is None else names[each],
    )
    if not st.button(_("Chuẩn bị bộ mang theo"), key="kit_make", icon=":material/folder_zip:"):
        return
    try:
        me = who()
        kit = _kit(day, commune, me, me.name, f"{here.now():%Y%m%d%H%M}")
    except GeoError as error:
        look.note(_("Chưa làm được"), say(error.code, error.params), kind="bad")
        return
    st.download_button(
        _("Tải {name}", name=kit.name), kit.data, kit.name, "application/zip", key="kit_get", type="primary"
    )
    look.small(counted("{count} đám cháy trong bộ này.", len(kit.events)))


def _told(row: Outcome) -> dict[str, str]:
    photos = [
        _("{name}: {why}", name=each.name, why=say(each.code, each.params)) if each.code else each.name
        for each in row.photos
    ]
    return {
        _("Dòng"): str(row.line),
        _("Kết quả"): _(RESULTS[row.result]),
        _("Đám cháy"): harmless(row.event_id),
        _("Lý do"): say(row.code, row.params) if row.code else "",
        _("Ảnh"): harmless("; ".join(photos)),
    }


def _upload() -> None:
    here = services()
    given = st.file_uploader(
        _("Bài gửi của biểu mẫu ODK/Kobo (CSV, XLSX hoặc ZIP có ảnh)"),
        type=["csv", "xlsx", "zip"],
        key="form_upload",
    )
    if given is None or not st.button(_("Nạp bài gửi"), key="form_take", type="primary"):
        return
    try:
        rows = take(
            here.engine,
            folder_of("photos", drill=here.drill),
            given.getvalue(),
            given.name,
            checking_act.by(),
            profile=here.profile,
            drill=here.drill,
        )
    except GeoError as error:
        look.note(_("Không nạp được tệp này"), say(error.code, error.params), kind="bad")
        return
    counts = {name: sum(row.result == name for row in rows) for name in RESULTS}
    look.facts([(_(RESULTS[name]), formats.number(count)) for name, count in counts.items()])
    st.dataframe([_told(row) for row in rows], hide_index=True, key="form_outcomes")


def show() -> None:
    """Both, folded away."""
    with st.expander(_("Nơi không có sóng: bộ mang theo và biểu mẫu"), icon=":material/signal_disconnected:"):
        look.small(
            _(
                "Một tệp zip cho mỗi ngày và xã: điểm cháy và vùng cần tìm (GPX, KML, GeoJSON), biểu mẫu cho "
                "ODK Collect hoặc KoboCollect. Bài gửi nạp lại ở đây, ghi một lần theo mã."
            )
        )
        _download()
        if may_ever(who(), VERDICT):
            st.divider()
            _upload()
