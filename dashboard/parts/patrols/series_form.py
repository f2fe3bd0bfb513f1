"""The dialog in which a patrol is changed together with those of its series that come after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.patrols import act, form, words
from dashboard.services import services
from dashboard.words import _, counted
from data.patrols.conflicts import Conflict, conflicts
from data.patrols.following import edit_following, following, replanned, undo_following
from data.patrols.situation import situation_of
from data.patrols.wanted import Plan, person_key, plan_of
from data.store.engine import reading

_SHOWN = 6
"""Codes that are named; the rest are counted."""
Planned = Sequence[tuple[Mapping[str, Any], Plan]]


def _codes(rows: Sequence[Mapping[str, Any]]) -> str:
    named = ", ".join(row["code"] for row in rows[:_SHOWN])
    more = len(rows) - _SHOWN
    return named if more <= 0 else _("{codes} và {count} lượt nữa", codes=named, count=formats.number(more))


def _against(conn: Connection, plans: Planned) -> list[tuple[Mapping[str, Any], Conflict]]:
    """What would stand against each of them."""
    here = services()
    now, tz, settings = here.now(), here.profile.tz, here.profile.patrols
    return [
        (row, each)
        for row, plan in plans
        for each in conflicts(situation_of(conn, plan, now, tz, settings, patrol_id=row["id"]))
    ]


def _warned(found: Sequence[tuple[Mapping[str, Any], Conflict]], names: Mapping[str, str]) -> None:
    """Each sentence once, with the patrols that it is about."""
    now = services().now()
    for forbids in (True, False):
        said: dict[str, list[Mapping[str, Any]]] = {}
        for row, each in found:
            if each.forbids is forbids:
                said.setdefault(words.conflict(each, names, now), []).append(row)
        steps = tuple(f"{_codes(rows)}: {sentence}" for sentence, rows in said.items())
        if steps and forbids:
            look.note(_("Không lưu được kế hoạch này"), "", kind="bad", steps=steps)
        elif steps:
            title = counted("Có {count} điều cần xem lại", len(steps))
            look.note(title, _("Vẫn lưu và giao được nếu bạn biết rõ."), kind="warn", steps=steps)
    if not found:
        look.note(_("Không thấy trùng lặp"), _("Người, phương tiện, khu vực và giờ trực đều khớp."))


def _news(plans: Planned) -> None:
    """Which of them will change, and whether whoever was told is told again."""
    look.small(
        counted("Sẽ sửa {count} lượt: {codes}", len(plans), codes=_codes([row for row, _plan in plans]))
    )
    given = [(row, plan) for row, plan in plans if row["assigned_at"] is not None]
    again = sum(
        (row["starts_at"], row["ends_at"], row["meeting_place"])
        != (plan.starts_at, plan.ends_at, plan.meeting_place)
        for row, plan in given
    )
    if again:
        look.small(
            counted(
                "{count} lượt đã giao đổi giờ hoặc nơi tập trung: đơn vị đã được báo sẽ được báo lại.", again
            )
        )
    elif given:
        look.small(_("Giờ và nơi tập trung giữ nguyên: không ai phải báo lại."))


def _gone(held: Plan, plan: Plan) -> str:
    """Who is taken off the list."""
    there = {person_key(each.agency_id, each.name) for each in plan.members}
    return ", ".join(each.name for each in held.members if person_key(each.agency_id, each.name) not in there)


def _save(key: str, own: int, plan: Plan, seen: Mapping[int, int], reason: str) -> None:
    here = services()
    settings, tz, areas = here.profile.patrols, here.profile.tz, here.areas
    made = act.save(
        key,
        lambda conn, by, _v: edit_following(
            conn, own, plan, by, settings, tz, areas, seen=seen, reason=reason
        ),
        0,
    )
    if made is not None:
        said = counted("Đã sửa {count} lượt.", len(made))
        act.remember(said, lambda conn, by: undo_following(conn, made, by))
        st.rerun()
    if st.session_state.pop(f"{key}_conflict", None):
        look.note(
            _("Người khác vừa sửa một trong các lượt này"),
            _("Chưa lưu gì. Đóng lại để xem bản mới."),
            kind="bad",
        )


def body(own: int, seen: Mapping[int, int]) -> None:
    """What the dialog holds; `seen`: patrol → the version of it that the person saw."""
    here, key = services(), f"patrol_later_{own}"
    look.small(
        _(
            "Điều sửa ở đây được sửa ở mọi lượt; điều để nguyên thì mỗi lượt giữ như đang có. Ngày đi không"
            " đổi."
        )
    )
    with reading(here.engine) as conn:
        rows = following(conn, own)
        if not rows:
            return
        held = plan_of(rows[0])
        plan = form.typed(conn, held, key, people=True, dated=False)
        backwards = plan.ends_at <= plan.starts_at
        plans = [] if backwards else replanned(conn, own, plan, here.profile.tz)
        found, names = _against(conn, plans), agency_names.ever(conn)
    needed, gone, reason = {_("Mục đích"): plan.objective}, _gone(held, plan), ""
    if gone:
        label = _("Lý do bớt {names}", names=gone)
        needed[label] = reason = st.text_input(label, key=f"{key}_reason", max_chars=300)
    said = counted("Lưu cả {count} lượt", len(plans)) if plans else _("Lưu")
    wrong = {_("đến"): _("Giờ về phải sau giờ đi.")} if backwards else {}
    if save_button.pressed(said, f"{key}_save", needed, wrong):
        _save(key, own, plan, seen, reason)
    if plans:
        _news(plans)
        _warned(found, names)
    elif not backwards:
        look.small(_("Chưa đổi gì."))


def later(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The patrol with those that can be changed along with it; none where it comes last or is by itself."""
    if row["series_id"] is None:
        return []
    with reading(services().engine) as conn:
        rows = following(conn, row["id"])
    return rows if len(rows) > 1 else []


def open_later(rows: Sequence[Mapping[str, Any]]) -> None:
    """Open the dialog for a patrol and those after it, as the person sees them now."""
    first = rows[0]
    form.forget(f"patrol_later_{first['id']}")
    title = _("Sửa {code} và các lượt sau", code=first["code"])
    dialogs.dialog(title, width="large")(body)(first["id"], {row["id"]: row["version"] for row in rows})
