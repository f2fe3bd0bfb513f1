"""When and where a meeting is held and who is invited: set, moved, or called out of turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.meetings import act, words
from dashboard.parts.together import communes
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.meetings.planning import Day, call_meeting, same_day, set_day, undo
from data.store.engine import reading

_STEP = timedelta(minutes=30)
_BEGINS, _LASTS = time(8, 0), timedelta(hours=2)
"""What a day that was not set begins with: a morning, until somebody says otherwise."""


def _window(row: Mapping[str, Any] | None, day: date, key: str) -> tuple[datetime, datetime]:
    tz = services().profile.tz
    first, last = datetime.combine(day, _BEGINS), datetime.combine(day, _BEGINS) + _LASTS
    if row is not None and row["starts_at"] is not None:
        first, last = (formats.local(row[name]) for name in ("starts_at", "ends_at"))
    with st.container(key=f"{key}_when", horizontal=True, vertical_alignment="bottom"):
        on = st.date_input(_("Họp ngày"), first.date(), format="DD/MM/YYYY", key=f"{key}_day")
        begins = st.time_input(_("từ"), first.time(), step=_STEP, key=f"{key}_from")
        ends = st.time_input(_("đến"), last.time(), step=_STEP, key=f"{key}_to")
    start = datetime.combine(on, begins or _BEGINS, tzinfo=tz)
    return start, datetime.combine(on, ends or time(10), tzinfo=tz)


def _typed(
    row: Mapping[str, Any] | None, day: date, key: str, held: Sequence[str], host: str | None
) -> tuple[Day, dict[str, str]]:
    start, end = _window(row, day, key)
    venue = st.text_input(
        _("Địa điểm"), row["venue"] if row is not None else "", key=f"{key}_venue", max_chars=300
    )
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
        order = [each["agency_id"] for each in agencies_at(conn, formats.local(start).date())]
    options = [*order, *(own for own in [*held, host] if own and own not in order)]
    options = list(dict.fromkeys(options))
    chosen = st.selectbox(
        _("Chủ trì"), options, options.index(host) if host in options else None, key=f"{key}_host",
        format_func=lambda own: names.get(own, own), placeholder=_("chưa biết"),
    )  # fmt: skip
    guests = st.multiselect(
        _("Mời"), options, list(held), key=f"{key}_guests", format_func=lambda own: names.get(own, own),
        placeholder=_("chọn các đơn vị"),
    )  # fmt: skip
    return Day(start, end, venue, guests, chosen), names


def _warn(row: Mapping[str, Any], wanted: Day) -> None:
    """Two meetings of one agency on one day are allowed, and said."""
    here = services()
    as_planned = {"id": row["id"], "starts_at": wanted.starts_at, "invited": list(wanted.invited)}
    with reading(here.engine) as conn:
        others = same_day(conn, as_planned | {"host_agency_id": wanted.host_agency_id}, here.profile.tz)
    if others:
        told = tuple(f"{each['code']} · {words.title(each)} · {words.when(each)}" for each in others)
        look.note(
            _("Cùng ngày còn cuộc họp khác của đơn vị được mời"),
            _("Vẫn lưu được nếu bạn biết rõ."),
            kind="warn",
            steps=told,
        )
    if formats.local(wanted.starts_at).date() > row["due_on"]:
        look.note(_("Ngày này muộn hơn kỳ"), _("Hạn là {day}.", day=formats.day(row["due_on"])), kind="warn")


def _dialog(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    key = f"meeting_day_{own}_{seen}"
    today = formats.local(services().now()).date()
    day = min(max(today + timedelta(days=3), row["due_on"].replace(day=1)), max(row["due_on"], today))
    wanted, _names = _typed(row, day, key, row["invited"], row["host_agency_id"])
    moved = row["starts_at"] is not None and row["starts_at"] != wanted.starts_at
    reason = st.text_input(_("Lý do dời"), key=f"{key}_reason", max_chars=300) if moved else ""
    _warn(row, wanted)
    look.small(
        _("Lưu là phải báo: từ lúc này các đơn vị được mời được báo qua đầu mối, có hạn và bằng chứng.")
    )
    if save_button.pressed(_("Lưu ngày họp"), f"{key}_save", {_("Lý do dời"): reason} if moved else {}):
        act.finish(
            key,
            lambda conn, by, v: set_day(conn, own, wanted, by, seen_version=v, reason=reason),
            seen,
            _("Đã đặt ngày họp {code}: {when}.", code=row["code"], when=formats.moment(wanted.starts_at)),
            lambda conn, by: undo(conn, own, by, seen_version=seen + 1),
        )


def open_day(row: Mapping[str, Any]) -> None:
    """Open the dialog that sets or moves a meeting's day."""
    title = _("Dời ngày họp") if row["starts_at"] is not None else _("Đặt ngày họp")
    dialogs.dialog(title, width="large")(_dialog)(row)


def _forces_there(commune: str | None, day: date) -> list[str]:
    """Who is invited unless somebody chooses otherwise: the three forces there."""
    with reading(services().engine) as conn:
        rows = agencies_at(conn, day, commune=commune)
    level = ("commune", "area") if commune else ("area", "province")
    return [row["agency_id"] for row in rows if row["role"] != "participant" and row["level"] in level]


def _call() -> None:
    here, key = services(), "meeting_call"
    names = communes.names()
    commune = st.selectbox(
        _("Ở đâu"), [None, *names], key=f"{key}_commune",
        format_func=lambda own: _("Toàn khu vực") if own is None else names[own],
    )  # fmt: skip
    why = st.text_input(_("Họp về việc gì"), key=f"{key}_why", max_chars=400)
    today = formats.local(here.now()).date()
    guests = _forces_there(commune, today)
    host = act.now_act().who.agency_id
    wanted, _names = _typed(None, today + timedelta(days=1), f"{key}_{commune}", guests, host)
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    if save_button.pressed(_("Triệu tập"), f"{key}_save", {_("Họp về việc gì"): why}):
        made: list[int] = []

        def change(conn: Any, by: Any, _seen: int) -> None:
            era = here.areas.present_era
            made.append(call_meeting(conn, wanted, by, here.profile.tz, era=era, commune_id=commune, why=why))

        done = act.saved(key, change, 0)
        if done:
            st.session_state["meeting_chosen"] = made[0]
            act.remember(_("Đã triệu tập. Các đơn vị được mời phải được báo từ lúc này."))
        act.close(key, done=done)


def open_call() -> None:
    """Open the dialog that calls a meeting which no plan promises."""
    dialogs.dialog(_("Họp đột xuất"), width="large")(_call)()
