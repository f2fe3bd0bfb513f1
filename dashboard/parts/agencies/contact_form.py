"""Add or edit a focal point: who answers for an agency, how to reach them, when they are on duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.parts import dialogs
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.agencies.form import when
from dashboard.parts.agencies.record_form import RecordForm
from dashboard.services import services
from dashboard.words import _
from data.agencies import (
    FOCAL_POINT,
    FocalPoint,
    add_focal_point,
    edit_focal_point,
    focal_points_at,
)
from data.store.engine import reading
from data.store.tables import AGENCY_LEVELS

_PHONES = 3


def _told(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Họ tên"), row["name"] or _("chưa nhập tên")),
        (_("Cấp bậc, chức vụ"), row["rank"] or ""),
        (_("Điện thoại"), ", ".join(row["phones"] or [])),
        (_("E-mail"), row["email"] or ""),
        (_("Liên lạc theo thứ tự"), ", ".join(agency_words.channel(each) for each in row["channels"] or [])),
        (_("Giờ trực"), agency_words.hours(row["duty_hours"])),
        (_("Thời gian"), agency_words.days(row)),
    ]


def _address(row: Mapping[str, Any] | None, kind: str) -> str:
    held = [each["address"] for each in (row["channels"] or [] if row else []) if each["kind"] == kind]
    return held[0] if held else ""


def _shown(channel: Mapping[str, str]) -> str:
    by_phone = channel["kind"] in ("call", "sms", "zalo")
    return agency_words.phone(channel["address"]) if by_phone else channel["address"]


def _reached(row: Mapping[str, Any] | None, key: str) -> tuple[list[str], str, list[dict[str, str]]]:
    """Phones, e-mail, and the channels in the order of choice."""
    held = [agency_words.phone(each) for each in (row["phones"] or [])] if row else []
    columns = st.columns(_PHONES)
    phones = [
        column.text_input(
            _("Điện thoại {number}", number=n + 1),
            held[n] if n < len(held) else "",
            key=f"{key}_phone_{n}",
            placeholder="0912 345 678" if n == 0 else "",
        )
        for n, column in enumerate(columns)
    ]
    phones = [each.strip() for each in phones if each.strip()] + held[_PHONES:]
    left, right = st.columns(2)
    email = left.text_input(
        _("E-mail"), row["email"] or "" if row else "", key=f"{key}_email", placeholder="ten@donvi.gov.vn"
    ).strip()
    radio = right.text_input(_("Bộ đàm: hô hiệu, tần số"), _address(row, "radio"), key=f"{key}_radio").strip()
    paper = left.text_input(_("Nơi nhận văn bản"), _address(row, "paper"), key=f"{key}_paper").strip()
    visit = right.text_input(_("Nơi đến gặp"), _address(row, "visit"), key=f"{key}_visit").strip()
    telegram = left.text_input(
        _("Telegram: số hoặc @tên của nhóm"), _address(row, "telegram"), key=f"{key}_telegram"
    ).strip()
    webhook = right.text_input(
        _("Webhook: tên bên nhận"), _address(row, "webhook"), key=f"{key}_webhook"
    ).strip()
    options = [(kind, each) for each in phones for kind in ("call", "zalo", "sms")]
    others = {"email": email, "telegram": telegram, "webhook": webhook}
    others |= {"radio": radio, "visit": visit, "paper": paper}
    options += [(kind, address) for kind, address in others.items() if address]
    held_channels = (row["channels"] or []) if row else []
    before = [(each["kind"], _shown(each)) for each in held_channels]
    default = [each for each in before if each in options] or [
        o for o in options if o[0] in ("call", "email")
    ]
    chosen = st.multiselect(
        _("Liên lạc theo thứ tự (chọn trước thì thử trước)"),
        options,
        default=default,
        format_func=lambda each: f"{_(agency_words.CHANNELS[each[0]])} {each[1]}",
        placeholder=_("nhập số hoặc địa chỉ ở trên trước"),
        key=f"{key}_channels_{hash(tuple(options))}",
    )
    return phones, email, [{"kind": kind, "address": address} for kind, address in chosen]


def _hours(row: Mapping[str, Any] | None, key: str) -> list[dict[str, Any]] | None:
    held = row["duty_hours"] if row else None
    words = {
        "unknown": _("chưa rõ"),
        "always": _("24/24 cả tuần"),
        "span": _("theo giờ"),
        "kept": _("giữ như đang lưu"),
    }
    always = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00"}]
    now = "unknown" if held is None else "always" if held == always else "span" if len(held) == 1 else "kept"
    if now != "kept":
        words.pop("kept")
    how = st.segmented_control(
        _("Giờ trực"),
        list(words),
        format_func=words.__getitem__,
        default=now,
        required=True,
        key=f"{key}_hours",
    )
    if how == "kept":
        look.small(agency_words.hours(held))
        return held
    if how != "span":
        return always if how == "always" else None
    usual: dict[str, Any] = {"days": [1, 2, 3, 4, 5], "from": "07:30", "to": "17:00"}
    span = held[0] if held and now == "span" else usual
    days = st.pills(
        _("Các thứ"),
        range(1, 8),
        selection_mode="multi",
        default=span["days"],
        format_func=lambda day: _(agency_words.DAYS[day - 1]),
        key=f"{key}_days",
    )
    left, right = st.columns(2)
    start = left.time_input(_("Từ giờ"), time.fromisoformat(span["from"]), key=f"{key}_start")
    until = "00:00" if span["to"] == "24:00" else span["to"]
    end = right.time_input(_("Đến giờ"), time.fromisoformat(until), key=f"{key}_end")
    look.small(_("Giờ kết thúc sớm hơn giờ bắt đầu là sang ngày hôm sau; 00:00 là hết ngày."))
    stop = f"{end:%H:%M}"
    return [{"days": list(days), "from": f"{start:%H:%M}", "to": "24:00" if stop == "00:00" else stop}]


def _typed(
    agency: Mapping[str, Any], row: Mapping[str, Any] | None, day: date, key: str
) -> tuple[FocalPoint, date | None]:
    left, right = st.columns(2)
    name = left.text_input(_("Họ tên"), row["name"] or "" if row else "", key=f"{key}_name", max_chars=80)
    rank = right.text_input(
        _("Cấp bậc, chức vụ"), row["rank"] or "" if row else "", key=f"{key}_rank", max_chars=80
    )
    level = st.selectbox(
        _("Đầu mối của cấp"),
        AGENCY_LEVELS,
        index=AGENCY_LEVELS.index(row["level"] if row else agency["level"]),
        format_func=lambda each: _(agency_words.LEVELS[each]),
        key=f"{key}_level",
    )
    phones, email, channels = _reached(row, key)
    hours = _hours(row, key)
    with reading(services().engine) as conn:
        people = {each["focal_point_id"]: each for each in focal_points_at(conn, day)}
    own = row["focal_point_id"] if row else None
    options = [None, *(each for each in people if each != own)]
    held = row["stand_in_id"] if row else None
    if held not in options:
        options.append(held)
    stand_in = st.selectbox(
        _("Người trực thay"),
        options,
        index=options.index(held),
        format_func=lambda each: (
            _("không có")
            if each is None
            else agency_words.person_name(people[each])
            if each in people
            else each
        ),
        key=f"{key}_stand_in",
    )
    first, last, since = when(row, key)
    wanted = FocalPoint(
        agency["agency_id"], level, name, rank, phones, email or None, channels, hours, stand_in, first, last
    )
    return wanted, since


_form = RecordForm("contact_form", FOCAL_POINT, add_focal_point, edit_focal_point, _told)


def _dialog(agency: Mapping[str, Any], row: Mapping[str, Any] | None, day: date, number: int) -> None:
    look.small(agency_words.agency_name(agency))
    wanted, since = _typed(agency, row, day, f"contact_{number}")
    now = _form.stored(row, wanted, since, "save_contact")
    if now is not None:
        _form.close(now, _("Đã lưu đầu mối {person}.", person=now["name"] or now["rank"]))


def open_form(agency: Mapping[str, Any], row: Mapping[str, Any] | None, day: date) -> None:
    """Open the dialog for a new focal point of an agency, or for a row as the person sees it now."""
    title = _("Thêm đầu mối") if row is None else _("Sửa đầu mối")
    dialogs.dialog(title, width="large")(_dialog)(agency, row, day, _form.begin())
