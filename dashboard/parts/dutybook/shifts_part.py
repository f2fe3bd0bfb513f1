"""Who is on duty now at each agency; sign on, sign off, hand over."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.dutybook import act, duty_words, handover_form
from dashboard.parts.dutybook.shift_form import typed
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _
from data.duty_shifts import forgotten, history, on_duty, sign_off, sign_on
from data.store.engine import reading


def _on(agency_id: str) -> None:
    wanted = typed(agency_id, "duty_on")
    if st.button(_("Vào ca"), key="duty_on_save", type="primary", width="stretch"):
        state, said = act.attempt(lambda conn, by: sign_on(conn, wanted, by))
        act.finish(state, said, _("{name} đã vào ca.", name=wanted.name))


def _off(shift: dict[str, Any]) -> None:
    look.note(
        _("Hết ca của {name}?", name=shift["name"]),
        _("Nếu không bàn giao cho ai, đơn vị này sẽ không có người trực."),
        kind="warn",
    )
    remark = st.text_area(_("Ghi lại cho ca sau"), key="duty_off_remark", max_chars=1000)
    if st.button(_("Hết ca"), key="duty_off_save", type="primary", width="stretch"):
        state, said = act.attempt(
            lambda conn, by: sign_off(conn, shift["id"], by, seen_version=shift["version"], remark=remark)
        )
        act.finish(state, said, _("{name} đã hết ca.", name=shift["name"]))


def _shift(shift: dict[str, Any], may: bool) -> None:
    now = services().now()
    late = forgotten(shift, now)
    state = _("quá giờ dự kiến, chưa hết ca") if late else _("đang trực")
    since = _(
        "từ {start}, dự kiến đến {until}",
        start=formats.moment(shift["started_at"]),
        until=formats.moment(shift["until"]),
    )
    pill = f'<span class="cl-pill {"failing" if late else "fresh"}">{escape(state)}</span>'
    html(
        f'<div class="cl-shift"><b>{escape(shift["name"])}</b> {pill}'
        f"<p>{escape(agency_words.phone(shift['phone']))} · {escape(since)}</p></div>"
    )
    if may:
        with st.container(horizontal=True, key=f"shiftdeeds_{shift['id']}"):
            if st.button(_("Bàn giao…"), key=f"over_{shift['id']}"):
                dialogs.dialog(_("Bàn giao ca"), width="large")(handover_form.show)(shift)
            if st.button(_("Hết ca…"), key=f"off_{shift['id']}", type="tertiary"):
                dialogs.dialog(_("Hết ca"))(_off)(shift)


def _agency(row: dict[str, Any], shifts: list[dict[str, Any]]) -> None:
    may = act.may("duty.sign", row["agency_id"])
    with st.container(border=True, key=f"dutyagency_{row['agency_id']}"):
        name = escape(agency_words.agency_name(row))
        none = "" if shifts else f'<p class="none">{escape(_("Không có ai trực."))}</p>'
        html(f"<h3>{name}</h3>{none}")
        for shift in shifts:
            _shift(shift, may)
        if may and st.button(_("Vào ca…"), key=f"on_{row['agency_id']}", icon=":material/login:"):
            dialogs.dialog(_("Vào ca: {agency}", agency=agency_words.agency_name(row)))(_on)(row["agency_id"])


def _past(names: dict[str, str]) -> None:
    with reading(services().engine) as conn:
        rows = [row for row in history(conn) if row["ended_at"] is not None]
    if rows:
        st.subheader(_("Các ca trước"))
        st.dataframe(
            [
                {
                    _("Đơn vị"): names.get(row["agency_id"], row["agency_id"]),
                    _("Người trực"): row["name"],
                    _("Từ"): formats.moment(row["started_at"]),
                    _("Đến"): formats.moment(row["ended_at"]),
                    _("Tình trạng"): duty_words.ended(row["ended_how"]),
                    _("Ghi lại"): row["remark"] or "",
                }
                for row in rows
            ],
            hide_index=True,
        )


def show(rows: list[dict[str, Any]]) -> None:
    """Draw it. `rows` are the agencies of today."""
    me = who()
    with reading(services().engine) as conn:
        shifts = on_duty(conn)
    mine = [row for row in rows if row["agency_id"] == me.agency_id]
    others = [row for row in rows if row["agency_id"] != me.agency_id]
    # One's own agency first, then those with somebody on duty: few scroll past the first screen.
    ordered = [*mine, *sorted(others, key=lambda row: row["agency_id"] not in shifts)]
    with st.container(key="dutylist"):
        for row in ordered:
            _agency(row, shifts.get(row["agency_id"], []))
    _past({row["agency_id"]: agency_words.agency_name(row) for row in rows})
