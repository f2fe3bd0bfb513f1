"""The agency that was chosen: what it is, who answers for it, what was changed, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import actor_words, dialogs
from dashboard.parts.agencies import act as agency_act
from dashboard.parts.agencies import contact_form as agency_contact_form
from dashboard.parts.agencies import form as agency_form
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _
from data.agencies import AGENCY, FOCAL_POINT, all_rows, history, reachable, restore, retire, undo
from data.agencies.rows import UNDOABLE, Kind
from data.store.engine import reading


def _retire_dialog(kind: Kind, row: Mapping[str, Any], name: str) -> None:
    look.note(
        _("Thôi dùng {name}?", name=name),
        _("Từ ngày này không còn hiện. Những ngày trước giữ nguyên, và có thể dùng lại bất cứ lúc nào."),
        kind="warn",
    )
    today = formats.local(services().now()).date()
    first = row["valid_from"] or agency_form.FIRST_DAY
    on = st.date_input(
        _("Thôi dùng từ ngày"), max(today, first), min_value=first, format="DD/MM/YYYY", key="agency_off"
    )
    reason = st.text_input(_("Lý do (không bắt buộc)"), key="agency_off_reason", max_chars=200)
    left, right = st.columns(2)
    if left.button(_("Không, giữ lại"), key="agency_off_no", width="stretch"):
        st.rerun()
    if right.button(_("Thôi dùng"), key="agency_off_yes", type="primary", width="stretch"):
        seen = row["version"]
        agency_act.do(
            lambda conn, act: retire(conn, kind, row["id"], on, act, seen_version=seen, reason=reason),
            _("{name} thôi dùng từ {day}.", name=name, day=formats.day(on)),
            lambda conn, act: undo(conn, kind, row["id"], act, seen_version=seen + 1),
        )
        st.rerun()


def _deeds(kind: Kind, row: Mapping[str, Any], name: str) -> None:
    """Retire or restore, and take the last change back."""
    key = f"{kind.name}_{row['id']}"
    if row["valid_to"] is None:
        if st.button(_("Thôi dùng…"), key=f"off_{key}", icon=":material/block:"):
            dialogs.dialog(_("Thôi dùng"))(_retire_dialog)(kind, row, name)
    elif st.button(_("Dùng lại"), key=f"on_{key}", icon=":material/undo:"):
        agency_act.do(
            lambda conn, act: restore(conn, kind, row["id"], act, seen_version=row["version"]),
            _("Dùng lại {name}.", name=name),
        )
        st.rerun()
    with reading(services().engine) as conn:
        entries = history(conn, kind, row["id"])
    undoable = entries and entries[0]["action"] in UNDOABLE and not entries[0]["actor"].startswith("system:")
    if undoable and st.button(_("Hoàn tác thay đổi cuối"), key=f"undo_{key}", type="tertiary"):
        agency_act.do(
            lambda conn, act: undo(conn, kind, row["id"], act, seen_version=row["version"]),
            _("Đã hoàn tác."),
        )
        st.rerun()


def _facts(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    parent, kind, level = row["parent_id"], agency_words.KINDS[row["kind"]], agency_words.LEVELS[row["level"]]
    facts = [
        (_("Loại"), _(kind)),
        (_("Cấp"), _(level)),
        (_("Địa bàn"), agency_words.communes(row, services().areas)),
        (_("Cấp trên"), names.get(parent, parent) if parent else _("không ghi")),
        (_("Thời gian"), agency_words.days(row)),
    ]
    if row["note"]:
        facts.append((_("Ghi chú"), row["note"]))
    return "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)


def _person(
    agency: Mapping[str, Any],
    row: Mapping[str, Any],
    everybody: Mapping[str, Any],
    day: date,
    moment: datetime,
) -> None:
    reach = reachable(row, moment, everybody, zone=services().profile.tz)
    stand_in = everybody.get(row["stand_in_id"] or "")
    lines = [agency_words.channel(each) for each in row["channels"] or []] or [_("chưa có kênh liên lạc")]
    steps = "".join(f"<li>{escape(each)}</li>" for each in lines)
    under = f"{agency_words.hours(row['duty_hours'])} · {_(agency_words.LEVELS[row['level']])}"
    if stand_in is not None:
        under += " · " + _("trực thay: {person}", person=agency_words.person_name(stand_in))
    html(
        f'<article class="cl-contact"><header><h4>{escape(agency_words.person_name(row))}</h4>'
        f'<span class="cl-pill {"fresh" if reach.reachable else "failing"}">'
        f"{escape(_(agency_words.REACH[reach.reason]))}</span></header>"
        f"<p>{escape(row['rank'] or '')}</p><ol>{steps}</ol><p>{escape(under)}</p></article>"
    )
    with st.container(horizontal=True, key=f"contactdeeds_{row['id']}"):
        if st.button(_("Sửa"), key=f"edit_contact_{row['id']}", icon=":material/edit:"):
            agency_contact_form.open_form(agency, row, day)
        _deeds(FOCAL_POINT, row, row["name"] or row["rank"] or "")


def _past(row: Mapping[str, Any]) -> None:
    """The rows of other days and the journal of this one."""
    now = services().now()
    with reading(services().engine) as conn:
        rows, entries = all_rows(conn, AGENCY, row["agency_id"]), history(conn, AGENCY, row["id"])
    with st.expander(_("Các lần thay đổi ({count})", count=formats.number(len(entries)))):
        for other in rows:
            if other["id"] != row["id"]:
                look.small(f"{agency_words.agency_name(other)}: {agency_words.days(other)}")
        for entry in entries[:30]:
            action = agency_words.ACTIONS.get(entry["action"], entry["action"])
            reason = f" · {entry['reason']}" if entry["reason"] else ""
            by = actor_words.actor(entry["actor"])
            look.small(f"{formats.short_moment(entry['at'], now)} · {by} · {_(action)}{reason}")


def show(
    row: Mapping[str, Any],
    points: list[dict[str, Any]],
    names: Mapping[str, str],
    day: date,
    moment: datetime,
) -> None:
    """Draw the card; `points` are all focal points of the day, `names` the agencies' by id."""
    name = agency_words.agency_name(row)
    html(
        f'<article class="cl-agency {row["role"]}"><header><h3>{escape(name)}</h3></header>'
        f"<dl>{_facts(row, names)}</dl></article>"
    )
    with st.container(horizontal=True, key="agencydeeds"):
        if st.button(_("Sửa"), key="edit_agency", icon=":material/edit:"):
            agency_form.open_form(row, day)
        _deeds(AGENCY, row, name)
    title = _("Đầu mối")
    html(f"<h2>{escape(title)}</h2>")
    own = [each for each in points if each["agency_id"] == row["agency_id"]]
    if not own:
        look.note(
            _("Chưa có đầu mối"),
            _("Khi có tin, chưa biết gọi ai ở đơn vị này. Nhập ít nhất một người và một kênh liên lạc."),
            kind="warn",
        )
    everybody = {each["focal_point_id"]: each for each in points}
    for each in own:
        _person(row, each, everybody, day, moment)
    if st.button(_("Thêm đầu mối"), key="add_contact", type="primary", icon=":material/person_add:"):
        agency_contact_form.open_form(row, None, day)
    _past(row)
