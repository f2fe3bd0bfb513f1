"""Mend what is said of an incident, or begin one without a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.calls import spots
from dashboard.parts import dialogs, save_button
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import words as incident_words
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.incidents import By, Incident, create, edit, incident_by_id, place_facts
from data.incidents.states import FIELD_OF_KIND
from data.reception import find_spots, read_moment
from data.store.engine import reading
from data.store.tables import INCIDENT_FIELDS
from geo.errors import GeoError


def _moment(label: str, held: datetime | None, key: str, wrong: dict[str, str]) -> datetime | None:
    """A time as people say it; None, and why in `wrong`, when it cannot be understood."""
    here = services()
    shown = "" if held is None else formats.local(held).strftime("%d/%m/%Y %H:%M")
    text = st.text_input(label, shown, key=key, placeholder=_("14h30, 10 phút trước, hôm qua 22:15"))
    if text == shown and held is not None:
        return held
    try:
        return read_moment(text, here.now(), here.profile.tz)
    except GeoError as error:
        wrong[label] = say(error.code, error.params)
        return None


def _where(row: Mapping[str, Any] | None, key: str) -> tuple[str, float | None, float | None]:
    """The words for the place and its point: as stored, or one of the ways to understand what was typed."""
    here = services()
    held = row["place_text"] if row else ""
    text = st.text_input(
        _("Ở đâu"), held, key=f"{key}_place", max_chars=400,
        help=_("Tọa độ kiểu nào cũng được, tên bản, hoặc lô – khoảnh – tiểu khu."),
    )  # fmt: skip
    stored = (row["latitude"], row["longitude"]) if row else (None, None)
    with reading(here.engine) as conn:
        found = find_spots(conn, text, here.profile.bbox, here.now())
    told = spots.told(found, here.areas)
    if not told or (row is not None and text == held):
        return text, *stored
    picked = st.radio(
        _("Chọn nơi đúng"), range(len(told) + 1), 0 if told[0]["sure"] else len(told), key=f"{key}_spot",
        format_func=lambda n: told[n]["text"] if n < len(told) else _("chưa chọn điểm nào"),
    )  # fmt: skip
    return (
        (text, told[picked]["latitude"], told[picked]["longitude"]) if picked < len(told) else (text, *stored)
    )


def _area(held: float | None, key: str) -> float | None:
    return st.number_input(_("Diện tích, ha"), 0.0, None, held, step=0.1, key=f"{key}_area", format="%.2f")


def _typed(row: Mapping[str, Any] | None, key: str) -> tuple[str, Incident | None, dict[str, str]]:
    """What happened, the incident where all can be understood, and what cannot (label → why)."""
    wrong: dict[str, str] = {}
    kinds = list(incident_words.KINDS)
    kind = st.selectbox(
        _("Loại việc"), kinds, kinds.index(row["kind"]) if row else 0, key=f"{key}_kind",
        format_func=lambda each: _(incident_words.KINDS[each]),
    )  # fmt: skip
    held = row["field"] if row and row["kind"] == kind else FIELD_OF_KIND[kind]
    field = st.segmented_control(
        _("Lĩnh vực"), INCIDENT_FIELDS, default=held, required=True, key=f"{key}_field_{kind}",
        format_func=lambda each: _(incident_words.FIELDS[each]),
    )  # fmt: skip
    summary = st.text_area(
        _("Việc gì xảy ra"), row["summary"] if row else "", key=f"{key}_said", max_chars=4000
    )
    text, latitude, longitude = _where(row, key)
    occurred = _moment(_("Xảy ra lúc nào"), row["occurred_at"] if row else None, f"{key}_occurred", wrong)
    known = _moment(_("Biết tin lúc nào"), row["known_at"] if row else None, f"{key}_known", wrong)
    area = _area(row["area_ha"] if row else None, key)
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    if occurred is None or known is None:
        return summary, None, wrong
    agency = row["agency_id"] if row else None
    wanted = Incident(kind, str(field), summary, occurred, known, latitude, longitude, text, area, agency)
    return summary, wanted, wrong


def _told(each: Mapping[str, Any]) -> list[tuple[str, str]]:
    kind, field = incident_words.KINDS[each["kind"]], incident_words.FIELDS[each["field"]]
    at = "" if each["latitude"] is None else f"{each['latitude']:.5f}, {each['longitude']:.5f}"
    area = "" if each["area_ha"] is None else formats.number(each["area_ha"], 2)
    return [
        (_("Loại việc"), _(kind)),
        (_("Lĩnh vực"), _(field)),
        (_("Việc gì xảy ra"), each["summary"]),
        (_("Ở đâu"), each["place_text"]),
        (_("Vị trí"), at),
        (_("Xảy ra lúc nào"), formats.moment(each["occurred_at"])),
        (_("Biết tin lúc nào"), formats.moment(each["known_at"])),
        (_("Diện tích, ha"), area),
    ]


def _store(
    conn: Connection, by: By, own: int | None, wanted: Incident, place: Mapping[str, Any], seen: int
) -> int:
    if own is None:
        return create(conn, wanted, place, by, services().profile.tz)
    edit(conn, own, wanted, place, by, seen_version=seen)
    return own


def _dialog(own: int | None, seen: int) -> None:
    here, key = services(), f"incident_{own or 'new'}_{seen}"
    row = None
    if own is not None:
        with reading(here.engine) as conn:
            row = incident_by_id(conn, own)
    summary, wanted, wrong = _typed(row, key)
    decided = False
    if row is not None and wanted is not None:
        pairs = zip(_told(row), _told(vars(wanted)), strict=True)
        decided = incident_act.conflicting(
            key, [(name, theirs, mine) for (name, theirs), (_n, mine) in pairs]
        )
    asked = save_button.pressed(_("Lưu"), f"{key}_save", {_("Việc gì xảy ra"): summary}, wrong)
    if wanted is None or not (asked or decided):
        return
    place = place_facts(here.engine, here.areas, wanted.latitude, wanted.longitude, here.now())
    version = row["version"] if row is not None and decided else seen
    saved = incident_act.save(key, lambda conn, by, v: _store(conn, by, own, wanted, place, v), version)
    if saved is not None:
        st.session_state["incident_chosen"] = saved
        st.rerun()
    if st.session_state.get(f"{key}_conflict"):
        st.rerun(scope="fragment")


def open_form(row: Mapping[str, Any] | None) -> None:
    """Open the dialog for a new incident, or for a stored one as the person sees it now."""
    title = _("Ghi vụ việc") if row is None else _("Sửa vụ việc {code}", code=row["code"])
    dialogs.dialog(title, width="large")(_dialog)(row["id"] if row else None, row["version"] if row else 0)
