"""Enter or correct a coordination plan; upload the scan of the paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import act as agency_act
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.agencies.form import day_input
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.casework.working_days import shipped
from data.plan import Plan, add_plan, attach_scan, edit_plan, plan_of, undo_plan
from data.plan.editing import FORCES, SCAN_LIMIT_MB, scan_folder
from data.plan.holiday_lines import as_lines, read_days
from data.store.engine import reading

_KEY = "plan_form"


def open_form(row: Mapping[str, Any] | None) -> None:
    """Open the dialog for a new plan, or for one as the person sees it now."""
    st.session_state[_KEY] = st.session_state.get(_KEY, 0) + 1
    st.session_state.pop(f"{_KEY}_conflict", None)
    title = _("Nhập kế hoạch") if row is None else _("Sửa kế hoạch")
    dialogs.dialog(title, width="large")(_dialog)(row, st.session_state[_KEY])


def open_scan(row: Mapping[str, Any]) -> None:
    """Open the dialog that takes the scan of the paper."""
    dialogs.dialog(_("Bản chụp văn bản"))(_scan_dialog)(row)


def _told(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Tên"), row["title"]),
        (_("Số"), row["number"] or ""),
        (_("Ký ngày"), formats.day(row["signed_on"])),
        (_("Thời gian"), f"{formats.day(row['period_from'])} – {formats.day(row['period_to'])}"),
        (_("Nội dung"), " / ".join(row["clauses"])),
        (_("Ngày nghỉ lễ"), as_lines((row["holidays"] or {}).get("days") or [])),
        (_("Nguồn"), row["source"]),
    ]


def _typed(row: Mapping[str, Any] | None, key: str) -> tuple[dict[str, Any], Plan | None, list[str]]:
    """What must be filled in (label → what it holds), the plan where all of it is, lines that are no day."""
    held: Mapping[str, Any] = row or {}
    title = st.text_input(_("Tên kế hoạch"), held.get("title", ""), key=f"{key}_title", max_chars=300)
    left, right = st.columns(2)
    number = left.text_input(_("Số (để trống nếu chưa rõ)"), held.get("number") or "", key=f"{key}_number")
    with right:
        signed = day_input(_("Ký ngày"), held.get("signed_on"), f"{key}_signed")
    with left:
        first = day_input(_("Hiệu lực từ ngày"), held.get("period_from"), f"{key}_first")
    with right:
        last = day_input(_("Đến hết ngày"), held.get("period_to"), f"{key}_last")
    signatories = _signatories(held, signed or first, key)
    clauses = st.text_area(
        _("Nội dung, mỗi dòng một điều"), "\n".join(held.get("clauses", [])), height=180, key=f"{key}_clauses"
    )
    rotation = st.multiselect(
        _("Thứ tự luân phiên chủ trì giao ban quý"),
        FORCES,
        default=held.get("rotation") or [],
        format_func=lambda each: _(agency_words.ROLES[each]),
        placeholder=_("chưa nêu"),
        key=f"{key}_rotation",
        select_all=False,
    )
    # A whole number in a file stays one: a field takes one kind only.
    times = {name: float(value) for name, value in held.get("lead_times", {}).items() if value is not None}
    left, right = st.columns(2)
    share = left.number_input(
        _("Báo tin trong bao nhiêu giờ"), 1.0, value=times.get("share_hours"), step=1.0, format="%g",
        key=f"{key}_share",
    )  # fmt: skip
    notice = right.number_input(
        _("Thông báo trước tập huấn bao nhiêu ngày"),
        1.0,
        value=times.get("notice_days"),
        step=1.0,
        format="%g",
        key=f"{key}_notice",
    )
    holidays = st.text_input(
        _("Ngày nghỉ tính theo văn bản nào"),
        (held.get("holidays") or {}).get("source", ""),
        key=f"{key}_holidays",
    )
    days, bad = _days((held.get("holidays") or {}).get("days") or [], key)
    source = st.text_input(_("Nguồn của nội dung này"), held.get("source", ""), key=f"{key}_source")
    needed = {
        _("Tên kế hoạch"): title,
        _("Hiệu lực từ ngày"): first,
        _("Đến hết ngày"): last,
        _("Nguồn của nội dung này"): source,
        _("Ngày nghỉ lễ, mỗi dòng một ngày"): not bad,
    }
    if bad or not (title.strip() and first and last and source.strip()):
        return needed, None, bad
    wanted = Plan(
        title=title,
        period_from=first,
        period_to=last,
        number=number,
        signed_on=signed,
        signatories=signatories,
        clauses=clauses.splitlines(),
        rotation=list(rotation),
        lead_times={"share_hours": share, "notice_days": notice},
        holidays={"source": holidays.strip(), "days": days} if holidays.strip() or days else None,
        source=source.strip(),
    )
    return needed, wanted, bad


def _days(held: list[dict[str, Any]], key: str) -> tuple[list[dict[str, str]], list[str]]:
    """The holidays by which working days are counted, and the lines that are no day."""
    text = st.text_area(
        _("Ngày nghỉ lễ, mỗi dòng một ngày"), as_lines(held), height=120, key=f"{key}_days",
        placeholder="03/02/2027 Tết Nguyên đán",
        help=_(
            "Năm nào có ghi thì chỉ tính những ngày ghi ở đây; năm không ghi thì theo bảng có sẵn của chương "
            "trình. Ngày đi làm bù ghi tên bắt đầu bằng “làm bù”."
        ),
    )  # fmt: skip
    with st.popover(_("Bảng có sẵn của chương trình")):
        today = formats.local(services().now()).date()
        for year in (today.year, today.year + 1):
            shipped_days = [{"day": day.isoformat(), "name": name} for day, name in shipped(year)]
            st.code(as_lines(shipped_days), language=None)
    return read_days(text)


def _signatories(held: Mapping[str, Any], day: date | None, key: str) -> list[dict[str, Any]]:
    with reading(services().engine) as conn:
        then = agencies_at(conn, day or formats.local(services().now()).date())
    names = {each["agency_id"]: agency_words.agency_name(each) for each in then}
    before = {each["agency_id"]: each for each in held.get("signatories", [])}
    chosen = st.multiselect(
        _("Đơn vị ký"),
        [*names, *(each for each in before if each not in names)],
        default=list(before),
        format_func=lambda each: names.get(each, each),
        placeholder=_("chưa nhập"),
        key=f"{key}_signatories",
    )
    return [before.get(each, {"agency_id": each, "signed_by": None}) for each in chosen]


def _dialog(row: Mapping[str, Any] | None, number: int) -> None:
    needed, wanted, bad = _typed(row, f"plan_{number}")
    if row is not None and wanted is not None and st.session_state.get(f"{_KEY}_conflict"):
        with reading(services().engine) as conn:
            stored = plan_of(conn, row["plan_id"]) or dict(row)
        pairs = zip(_told(stored), _told(vars(wanted)), strict=True)
        if agency_act.conflicting(_KEY, [(name, theirs, mine) for (name, theirs), (_n, mine) in pairs]):
            _save(row, wanted, stored["version"])
        return
    if save_button.pressed(_("Lưu"), "save_plan", needed) and wanted is not None:
        _save(row, wanted, row["version"] if row else 0)
        if st.session_state.get(f"{_KEY}_conflict"):
            st.rerun(scope="fragment")
    for line in bad:  # below the button: one that comes and goes above would move it away from the hand
        look.note(
            _("Không hiểu dòng “{line}”", line=line[:60]),
            _("Viết như 03/02/2027 Tết Nguyên đán."),
            kind="bad",
        )
    look.small(_("Không nhập thông tin bí mật nhà nước."))


def _save(row: Mapping[str, Any] | None, wanted: Plan, seen: int) -> None:
    if row is None:
        done = agency_act.save(_KEY, lambda conn, act, _v: add_plan(conn, wanted, act), seen)
        if done is not None:
            agency_act.remember(_("Đã lưu kế hoạch."))
            st.rerun()
        return
    own = row["plan_id"]

    def change(conn: Any, act: Any, version: int) -> int:
        edit_plan(conn, own, wanted, act, seen_version=version)
        return version + 1

    done = agency_act.save(_KEY, change, seen)
    if done is not None:
        agency_act.remember(
            _("Đã lưu kế hoạch."), lambda conn, act: undo_plan(conn, own, act, seen_version=done)
        )
        st.rerun()


def _scan_dialog(row: Mapping[str, Any]) -> None:
    look.small(
        _("PDF hoặc JPG, tối đa {limit} MB. Không tải lên văn bản mật.", limit=formats.number(SCAN_LIMIT_MB))
    )
    with st.container(key="plan_drop"):
        given = st.file_uploader(_("Bản chụp"), type=["pdf", "jpg", "jpeg"], key=f"scan_{row['id']}")
    if save_button.pressed(_("Lưu bản chụp"), "save_scan", {_("Bản chụp"): given}) and given:
        folder, data, name = scan_folder(drill=services().drill), given.getvalue(), given.name
        state, said = agency_act.attempt(
            lambda conn, act: attach_scan(
                conn, row["plan_id"], name, data, act, seen_version=row["version"], folder=folder
            )
        )
        if state == "done":
            agency_act.remember(_("Đã lưu bản chụp."))
            st.rerun()
        changed = _("Người khác vừa sửa kế hoạch này. Hãy đóng và mở lại.")
        look.note(_("Chưa lưu"), changed if state == "conflict" else said, kind="bad")
