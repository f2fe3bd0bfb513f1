"""Pieces of the form: when, where, who, with what. Each returns what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

import streamlit as st
from sqlalchemy import Connection, select

from dashboard import formats, look
from dashboard.parts import save_button
from dashboard.parts.patrols import words
from dashboard.services import services
from dashboard.words import _
from data.patrols.wanted import Member, Vehicle, person_key, vehicle_key
from data.store.tables import MEMBER_ROLES, zone

_STEP = timedelta(minutes=30)


def window(held: tuple[datetime, datetime], key: str, *, dated: bool = True) -> tuple[datetime, datetime]:
    """From when until when, on Vietnam's clock; without `dated` the day stays what it is."""
    tz = services().profile.tz
    first, last = (formats.local(each) for each in held)
    with st.container(key=f"{key}_when", horizontal=True, vertical_alignment="bottom"):
        day = first.date()
        if dated:
            day = st.date_input(_("Ngày đi"), day, format="DD/MM/YYYY", key=f"{key}_day")
        begins = st.time_input(_("từ"), first.time(), step=_STEP, key=f"{key}_from")
        ends = st.time_input(_("đến"), last.time(), step=_STEP, key=f"{key}_to")
        # The end follows the day that is chosen, as many days later as it was.
        later = (last.date() - first.date()).days
        nights = st.number_input(_("về sau mấy ngày"), 0, 3, later, key=f"{key}_nights")
    start = datetime.combine(day, begins or time(7), tzinfo=tz)
    return start, datetime.combine(day + timedelta(days=int(nights)), ends or time(17), tzinfo=tz)


def zones(conn: Connection, held: Sequence[int], key: str) -> tuple[int, ...]:
    """Zones in use, by priority; those that are held already stay to choose from."""
    rows = conn.execute(
        select(zone.c.id, zone.c.code, zone.c.name, zone.c.archived_at).order_by(zone.c.priority, zone.c.code)
    )
    there = {row.id: f"{row.code} · {row.name}" for row in rows if row.archived_at is None or row.id in held}
    picked = st.multiselect(
        _("Khu vực hoặc tuyến"), list(there), [each for each in held if each in there], key=f"{key}_zones",
        format_func=there.__getitem__, placeholder=_("chọn một hoặc nhiều"),
    )  # fmt: skip
    if not there:
        look.small(_("Chưa có khu vực nào. Vẽ ở phần Khu vực, rồi chọn ở đây."))
    return tuple(picked)


def agency(
    label: str, order: Sequence[str], names: Mapping[str, str], held: str | None, key: str
) -> str | None:
    """One agency of the day."""
    options = [*order, *([held] if held and held not in order else [])]
    index = options.index(held) if held in options else None
    found: str | None = st.selectbox(
        label, options, index, key=key, format_func=lambda own: names.get(own, own), placeholder=_("chọn"),
    )  # fmt: skip
    return found


def person(order: Sequence[str], names: Mapping[str, str], held: Member | None, key: str) -> Member:
    """Agency, name, telephone, role of one person; agency and name may still be empty (`needed`)."""
    own = agency(_("Đơn vị"), order, names, held.agency_id if held else None, f"{key}_agency")
    left, right = st.columns(2)
    name = left.text_input(_("Họ tên"), held.name if held else "", key=f"{key}_name", max_chars=120)
    phone = right.text_input(
        _("Điện thoại"), held.phone if held else "", key=f"{key}_phone", max_chars=30,
        placeholder="0912 345 678",
    )  # fmt: skip
    role = st.selectbox(
        _("Vai trò"), MEMBER_ROLES, MEMBER_ROLES.index(held.role if held else "member"), key=f"{key}_role",
        format_func=lambda each: _(words.ROLES[each]),
    )  # fmt: skip
    return Member(own or "", name, role, phone, held.account_id if held else None)


def needed(typed: Member) -> dict[str, str]:
    """What must be said of a person: label → what is typed."""
    return {_("Đơn vị"): typed.agency_id, _("Họ tên"): typed.name}


def people(
    known: Sequence[Member], held: Sequence[Member], order: Sequence[str], names: Mapping[str, str], key: str
) -> tuple[Member, ...]:
    """Several people: chosen from whom is known, or added by name; and who leads."""
    extra: list[Member] = st.session_state.setdefault(f"{key}_extra", [])
    every = {person_key(each.agency_id, each.name): each for each in (*known, *held, *extra)}
    start = [person_key(each.agency_id, each.name) for each in held]

    def label(one: tuple[str, str]) -> str:
        return f"{every[one].name} · {names.get(one[0], one[0])}"

    picked_key = f"{key}_people"
    if picked_key not in st.session_state:
        st.session_state[picked_key] = start
    picked = st.multiselect(
        _("Người đi"), list(every), key=picked_key, format_func=label, placeholder=_("chọn người")
    )
    with st.expander(_("Thêm người chưa có trong danh sách")):
        new = f"{key}_new{len(extra)}"
        typed = person(order, names, None, new)
        save_button.pressed(
            _("Thêm vào danh sách"), f"{new}_add", needed(typed), type="secondary", width="content",
            on_click=_add, args=(new, extra, picked_key),
        )  # fmt: skip
    leads = next((person_key(m.agency_id, m.name) for m in held if m.role == "leader"), None)
    leader = None
    if picked:
        leader = st.selectbox(
            _("Tổ trưởng"), picked, picked.index(leads) if leads in picked else 0, key=f"{key}_leader",
            format_func=label,
        )  # fmt: skip
    return tuple(_with_role(every[each], leader=each == leader) for each in picked)


def _add(new: str, extra: list[Member], picked_key: str) -> None:
    """Of the fields as they are at the press: the run that drew the button can lack the last of them."""
    agency_id, name, phone, role = (
        st.session_state[f"{new}_{each}"] for each in ("agency", "name", "phone", "role")
    )
    typed = Member(agency_id or "", name, role, phone)
    if not save_button.missing(needed(typed)):
        extra.append(typed)
        own = person_key(typed.agency_id, typed.name)
        if own not in st.session_state[picked_key]:
            st.session_state[picked_key] = [*st.session_state[picked_key], own]


def _with_role(one: Member, *, leader: bool) -> Member:
    role = "leader" if leader else "member" if one.role == "leader" else one.role
    return Member(one.agency_id, one.name, role, one.phone, one.account_id)


def vehicles(known: Sequence[Vehicle], held: Sequence[Vehicle], key: str) -> tuple[Vehicle, ...]:
    """Vehicles by plate or name; new ones are typed."""
    every = {vehicle_key(each.plate): each for each in (*known, *held)}
    plates = {each.plate: own for own, each in every.items()}
    picked = st.multiselect(
        _("Phương tiện"), list(plates), [each.plate for each in held if each.plate in plates],
        key=f"{key}_vehicles", accept_new_options=True, placeholder=_("biển số, hoặc tên như Xuồng 2"),
    )  # fmt: skip
    return tuple(every.get(vehicle_key(each)) or Vehicle(each) for each in picked)
