"""The coordination plan on screen: the one in force, the ones before, and that the next is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import act as agency_act
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.html import html
from dashboard.parts.plans import form as plan_form
from dashboard.services import services
from dashboard.words import _
from data.plan import list_plans, plan_at, plan_history, read_scan, undo_plan, withdraw_plan
from data.plan.editing import UNDOABLE, scan_folder
from data.store.engine import reading
from data.store.tables import AGENCY_ROLES


def _missing(day: date, plans: list[dict[str, Any]]) -> None:
    ended = [each for each in plans if each["status"] == "signed" and each["period_to"] < day]
    last = max(ended, key=lambda each: each["period_to"]) if ended else None
    text = _("Ngày {day} không có kế hoạch phối hợp nào đang hiệu lực.", day=formats.day(day))
    if last is not None:
        text += " " + _("Kế hoạch gần nhất hết hiệu lực sau ngày {day}.", day=formats.day(last["period_to"]))
    look.note(_("Kế hoạch kế tiếp chưa nhập"), text, kind="warn")


def _rotation(row: Mapping[str, Any]) -> str:
    if not row["rotation"]:
        return _("chưa nêu")
    return " → ".join(_(agency_words.ROLES[each]) for each in row["rotation"] if each in AGENCY_ROLES)


def _stated(value: float | None, unit: str) -> str:
    return _("chưa nêu") if value is None else f"{formats.number(value)} {unit}"


def _holidays(held: Mapping[str, Any]) -> str:
    days = held.get("days") or []
    years = ", ".join(sorted({each["day"][:4] for each in days}))
    told = _("{count} ngày nhập cho năm {years}", count=len(days), years=years) if days else ""
    return " · ".join(each for each in (held.get("source"), told) if each) or _("chưa nêu, theo bảng có sẵn")


def _facts(row: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    signed_by = ", ".join(names.get(each["agency_id"], each["agency_id"]) for each in row["signatories"])
    times = row["lead_times"]
    return [
        (_("Số"), row["number"] or _("chưa nhập số")),
        (_("Ký ngày"), formats.day(row["signed_on"]) if row["signed_on"] else _("chưa nhập")),
        (_("Hiệu lực"), f"{formats.day(row['period_from'])} – {formats.day(row['period_to'])}"),
        (_("Đơn vị ký"), signed_by or _("chưa nhập")),
        (_("Thời hạn báo tin"), _stated(times.get("share_hours"), _("giờ"))),
        (_("Thông báo trước tập huấn"), _stated(times.get("notice_days"), _("ngày"))),
        (_("Luân phiên giao ban quý"), _rotation(row)),
        (_("Ngày nghỉ"), _holidays(row["holidays"] or {})),
        (_("Nguồn"), row["source"]),
    ]


def _state(row: Mapping[str, Any], day: date) -> tuple[str, str]:
    if row["status"] == "withdrawn":
        return _("đã rút"), ""
    if row["period_from"] > day:
        return _("chưa đến ngày hiệu lực"), ""
    return (_("đã hết hiệu lực"), "late") if row["period_to"] < day else (_("đang hiệu lực"), "fresh")


def _scan(row: dict[str, Any]) -> None:
    if row["scan"] is None:
        look.small(_("Chưa có bản chụp văn bản."))
        return
    held = read_scan(row, scan_folder(drill=services().drill))
    if held is None:
        look.note(
            _("Bản chụp không còn nguyên vẹn"), _("Tệp đã mất hoặc bị thay. Hãy tải lên lại."), kind="bad"
        )
        return
    scan = row["scan"]
    st.download_button(
        _("Tải bản chụp ({name})", name=look.plain(scan["name"])),
        held,
        file_name=scan["name"],
        mime=scan["type"],
        key=f"plan_scan_{row['id']}",
        icon=":material/download:",
    )
    look.small(f"SHA-256 {scan['sha256'][:16]}… · {formats.number(scan['bytes'] / 1024)} kB")


def _deeds(row: dict[str, Any]) -> None:
    own, seen = row["plan_id"], row["version"]
    with st.container(horizontal=True, key=f"plandeeds_{row['id']}"):
        if st.button(_("Sửa"), key=f"edit_plan_{row['id']}", icon=":material/edit:"):
            plan_form.open_form(row)
        if st.button(_("Bản chụp…"), key=f"scan_plan_{row['id']}", icon=":material/upload_file:"):
            plan_form.open_scan(row)
        if row["status"] == "signed" and st.button(
            _("Rút lại"), key=f"drop_plan_{row['id']}", type="tertiary"
        ):
            agency_act.do(
                lambda conn, act: withdraw_plan(conn, own, act, seen_version=seen),
                _("Đã rút kế hoạch."),
                lambda conn, act: undo_plan(conn, own, act, seen_version=seen + 1),
            )
            st.rerun()
        with reading(services().engine) as conn:
            last = plan_history(conn, own)[:1]
        if last and last[0]["action"] in UNDOABLE and st.button(
            _("Hoàn tác thay đổi cuối"), key=f"undo_plan_{row['id']}", type="tertiary"
        ):  # fmt: skip
            agency_act.do(lambda conn, act: undo_plan(conn, own, act, seen_version=seen), _("Đã hoàn tác."))
            st.rerun()


def _plan(row: dict[str, Any], names: Mapping[str, str], day: date) -> None:
    words, kind = _state(row, day)
    lines = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in _facts(row, names))
    clauses = "".join(f"<li>{escape(each)}</li>" for each in row["clauses"])
    html(
        f'<article class="cl-agency plan"><header><h3>{escape(row["title"])}</h3>'
        f'<span class="cl-pill {kind}">{escape(words)}</span></header>'
        f"<dl>{lines}</dl><ol>{clauses}</ol></article>"
    )
    _scan(row)
    _deeds(row)


def show(names: Mapping[str, str], day: date) -> None:
    """Draw the plans, the one in force first; `names` are the agencies' by id, of any day."""
    with reading(services().engine) as conn:
        plans, current = list_plans(conn), plan_at(conn, day)
    if current is None:
        _missing(day, plans)
    label = _("Nhập kế hoạch kế tiếp") if current is None and plans else _("Nhập kế hoạch")
    if st.button(label, key="add_plan", type="primary", icon=":material/post_add:"):
        plan_form.open_form(None)
    for row in sorted(plans, key=lambda each: current is None or each["id"] != current["id"]):
        _plan(row, names, day)
