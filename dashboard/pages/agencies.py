"""*Đơn vị*: who the forces are on a day, who can be reached now, and the plan that binds them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.parts import reveal
from dashboard.parts.agencies import act as agency_act
from dashboard.parts.agencies import card as agency_card
from dashboard.parts.agencies import form as agency_form
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.html import html
from dashboard.parts.plans import card as plan_card
from dashboard.services import services
from dashboard.words import _
from data.agencies import (
    AGENCY,
    Act,
    Offer,
    agencies_at,
    focal_points_at,
    last_check,
    offers,
    take,
    unreachable_agencies,
)
from data.store.engine import reading
from data.store.tables import AGENCY_ROLES
from data.toml_table import ProfileError
from geo.alphabet import sort_key

_CSS = Path(__file__).with_name("agencies.css").read_text(encoding="utf-8")
_log = logging.getLogger(__name__)


def _opening(agencies: list[dict[str, Any]], silent: Mapping[str, str]) -> None:
    title = _("Đơn vị")
    lead = _("Ba lực lượng và các đơn vị tham gia: ai làm đầu mối, lúc này liên lạc được với ai.")
    counts = (
        (_("đơn vị"), len(agencies)),
        (_("liên lạc được"), sum(row["agency_id"] not in silent for row in agencies)),
        (_("chưa liên lạc được"), sum(row["agency_id"] in silent for row in agencies)),
    )
    boxes = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(formats.number(count))}</b></div>"
        for name, count in counts
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _bar(today: date) -> tuple[str, date, str | None]:
    """Which part, which day, which commune."""
    areas = services().areas
    with st.container(key="agencybar", horizontal=True, vertical_alignment="bottom"):
        parts = {"agencies": _("Đơn vị, đầu mối"), "plan": _("Kế hoạch phối hợp")}
        asked = st.query_params.get("part", "")  # ``?part=plan`` opens that part, once
        st.session_state.setdefault("agency_part", asked if asked in parts else "agencies")
        part = st.segmented_control(
            _("Xem"),
            list(parts),
            format_func=parts.__getitem__,
            required=True,
            key="agency_part",
            width="content",
        )
        day = st.date_input(
            _("Theo ngày"),
            today,
            min_value=date(2000, 1, 1),
            max_value=today + timedelta(days=3660),
            format="DD/MM/YYYY",
            key="agency_day",
        )
        known = areas.of_era(areas.era_for(day))
        names = dict(zip(known["area_id"], known["name"], strict=True))
        commune = st.selectbox(
            _("Xã"),
            [None, *sorted(names, key=lambda each: sort_key(names[each]))],
            format_func=lambda each: _("tất cả") if each is None else names[each],
            key=f"agency_commune_{areas.era_for(day)}",
        )
    return str(part), day, commune


def _label(row: Mapping[str, Any], silent: Mapping[str, str], day_is_today: bool) -> str:
    name = look.plain(agency_words.agency_name(row))
    under = f"{_(agency_words.LEVELS[row['level']])} · {agency_words.communes(row, services().areas)}"
    reason = silent.get(row["agency_id"])
    if reason:
        state = f":red[{_(agency_words.REACH[reason])}]"
    else:
        state = f":green[{_('liên lạc được') if day_is_today else _('có đầu mối')}]"
    return f"**{name}**\n{look.plain(under)}\n{state}"


def _group(role: str, rows: list[dict[str, Any]], silent: Mapping[str, str], today: bool) -> None:
    title = _(agency_words.ROLES[role])
    html(f'<h2 class="cl-force {role}">{escape(title)}</h2>')
    if not rows:
        look.small(_("Ngày này không có đơn vị nào."))
    chosen = st.session_state.get("agency_chosen")
    with st.container(key=f"force_{role}"):
        for row in rows:
            own = row["agency_id"]
            if st.button(
                _label(row, silent, today),
                key=f"agency_row_{row['id']}",
                type="primary" if own == chosen else "secondary",
                width="stretch",
            ):
                st.session_state["agency_chosen"] = None if own == chosen else own
                reveal.count("agencies")
                st.rerun()
    if role == "participant" and not any(
        row["kind"] in ("forest_owner", "village_fire_team") for row in rows
    ):
        look.small(_("Chưa nhập chủ rừng và tổ, đội bảo vệ rừng ở bản. Chương trình không tự đặt tên."))


def _night(names: Mapping[str, str]) -> None:
    """What the nightly check found."""
    with reading(services().engine) as conn:
        last = last_check(conn)
    if last is None:
        look.small(_("Chưa kiểm tra đêm lần nào: tiến trình nền kiểm tra mỗi đêm từ 02:00."))
        return
    at = formats.moment(last["at"])
    if not last["found"]:
        look.small(_("Kiểm tra đêm lúc {at}: đơn vị nào cũng có người trực trong 24 giờ tới.", at=at))
        return
    title = _("Kiểm tra đêm {at}: {count} đơn vị", at=at, count=formats.number(len(last["found"])))
    with st.expander(title):
        for each in last["found"]:
            gap = _("{hours} giờ không ai trực", hours=formats.number(each.hours or 0, 1))
            reason = gap if each.reason == "hours_uncovered" else _(agency_words.REACH[each.reason])
            look.small(f"{names.get(each.agency_id, each.agency_id)}: {reason}")


def _take(conn: Connection, act: Act, *, offer: Offer, yes: bool) -> None:
    take(conn, offer, act, yes=yes)


def _offers(names: Mapping[str, str]) -> None:
    """What the profile's files say anew; nothing of it counts before a yes."""
    here = services()
    try:
        with reading(here.engine) as conn:
            found = offers(conn, here.profile.directory)
    except ProfileError as error:
        look.note(_("Không đọc được tệp đơn vị"), str(error), kind="warn")
        return
    for offer in found:
        with st.container(key=f"offer_{offer.agency_id}"):
            new = offer.wanted.name or _("chưa nhập tên")
            look.note(
                _("Tệp cấu hình ghi khác về {agency}", agency=names.get(offer.agency_id, offer.agency_id)),
                _("Tệp nay ghi: {name}. Chưa thay đổi gì.", name=new),
                kind="warn",
            )
            with st.container(horizontal=True):
                for yes, label in ((False, _("Giữ bản đang lưu")), (True, _("Dùng bản trong tệp"))):
                    if st.button(label, key=f"offer_{offer.agency_id}_{yes}"):
                        agency_act.do(partial(_take, offer=offer, yes=yes), _("Đã ghi nhận."))
                        st.rerun()


