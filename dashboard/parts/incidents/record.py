"""*Hồ sơ*: the record of an incident, what the forest layer offers for it, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import fields as case_fields
from dashboard.parts.incidents import record_words as case_words
from dashboard.services import services
from dashboard.words import N_, _
from data.access import may_ever
from data.casework.burned_ground import counting
from data.casework.offers import Offer, differing, offered, taken
from data.casework.records import ACTION, NAMES, Record, edit_record, record_of
from data.incidents import By
from data.incidents.states import FIRES
from data.store.engine import reading

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Thời gian, phát hiện"), ("discovered_how", "arrived_at", "controlled_at", "extinguished_at")),
    (
        N_("Rừng, nơi xảy ra"),
        (
            "village", "compartment", "subcompartment", "lot", "owner", "function", "origin", "forest_state",
            "species", "planted_year", "slope_deg", "aspect", "weather", "danger_level", "fire_type",
        ),
    ),
    (
        N_("Cháy và thiệt hại"),
        ("burned", "burned_ha", "damaged", "damaged_ha", "no_forest_damage", "loss_vnd", "hurt", "killed"),
    ),
    (N_("Nguyên nhân, xử lý"), ("commander", "cause", "cause_note", "transferred_to", "restoration")),
)  # fmt: skip
_OF_FIRE = (
    "arrived_at", "controlled_at", "extinguished_at", "weather", "danger_level", "fire_type", "burned",
    "burned_ha", "no_forest_damage",
)  # fmt: skip
_TEXTS = ("village", "compartment", "subcompartment", "lot", "owner", "forest_state", "species", "commander")
_LONG = ("weather", "cause_note", "transferred_to", "restoration")
_WHOLE = ("hurt", "killed", "planted_year")


def _groups(row: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    fire = row["kind"] in FIRES
    return [(title, [n for n in names if fire or n not in _OF_FIRE]) for title, names in _GROUPS]


def _told(record: Record, row: Mapping[str, Any]) -> None:
    written = {name: case_words.value(name, getattr(record, name)) for name in NAMES}
    if not any(written.values()):
        look.small(_("Chưa ghi gì vào hồ sơ. Mục để trống sẽ thành dòng chấm trong văn bản, không ghi số 0."))
        return
    for title, names in _groups(row):
        known = [name for name in names if written[name]]
        if known:
            lines = "".join(
                f"<dt>{escape(_(case_words.FIELDS[name]))}</dt><dd>{escape(written[name])}</dd>"
                for name in known
            )
            html(f'<section class="cl-case"><h3>{escape(_(title))}</h3><dl>{lines}</dl></section>')


def _field(name: str, record: Record, key: str) -> Any:
    held = getattr(record, name)
    if name in case_words.CHOICES:
        return case_fields.choice(name, held, key)
    if name.endswith("_at"):
        return case_fields.moment(name, held, key)
    if name in ("burned", "damaged"):
        return case_fields.areas(name, held, key)
    if name == "no_forest_damage":
        return st.checkbox(_(case_words.FIELDS[name]), held, key=f"{key}_{name}")
    if name in _TEXTS or name in _LONG:
        return case_fields.text(name, held, key, long=name in _LONG)
    return case_fields.amount(name, held, key, whole=name in _WHOLE)


def _typed(record: Record, row: Mapping[str, Any], key: str) -> tuple[Record, dict[str, str]]:
    """What is typed, and which fields cannot be understood (label → why); those are as they were."""
    found = {name: getattr(record, name) for name in NAMES}
    wrong: dict[str, str] = {}
    for title, names in _groups(row):
        st.markdown(f"**{_(title)}**")
        columns = st.columns(2)
        for number, name in enumerate(names):
            with columns[number % 2]:
                try:
                    found[name] = _field(name, record, key)
                except case_fields.Unreadable as error:
                    wrong[error.label] = error.why
    # Whoever mends the parts means the sum of them.
    for whole, parts in (("burned_ha", "burned"), ("damaged_ha", "damaged")):
        if found[parts] != getattr(record, parts) and found[whole] == getattr(record, whole):
            found[whole] = None
    return Record(**found), wrong


def _dialog(row: Mapping[str, Any], record: Record, seen: int) -> None:
    own, key = row["id"], f"case_record_{row['id']}_{seen}"
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    wanted, wrong = _typed(record, row, key)
    version, decided = seen, False
    if not wrong and st.session_state.get(f"{key}_conflict"):
        with reading(services().engine) as conn:
            stored, version = record_of(conn, own)
        told = [{n: case_words.value(n, getattr(each, n)) for n in NAMES} for each in (stored, wanted)]
        values = [(_(case_words.FIELDS[n]), told[0][n], told[1][n]) for n in NAMES]
        base = {_(case_words.FIELDS[n]): case_words.value(n, getattr(record, n)) for n in NAMES}
        decided = incident_act.conflicting(key, values, base)
        if not decided:
            return
    if not (save_button.pressed(_("Lưu hồ sơ"), f"{key}_save", {}, wrong) or decided):
        return

    def change(conn: Connection, by: By, version: int) -> int:
        return edit_record(conn, own, wanted, by, seen_version=version)

    made = incident_act.save(key, change, version)
    if made is not None:
        incident_act.remember(_("Đã lưu hồ sơ."), None if decided else _back(own, record, made))
        st.rerun()
    if st.session_state.get(f"{key}_conflict"):
        st.rerun(scope="fragment")


def _back(own: int, before: Record, version: int) -> Any:
    """The way back: the record as it was, as a new version."""
    return lambda conn, by: edit_record(conn, own, before, by, seen_version=version)


def _offer(row: Mapping[str, Any], record: Record, seen: int) -> None:
    """What the layer says of the point, taken field by field."""
    offer: Offer = offered(services().engine, row, services().now())
    different = differing(record, offer)
    if not different:
        return
    where = _("lớp {name}", name=offer.layer_name) if offer.layer_name else _("cấp đã công bố")
    with st.container(key="caseoffer"):
        look.small(_("Tại điểm này, {where} ghi như sau. Chọn mục muốn điền vào hồ sơ.", where=where))
        if offer.plots > 1:
            look.small(_("Có {count} lô chồng nhau ở đây; lấy lô nhỏ nhất.", count=offer.plots))
        chosen = []
        for name, (held, value) in different.items():
            told = f"{_(case_words.FIELDS[name])}: {case_words.value(name, value)}"
            if shown := case_words.value(name, held):
                told += _(" (đang ghi: {value})", value=shown)
            if st.checkbox(look.plain(told), held is None, key=f"case_offer_{row['id']}_{name}"):
                chosen.append(name)
        if st.button(_("Điền mục đã chọn"), key="case_offer_take", disabled=not chosen):
            wanted, own = taken(record, offer, chosen), row["id"]
            incident_act.do(
                lambda conn, by: edit_record(conn, own, wanted, by, seen_version=seen),
                _("Đã điền vào hồ sơ."),
                _back(own, record, seen + 1),
            )
            st.rerun()


def _outline(row: Mapping[str, Any], record: Record, seen: int) -> None:
    """The outline's areas, offered where the record says nothing or something else."""
    with reading(services().engine) as conn:
        area = counting(conn, row["id"])
    if area is None:
        return
    rows = [{"state": case_words.share_name(each), "ha": round(each["ha"], 4)} for each in area["by_state"]]
    if [each["ha"] for each in rows] == [each["ha"] for each in record.burned]:
        return
    look.small(_("Vùng đã khoanh: {areas}", areas=case_words.shares(rows)))
    if st.button(_("Điền diện tích cháy theo vùng đã khoanh"), key="case_burned_take"):
        own, wanted = row["id"], Record(**{**vars(record), "burned": rows, "burned_ha": None})
        incident_act.do(
            lambda conn, by: edit_record(conn, own, wanted, by, seen_version=seen),
            _("Đã điền diện tích cháy. Diện tích thiệt hại là số khác, ghi riêng."),
            _back(own, record, seen + 1),
        )
        st.rerun()


def show(row: Mapping[str, Any]) -> None:
    """Draw the section."""
    with reading(services().engine) as conn:
        record, seen = record_of(conn, row["id"])
    may = may_ever(who(), ACTION)
    if may and st.button(_("Sửa hồ sơ"), key="case_record_edit", icon=":material/edit:"):
        dialogs.dialog(_("Hồ sơ {code}", code=row["code"]), width="large")(_dialog)(row, record, seen)
    _told(record, row)
    if may:
        _offer(row, record, seen)
        if row["kind"] in FIRES:
            _outline(row, record, seen)
