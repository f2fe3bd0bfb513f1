"""The dialog in which a patrol is planned or changed; what stands against it is said while it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.patrols import act, conflict_list, pieces, words
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.patrols.conflicts import Conflict, conflicts
from data.patrols.people import known_people, known_vehicles
from data.patrols.planning import edit_patrol, plan_patrol
from data.patrols.reading import patrol_of
from data.patrols.repeating import plan_series
from data.patrols.situation import situation_of
from data.patrols.states import REQUIRED_ROLES
from data.patrols.templates import end_template, list_templates, plan_from, restore_template
from data.patrols.undoing import undo
from data.patrols.wanted import Plan, plan_of
from data.store.engine import reading
from data.store.tables import AGENCY_ROLES, REPEATS

_MORNING, _HOURS = time(7, 0), timedelta(hours=10)
"""What a new plan begins with: a working day in the forest, until somebody says otherwise."""


def _blank(day: date | None) -> Plan:
    here = services()
    day = day or formats.local(here.now()).date() + timedelta(days=1)
    start = datetime.combine(day, _MORNING, tzinfo=here.profile.tz)
    own = act.by().who.agency_id or ""
    return Plan("joint", "", start, start + _HOURS, own, REQUIRED_ROLES["joint"])


def _template(conn: Connection, day: date | None, key: str) -> tuple[Plan, str]:
    """The plan to begin with, and what names its widgets: another template makes them anew."""
    offered = {row["id"]: row for row in list_templates(conn)}
    blank = _blank(day)
    if not offered:
        return blank, key
    picked = st.selectbox(
        _("Bắt đầu từ mẫu"), [None, *offered], key=f"{key}_template",
        format_func=lambda own: _("không dùng mẫu") if own is None else offered[own]["name"],
    )  # fmt: skip
    if picked is None:
        return blank, key
    _offer_no_longer(offered[picked], key)
    local_day = formats.local(blank.starts_at).date()
    return plan_from(conn, offered[picked], local_day, services().profile.tz), f"{key}_{picked}"


def _offer_no_longer(template: dict[str, Any], key: str) -> None:
    own, seen, name = template["id"], template["version"], template["name"]
    if st.button(_("Thôi dùng mẫu này"), key=f"{key}_end_{own}", type="tertiary"):
        act.do(
            lambda conn, by: end_template(conn, own, by, seen_version=seen),
            _("Đã thôi dùng mẫu “{name}”.", name=name),
            lambda conn, by: restore_template(conn, own, by, seen_version=seen + 1),
        )
        st.rerun()


def _what(held: Plan, key: str) -> tuple[str, str]:
    kinds = list(words.KINDS)
    kind = st.segmented_control(
        _("Loại"), kinds, default=held.kind, required=True, key=f"{key}_kind",
        format_func=lambda each: _(words.KINDS[each]),
    )  # fmt: skip
    objective = st.text_area(
        _("Mục đích"), held.objective, key=f"{key}_objective", max_chars=2000, height=68,
        placeholder=_("đi đâu, xem gì, làm gì"),
    )  # fmt: skip
    return str(kind), objective


def _required(held: Plan, kind: str, key: str) -> tuple[str, ...]:
    default = held.required_roles if kind == held.kind else REQUIRED_ROLES[kind]
    picked = st.pills(
        _("Phải có mặt mới tính là liên ngành"), AGENCY_ROLES, default=list(default), selection_mode="multi",
        key=f"{key}_roles_{kind}", format_func=lambda each: _(agency_words.ROLES[each]),
    )  # fmt: skip
    return tuple(picked)


def _more(held: Plan, key: str) -> tuple[str, str, str]:
    left, right = st.columns(2)
    meeting = left.text_input(_("Nơi tập trung"), held.meeting_place, key=f"{key}_meeting", max_chars=300)
    equipment = right.text_input(_("Trang bị"), held.equipment, key=f"{key}_equipment", max_chars=500)
    notes = st.text_area(_("Ghi chú"), held.notes, key=f"{key}_notes", max_chars=2000, height=68)
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    return meeting, equipment, notes


def typed(conn: Connection, held: Plan, key: str, *, people: bool, dated: bool = True) -> Plan:
    """What the form says now. Without `people` they are changed elsewhere, without `dated` its day is."""
    names, day = agency_names.ever(conn), formats.local(held.starts_at).date()
    order = [row["agency_id"] for row in agencies_at(conn, day)]
    kind, objective = _what(held, key)
    starts_at, ends_at = pieces.window((held.starts_at, held.ends_at), key, dated=dated)
    left, right = st.columns(2)
    with left:
        zones = pieces.zones(conn, held.zones, key)
    with right:
        lead = pieces.agency(_("Đơn vị chủ trì"), order, names, held.lead_agency_id or None, f"{key}_lead")
    roles = _required(held, kind, key)
    members = held.members
    if people:
        members = pieces.people(known_people(conn, day), held.members, order, names, key)
    vehicles = pieces.vehicles(known_vehicles(conn), held.vehicles, key)
    meeting, equipment, notes = _more(held, key)
    return Plan(
        kind, objective, starts_at, ends_at, lead or "", roles, meeting, equipment, notes, zones, members,
        vehicles,
    )  # fmt: skip


def _repeated(plan: Plan, key: str) -> tuple[str, date] | None:
    left, right = st.columns(2)
    repeat = left.selectbox(
        _("Lặp lại"), [None, *REPEATS], key=f"{key}_repeat",
        format_func=lambda each: _("không") if each is None else _(words.REPEATS[each]),
    )  # fmt: skip
    if repeat is None:
        return None
    first = formats.local(plan.starts_at).date()
    until = right.date_input(
        _("đến hết ngày"), first + timedelta(days=28), format="DD/MM/YYYY", key=f"{key}_until"
    )
    return str(repeat), until


def _against(conn: Connection, plan: Plan, own: int | None) -> Sequence[Conflict] | None:
    """What stands against the plan; None while that cannot be told."""
    here = services()
    if not plan.lead_agency_id or plan.ends_at <= plan.starts_at:
        return None
    return conflicts(
        situation_of(conn, plan, here.now(), here.profile.tz, here.profile.patrols, patrol_id=own)
    )


def _said(against: Sequence[Conflict] | None) -> None:
    """Below the button; what forbids the plan is refused when it is saved, too."""
    if against is not None:
        with reading(services().engine) as conn:
            conflict_list.show(against, agency_names.ever(conn))


def _needed(plan: Plan) -> dict[str, str]:
    return {_("Mục đích"): plan.objective, _("Đơn vị chủ trì"): plan.lead_agency_id}


def _store(conn: Connection, by: Any, plan: Plan, repeat: tuple[str, date] | None) -> int:
    here = services()
    settings, tz = here.profile.patrols, here.profile.tz
    if repeat is None:
        return plan_patrol(conn, plan, by, settings, tz, here.areas)
    again, until = repeat
    return plan_series(conn, plan, again, until, by, settings, tz, here.areas)[0]


def _new(day: date | None) -> None:
    key = "patrol_form"
    with reading(services().engine) as conn:
        held, own = _template(conn, day, key)
        plan = typed(conn, held, own, people=True)
        repeat = _repeated(plan, own)
        against = _against(conn, plan, None)
    if save_button.pressed(_("Lưu kế hoạch"), f"{key}_save", _needed(plan)):
        made = act.save(key, lambda conn, by, _seen: _store(conn, by, plan, repeat), 0)
        if made is not None:
            act.remember(_("Đã lưu kế hoạch. Chưa báo ai cho đến khi giao nhiệm vụ."))
            act.open_patrol(made)
            st.rerun()
    _said(against)


def _told(plan: Plan, conn: Connection) -> list[tuple[str, str]]:
    names = agency_names.ever(conn)
    return [
        (_("Loại"), _(words.KINDS[plan.kind])),
        (_("Mục đích"), plan.objective),
        (_("Thời gian"), words.span(plan.starts_at, plan.ends_at)),
        (_("Đơn vị chủ trì"), names.get(plan.lead_agency_id, plan.lead_agency_id)),
        (_("Phải có mặt"), words.roles(list(plan.required_roles))),
        (_("Nơi tập trung"), plan.meeting_place),
        (_("Trang bị"), plan.equipment),
        (_("Ghi chú"), plan.notes),
        (_("Số khu vực"), str(len(plan.zones))),
        (_("Phương tiện"), ", ".join(each.plate for each in plan.vehicles)),
    ]


def _edit(own: int, seen: int) -> None:
    here, key = services(), f"patrol_edit_{own}_{seen}"
    with reading(here.engine) as conn:
        row = patrol_of(conn, own)
        if row is None:
            return
        held = plan_of(row)
        plan = typed(conn, held, key, people=False)
        against = _against(conn, replace(plan, members=held.members), own)
        pairs = list(zip(_told(held, conn), _told(plan, conn), strict=True))
    decided = act.conflicting(key, [(name, theirs, mine) for (name, theirs), (_n, mine) in pairs])
    if save_button.pressed(_("Lưu"), f"{key}_save", _needed(plan)) or decided:
        _change(row, plan, key, row["version"] if decided else seen)
    _said(against)


def _change(row: Mapping[str, Any], plan: Plan, key: str, version: int) -> None:
    here, own = services(), row["id"]
    if act.saved(
        key,
        lambda conn, by, v: edit_patrol(
            conn, own, plan, by, here.profile.patrols, here.profile.tz, here.areas, seen_version=v
        ),
        version,
    ):
        act.remember(
            _("Đã sửa {code}.", code=row["code"]),
            lambda conn, by: undo(conn, own, by, seen_version=version + 1),
        )
        st.rerun()
    if st.session_state.get(f"{key}_conflict"):
        st.rerun(scope="fragment")


def forget(prefix: str) -> None:
    """What was typed the last time is not what is typed now."""
    for name in [each for each in st.session_state if str(each).startswith(prefix)]:
        del st.session_state[name]


def open_new(day: date | None) -> None:
    """Open the dialog for a new plan, on a local day."""
    forget("patrol_form")
    dialogs.dialog(_("Lập tuần tra"), width="large")(_new)(day)


def open_edit(row: dict[str, Any]) -> None:
    """Open the dialog for a stored patrol as the person sees it now."""
    title = _("Sửa {code}", code=row["code"])
    dialogs.dialog(title, width="large")(_edit)(row["id"], row["version"])
