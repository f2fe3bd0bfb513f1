"""A case as it is opened or changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.cases import act, words
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.together import communes
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.cases.opening import Case, edit_case, open_case
from data.cases.states import LEAD_ROLE
from data.incidents.reading import incident_by_code
from data.store.engine import reading
from data.store.tables import INCIDENT_FIELDS

_STEP = timedelta(minutes=15)


def _known_at(row: Mapping[str, Any] | None, key: str) -> datetime:
    here = services()
    held = formats.local(row["known_at"] if row is not None else here.now())
    left, right = st.columns(2)
    day = left.date_input(_("Biết tin ngày"), held.date(), format="DD/MM/YYYY", key=f"{key}_day")
    at = right.time_input(_("lúc"), held.time().replace(second=0, microsecond=0), step=_STEP, key=f"{key}_at")
    return datetime.combine(day, at or time(8), tzinfo=here.profile.tz)


def _incident(row: Mapping[str, Any] | None, key: str) -> int | None:
    """The incident that it comes from, by its code."""
    if row is not None:
        held: int | None = row["incident_id"]
        return held
    code = st.text_input(_("Vụ việc trong sổ, nếu có (số VV-…)"), key=f"{key}_incident", max_chars=20).strip()
    if not code:
        return None
    with reading(services().engine) as conn:
        found = incident_by_code(conn, code.upper())
    if found is None:
        look.note(
            _("Không có vụ việc số {code}", code=code), _("Xem lại số trên trang Vụ việc."), kind="warn"
        )
        return -1
    return int(found["id"])


def _typed(row: Mapping[str, Any] | None, key: str) -> Case:
    here = services()
    title = st.text_input(
        _("Tên hồ sơ (không nêu tên người)"), row["title"] if row is not None else "", key=f"{key}_title",
        max_chars=300,
    )  # fmt: skip
    kind = st.segmented_control(
        _("Lĩnh vực"), INCIDENT_FIELDS, default=row["field"] if row is not None else "forest",
        key=f"{key}_field", format_func=lambda each: _(incident_words.FIELDS[each]), required=True,
    )  # fmt: skip
    known_at = _known_at(row, key)
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        there = agencies_at(conn, formats.local(here.now()).date())
    order = [each["agency_id"] for each in there]
    leads = [each["agency_id"] for each in there if each["role"] == LEAD_ROLE[str(kind)]]
    mine = who().agency_id
    held = row["lead_agency_id"] if row is not None else mine if mine in leads else None
    options = [held] if row is not None else leads or order
    lead = st.selectbox(
        _("Đơn vị chủ trì"), options, options.index(held) if held in options else None,
        key=f"{key}_lead_{kind}", format_func=lambda own: names.get(str(own), str(own)),
        placeholder=_("chọn đơn vị"), disabled=row is not None,
    )  # fmt: skip
    together = [own for own in (row["partners"] if row is not None else []) if own in order]
    partners = st.multiselect(
        _("Đơn vị phối hợp"), order, together, key=f"{key}_partners",
        format_func=lambda own: names.get(own, own), placeholder=_("chọn các đơn vị"),
    )  # fmt: skip
    left, right = st.columns(2)
    commune = communes.choice(left, row["commune_id"] if row is not None else None, key, _("chưa rõ"))
    keep: date | None = right.date_input(
        _("Giữ thông tin cá nhân đến hết ngày"), row["keep_until"] if row is not None else None,
        format="DD/MM/YYYY", key=f"{key}_keep",
    )  # fmt: skip
    incident = _incident(row, key)
    summary = st.text_area(
        _("Tóm tắt (không nêu tên người)"), row["summary"] if row is not None else "", key=f"{key}_summary",
        max_chars=8000,
    )  # fmt: skip
    look.small(_(words.SECRET))
    return Case(title, str(kind), str(lead or ""), known_at, summary, partners, incident, commune, keep)


def _new() -> None:
    key, tz = "case_new", services().profile.tz
    wanted = _typed(None, key)
    if st.button(_("Mở hồ sơ"), key=f"{key}_save", type="primary", width="stretch"):
        state, said = act.attempt(lambda conn, by: open_case(conn, wanted, by, tz))
        if state == "done":
            st.session_state["case_chosen"] = said
            act.remember(_("Đã mở hồ sơ. Các đơn vị phải biết được nêu ở phần “Đã báo ai”."))
            st.rerun()
        look.note(_("Chưa lưu"), said, kind="bad")


def _change(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    key = f"case_edit_{own}_{seen}"
    wanted = _typed(row, key)
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        act.finish(
            key,
            lambda conn, by, v: edit_case(conn, own, wanted, by, seen_version=v),
            seen,
            _("Đã sửa {code}.", code=row["code"]),
        )


def open_new() -> None:
    """Ask for a new case."""
    dialogs.dialog(_("Mở hồ sơ chung"), width="large")(_new)()


def open_change(row: Mapping[str, Any]) -> None:
    """Ask for the changes of one."""
    dialogs.dialog(_("Sửa hồ sơ"), width="large")(_change)(row)
