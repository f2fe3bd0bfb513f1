"""Add a rule, or give one another wording: choices in words, and what it would have made, while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.parts import dialogs
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.rules import act as rule_act
from dashboard.parts.rules import preview as rule_preview
from dashboard.parts.rules import words as rule_words
from dashboard.parts.rules.words import Names
from dashboard.services import services
from dashboard.words import _
from data.agencies import Act
from data.danger_levels import LEVELS as DANGER
from data.errors import DataError
from data.ledger.rules import Rule, add_rule, checked, edit_rule, fresh_id, rule_rows
from data.ledger.wording import INVOLVED, SUBKINDS
from data.matters.of_plans import STARTING
from data.store.engine import reading
from data.store.tables import AGENCY_LEVELS, AGENCY_ROLES, INCIDENT_FIELDS
from geo.alphabet import sort_key

_KEY = "rule_form"
_BLANK: dict[str, Any] = vars(Rule("", "incident", [], 24 * 60, ""))
"""What the form of a new rule begins with."""


def open_form(row: Mapping[str, Any] | None, names: Names) -> None:
    """Open the dialog for a new rule, or for a wording as the person sees it now."""
    st.session_state[_KEY] = st.session_state.get(_KEY, 0) + 1
    st.session_state.pop(f"{_KEY}_conflict", None)
    title = _("Thêm quy tắc") if row is None else _("Sửa quy tắc")
    dialogs.dialog(title, width="large")(_dialog)(row, names, f"rule_{st.session_state[_KEY]}")


def _several(
    label: str, table: Mapping[str, str], options: Sequence[str], held: Sequence[str] | None, key: str
) -> list[str] | None:
    chosen = st.multiselect(
        label,
        [*options, *(each for each in held or () if each not in options)],
        default=list(held or ()),
        format_func=lambda each: _(table[each]) if each in table else each,
        placeholder=_("bất kỳ"),
        key=key,
    )
    return list(chosen) or None


def _conditions(held: Mapping[str, Any], kind: str, names: Names, key: str) -> dict[str, Any]:
    """What the rule asks of a matter: only what this kind can be asked for, and what is set already."""
    known = services().areas.of_era(services().areas.present_era)["area_id"]
    communes = sorted(known, key=lambda each: sort_key(names.communes[each]))
    lists: dict[str, tuple[str, Mapping[str, str], Sequence[str]]] = {
        "subkinds": (_("Loại việc"), rule_words.subkinds(kind), SUBKINDS.get(kind, ())),
        "fields": (_("Lĩnh vực"), incident_words.FIELDS, INCIDENT_FIELDS),
        "communes": (_("Các xã"), names.communes, communes),
        "places": (_("Nằm ở đâu"), rule_words.PLACES, list(rule_words.PLACES)),
        "forests": (_("So với rừng"), rule_words.FORESTS, list(rule_words.FORESTS)),
        "strengths": (_("Dấu hiệu"), rule_words.STRENGTHS, list(rule_words.STRENGTHS)),
    }
    asked = rule_words.CONDITIONS[kind]
    found: dict[str, Any] = dict.fromkeys(lists) | {"min_level": None, "permanent_too": False}
    shown = [name for name in found if name in asked or held[name]]
    columns: Sequence[Any] = ()
    for number, name in enumerate(sorted(shown, key=lambda n: asked.index(n) if n in asked else 99)):
        if number % 2 == 0:  # row by row, so that a phone keeps the order
            columns = st.columns(2)
        with columns[number % 2]:
            if name in lists:
                label, table, options = lists[name]
                found[name] = _several(label, table, options, held[name], f"{key}_{name}")
            elif name == "min_level":
                levels = [None, *DANGER]
                found[name] = st.selectbox(
                    _("Cấp cháy rừng đã công bố"), levels, levels.index(held[name]), key=f"{key}_level",
                    format_func=lambda n: _("bất kỳ") if n is None else rule_words.level(n),
                )  # fmt: skip
            else:
                found[name] = st.checkbox(
                    _("Kể cả nguồn nhiệt cố định"), bool(held[name]), key=f"{key}_permanent"
                )
    return found


def _receivers(held: Mapping[str, Any], names: Names, key: str) -> list[dict[str, str]]:
    forces = {
        f"{role}/{level}": {"role": role, "level": level} for role in AGENCY_ROLES for level in AGENCY_LEVELS
    }
    agencies = {f"agency:{own}": {"agency_id": own} for own in names.today}
    options: dict[str, dict[str, str]] = {"involved": dict(INVOLVED)} | forces | agencies
    before = [dict(each) for each in held["receivers"]]
    for each in before:
        if each not in options.values():
            options[f"agency:{each.get('agency_id')}"] = each
    by_value = {str(sorted(each.items())): code for code, each in options.items()}
    chosen = st.multiselect(
        _("Báo ai: lực lượng và cấp, đích danh một đơn vị, hoặc đơn vị mà việc ấy ghi tên"),
        list(options),
        default=[by_value[str(sorted(each.items()))] for each in before],
        format_func=lambda code: rule_words.receiver(options[code], names),
        placeholder=_("chọn một hay nhiều bên nhận"),
        key=f"{key}_receivers",
    )
    look.small(
        _("Theo cấp: mỗi xã báo đơn vị của xã ấy; xã nào không có thì báo lên cấp trên của lực lượng đó.")
    )
    return [options[code] for code in chosen]


def _minutes(label: str, held: int | None, key: str) -> int:
    """Hours and minutes; nothing typed is 0."""
    hours, rest = divmod(held or 0, 60)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"rulespan_{key}"):
        typed = st.number_input(_("{label}, giờ", label=label), 0, 31 * 24, hours, key=f"{key}_h")
        more = st.number_input(_("và phút"), 0, 59, rest, key=f"{key}_m")
    return int(typed) * 60 + int(more)


def _before_start(held: Mapping[str, Any], kind: str, key: str) -> bool:
    if kind not in STARTING:
        return False
    return st.checkbox(
        _("Và phải báo trước giờ bắt đầu, nếu giờ ấy đến trước thời hạn"),
        bool(held["before_start"]),
        key=f"{key}_before_start",
        help=_(
            "Bàn trực, màn hình và tin nhắn tính theo mốc nào đến trước. Số liệu 24 giờ vẫn xét theo"
            " thời hạn, và đếm riêng số báo trước giờ bắt đầu."
        ),
    )


def _how(held: Mapping[str, Any], kind: str, names: Names, key: str) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        deadline = _minutes(_("Thời hạn"), held["deadline_minutes"], f"{key}_deadline")
    with right:
        target = _minutes(_("Mục tiêu (0: không đặt)"), held["target_minutes"], f"{key}_target")
    before_start = _before_start(held, kind, key)
    left, right = st.columns(2)
    with left:
        urgency = st.selectbox(
            _("Mức khẩn"), list(rule_words.URGENCIES), key=f"{key}_urgency",
            index=list(rule_words.URGENCIES).index(held["urgency"]),
            format_func=lambda each: _(rule_words.URGENCIES[each]),
        )  # fmt: skip
    with right:
        telling = st.selectbox(
            _("Cách báo"), list(rule_words.TELLINGS), key=f"{key}_telling",
            index=list(rule_words.TELLINGS).index(held["telling"]),
            format_func=lambda each: _(rule_words.TELLINGS[each]),
        )  # fmt: skip
    plans: list[str | None] = [None, *names.plans]
    if held["plan_id"] not in plans:
        plans.append(held["plan_id"])
    plan = st.selectbox(
        _("Kế hoạch phối hợp làm căn cứ"), plans, plans.index(held["plan_id"]), key=f"{key}_plan",
        format_func=lambda each: _("không ghi") if each is None else names.plans.get(each, each),
    )  # fmt: skip
    basis = st.text_area(
        _("Căn cứ: điều, khoản của văn bản"), held["basis"], key=f"{key}_basis", height=80, max_chars=600
    )
    return {
        "deadline_minutes": deadline,
        "before_start": before_start,
        "target_minutes": target or None,
        "urgency": urgency,
        "telling": telling,
        "plan_id": plan,
        "basis": basis,
    }


def _typed(row: Mapping[str, Any] | None, names: Names, key: str) -> Rule:
    held = _BLANK if row is None else row
    title = st.text_input(_("Tên quy tắc"), held["title"], key=f"{key}_title", max_chars=160)
    kinds = list(rule_words.MATTERS)
    kind = st.selectbox(
        _("Khi nào: loại tin"), kinds, kinds.index(held["matter_kind"]), key=f"{key}_kind",
        format_func=lambda each: _(rule_words.MATTERS[each]),
    )  # fmt: skip
    same = kind == held["matter_kind"]
    asked = held if same else dict(held) | {"subkinds": None}  # kinds of another matter
    more = _conditions(asked, kind, names, f"{key}_{kind}")
    receivers = _receivers(held, names, key)
    how = _how(held, kind, names, key)
    return Rule(title=title, matter_kind=kind, receivers=receivers, **more, **how)


def _wording(wanted: Rule) -> dict[str, Any] | None:
    """The columns of what was typed, as far as a preview asks; None while it says nothing of anybody."""
    told = replace(wanted, title=wanted.title.strip() or "…", basis=wanted.basis.strip() or "…")
    try:
        with reading(services().engine) as conn:
            return checked(conn, told)
    except DataError:
        return None


def _conflict(row: Mapping[str, Any], wanted: Rule, names: Names) -> None:
    with reading(services().engine) as conn:
        stored = rule_rows(conn, row["rule_id"])[0]
    opened, mine = dict(rule_words.told(row, names)), rule_words.told(vars(wanted), names)
    both = [
        (name, theirs, own)
        for (name, theirs), (_n, own) in zip(rule_words.told(stored, names), mine, strict=True)
    ]
    if rule_act.conflicting(_KEY, both, opened):
        _save(stored, wanted)
        if st.session_state.get(f"{_KEY}_conflict"):
            st.rerun(scope="fragment")


def _dialog(row: Mapping[str, Any] | None, names: Names, key: str) -> None:
    wanted = _typed(row, names, key)
    if row is not None and st.session_state.get(f"{_KEY}_conflict"):
        _conflict(row, wanted, names)
        return
    wording = _wording(wanted)
    if wording is not None:
        rule_preview.show(wording, row["rule_id"] if row else None, names)
    on = row is not None and rule_words.state(row, services().now()) == "on"
    look.small(
        _("Quy tắc đang bật: cách viết mới có hiệu lực ngay khi lưu; tin đã biết trước đó giữ cách viết cũ.")
        if on
        else _("Lưu là bản nháp: chưa buộc ai báo gì cho đến khi bật.")
    )
    if st.button(_("Lưu"), key="save_rule", type="primary", width="stretch"):
        _save(row, wanted)
        if st.session_state.get(f"{_KEY}_conflict"):
            st.rerun(scope="fragment")


def _added(conn: Connection, act: Act, wanted: Rule) -> str:
    own = fresh_id(conn, wanted.title)
    add_rule(conn, wanted, act, rule_id=own)
    return own


def _save(row: Mapping[str, Any] | None, wanted: Rule) -> None:
    if row is None:
        made = rule_act.save(_KEY, lambda conn, act, _seen: _added(conn, act, wanted), 0)
    else:
        own = row["rule_id"]
        made = rule_act.save(
            _KEY, lambda conn, act, seen: edit_rule(conn, own, wanted, act, seen_row=seen), row["id"]
        )
    if made is not None:
        rule_act.remember(_("Đã lưu quy tắc “{title}”.", title=" ".join(wanted.title.split())))
        st.rerun()