def _agencies(
    day: date, moment: datetime, commune: str | None, names: Mapping[str, str], today: date
) -> None:
    here = services()
    with reading(here.engine) as conn:
        rows, points = agencies_at(conn, day, commune=commune), focal_points_at(conn, day)
        silent = {
            each.agency_id: each.reason for each in unreachable_agencies(conn, moment, zone=here.profile.tz)
        }
    if day != today:
        look.note(
            _("Đang xem ngày {day}", day=formats.day(day)),
            _("Đơn vị và đầu mối như hồ sơ ghi cho ngày ấy, liên lạc xét vào lúc 12:00."),
        )
    chosen = next((row for row in rows if row["agency_id"] == st.session_state.get("agency_chosen")), None)
    with st.container(key="agencyboard"):
        left, right = st.columns([7, 5], gap="medium")
        with left, st.container(key="agencylist"):
            for role in AGENCY_ROLES:
                _group(role, [row for row in rows if row["role"] == role], silent, day == today)
        with right, st.container(key="agencyside"):
            if st.button(_("Thêm đơn vị"), key="add_agency", icon=":material/add:"):
                agency_form.open_form(None, day)
            if chosen is not None:
                with st.container(key="agencyshown"):
                    agency_card.show(chosen, points, names, day, moment)
                reveal.show("agencies", "agencyshown")
            else:
                look.small(_("Chọn một đơn vị để xem đầu mối, sửa hoặc thôi dùng."))
            _night(names)
            _offers(names)


def _names(day: date) -> dict[str, str]:
    """Every agency's name by its id: as of the day, else as it was last."""
    with reading(services().engine) as conn:
        table = AGENCY.table
        rows = [
            dict(row._mapping) for row in conn.execute(select(table).order_by(table.c.valid_from, table.c.id))
        ]
        names = {row["agency_id"]: agency_words.agency_name(row) for row in rows}
        return names | {row["agency_id"]: agency_words.agency_name(row) for row in agencies_at(conn, day)}


def _body() -> None:
    here = services()
    now = here.now()
    today = formats.local(now).date()
    try:
        with reading(here.engine) as conn:
            agencies = agencies_at(conn, today)
            silent = {each.agency_id: each.reason for each in unreachable_agencies(conn, now)}
        _opening(agencies, silent)
        agency_act.news()
        part, day, commune = _bar(today)
        names = _names(day)
        if part == "plan":
            plan_card.show(names, day)
            return
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=here.profile.tz)
        _agencies(day, now if day == today else noon, commune, names, today)
    except SQLAlchemyError:
        _log.exception("the database did not answer")
        look.note(
            _("Không đọc được cơ sở dữ liệu"),
            _("Dữ liệu đã lưu không bị thay đổi. Tải lại trang sau ít phút."),
            kind="bad",
        )


def show() -> None:
    """Draw the page."""
    drop = _("Kéo tệp vào đây, hoặc bấm nút. PDF hoặc JPG, tối đa 20 MB.")
    st.html(f'<style>{_CSS}\n.st-key-plan_drop {{ --cl-drop: "{drop}"; }}</style>')
    with st.container(key="agencies"):
        _body()
