"""Add or edit an agency: a correction, or a change from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.parts import dialogs
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.agencies.record_form import RecordForm
from dashboard.services import services
from dashboard.words import _
from data.agencies import AGENCY, Agency, add_agency, agencies_at, edit_agency
from data.agencies.kinds import KINDS
from data.store.engine import reading

FIRST_DAY = date(1945, 9, 2)


def day_input(label: str, value: date | None, key: str) -> date | None:
    """A day that may be empty."""
    return st.date_input(label, value, min_value=FIRST_DAY, format="DD/MM/YYYY", key=key)


def when(row: Mapping[str, Any] | None, key: str) -> tuple[date | None, date | None, date | None]:
    """First day, first day no more, and the day from which a change holds (None: a correction)."""
    if row is None:
        return day_input(_("Có từ ngày (để trống nếu không rõ)"), None, f"{key}_from"), None, None
    words = {
        "correct": _("Sửa cho đúng: những ngày trước cũng đổi theo"),
        "since": _("Đổi từ một ngày: những ngày trước giữ bản cũ"),
    }
    how = st.radio(_("Thay đổi này"), list(words), format_func=words.__getitem__, key=f"{key}_how")
    if how == "since":
        today = formats.local(services().now()).date()
        return row["valid_from"], row["valid_to"], day_input(_("Đổi từ ngày"), today, f"{key}_since") or today
    left, right = st.columns(2)
    with left:
        first = day_input(_("Có từ ngày"), row["valid_from"], f"{key}_from")
    with right:
        last = day_input(_("Thôi dùng từ ngày"), row["valid_to"], f"{key}_to")
    return first, last, None


def _told(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    kind, level = agency_words.KINDS[row["kind"]], agency_words.LEVELS[row["level"]]
    return [
        (_("Tên"), row["name"] or _("chưa nhập tên")),
        (_("Loại"), _(kind)),
        (_("Cấp"), _(level)),
        (_("Địa bàn"), agency_words.communes(row, services().areas)),
        (_("Ghi chú"), row["note"] or ""),
        (_("Thời gian"), agency_words.days(row)),
    ]


def _typed(row: Mapping[str, Any] | None, day: date, key: str) -> tuple[Agency, date | None]:
    areas = services().areas
    with reading(services().engine) as conn:
        others = {each["agency_id"]: agency_words.agency_name(each) for each in agencies_at(conn, day)}
    kinds = list(KINDS)
    kind = st.selectbox(
        _("Loại đơn vị"),
        kinds,
        index=kinds.index(row["kind"]) if row else kinds.index("village_fire_team"),
        format_func=lambda each: _(agency_words.KINDS[each]),
        key=f"{key}_kind",
    )
    name = st.text_input(
        _("Tên (để trống nếu chưa rõ)"), row["name"] or "" if row else "", key=f"{key}_name", max_chars=160
    )
    levels = list(KINDS[kind][1])
    held = row["level"] if row and row["level"] in levels else levels[0]
    level = st.selectbox(
        _("Cấp"),
        levels,
        index=levels.index(held),
        format_func=lambda each: _(agency_words.LEVELS[each]),
        key=f"{key}_level_{kind}",
    )
    own = row["agency_id"] if row else None
    above = [None, *(each for each in others if each != own)]
    if row and row["parent_id"] not in above:
        above.append(row["parent_id"])
    parent = st.selectbox(
        _("Đơn vị cấp trên"),
        above,
        index=above.index(row["parent_id"]) if row else 0,
        format_func=lambda each: _("không ghi") if each is None else others.get(each, each),
        key=f"{key}_parent",
    )
    known = areas.of_era(areas.era_for(day))
    options = dict(zip(known["area_id"], known["name"], strict=True))
    names = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))
    before = list(row["communes"] or []) if row else []
    chosen = st.multiselect(
        _("Địa bàn: các xã"),
        [*options, *(each for each in before if each not in options)],
        default=before,
        format_func=lambda each: names.get(each, each),
        placeholder=_("chưa nhập"),
        key=f"{key}_communes",
    )
    note = st.text_input(_("Ghi chú"), row["note"] or "" if row else "", key=f"{key}_note", max_chars=400)
    first, last, since = when(row, key)
    return Agency(kind, level, name, parent, chosen or None, note, first, last), since


_form = RecordForm("agency_form", AGENCY, add_agency, edit_agency, _told)


def _dialog(row: Mapping[str, Any] | None, day: date, number: int) -> None:
    wanted, since = _typed(row, day, f"agency_{number}")
    now = _form.stored(row, wanted, since, "save_agency")
    if now is not None:
        st.session_state["agency_chosen"] = now["agency_id"]
        _form.close(now, _("Đã lưu {agency}.", agency=agency_words.agency_name(now)))


def open_form(row: Mapping[str, Any] | None, day: date) -> None:
    """Open the dialog for a new agency, or for a row as the person sees it now."""
    title = _("Thêm đơn vị") if row is None else _("Sửa đơn vị")
    dialogs.dialog(title, width="large")(_dialog)(row, day, _form.begin())
