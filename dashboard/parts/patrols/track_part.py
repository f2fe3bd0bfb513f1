"""On the sheet of a patrol: the tracks that came, what they prove, and what does not look right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.actor_words import actor
from dashboard.parts.html import html
from dashboard.parts.patrols import act, track_upload, track_words
from dashboard.parts.patrols.ground import ground
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.access import may_ever
from data.effort.anew import Files, read_stored, recount, set_aside
from data.effort.judging import covered_by
from data.effort.rows import days_of, tracks_of
from data.errors import DataError
from data.patrols.act import FOLLOW
from data.store.engine import reading
from geo.errors import GeoError

Row = Mapping[str, Any]


def _files(patrol_id: int) -> Files | None:
    """The patrol's files, read again; None (and said) where one is gone."""
    try:
        with reading(services().engine) as conn, st.spinner(_("Đang đọc lại các tệp…")):
            return read_stored(conn, patrol_id, ground().folder)
    except (DataError, GeoError) as error:
        look.note(_("Chưa tính lại được"), say(error.code, error.params), kind="bad")
        return None


def _facts(row: Row, names: Mapping[int, str]) -> str:
    member = names.get(row["member_id"] or 0)
    came = _(
        "{who}, nhận {moment}", who=member or actor(row["actor"]), moment=formats.moment(row["received_at"])
    )
    figures = [
        formats.distance(row["distance_m"]),
        track_words.hours(row["duration_s"]) if row["duration_s"] is not None else "",
        _("{count} điểm", count=formats.number(row["points"])),
        track_words.gaps(row["gaps"]),
    ]
    return f'<p class="came">{escape(came)}</p><p>{escape(" · ".join(each for each in figures if each))}</p>'


def _found(row: Row, zones: Mapping[int, str]) -> str:
    seen = [
        track_words.covered(each, zones.get(each["zone_id"], "")) for each in row["covered"] if each["share"]
    ]
    listed = track_words.lines(row["findings"]) + "".join(f"<li>{escape(each)}</li>" for each in seen)
    return f"<ul>{listed}</ul>" if listed else ""


def _card(row: Row, names: Mapping[int, str], zones: Mapping[int, str]) -> None:
    aside = row["set_aside"]
    said = f'<p class="aside">{escape(_("Không tính: {reason}", reason=aside))}</p>' if aside else ""
    title = f"<h4>{escape(row['name'])}</h4>"
    body = f"{title}{_facts(row, names)}{said}{_found(row, zones)}"
    html(f'<article class="cl-track{" off" if aside else ""}">{body}</article>')


def _together(conn: Connection, plan: Row, rows: Sequence[Row], zones: Mapping[int, str]) -> None:
    """What all tracks that count saw of each zone, each place once."""
    counted = [row["id"] for row in rows if row["set_aside"] is None]
    days = [day for every in days_of(conn, counted).values() for day in every]
    if not counted:
        return
    metres = sum(day["metres"] for day in days)
    parts = [_("Cả lượt đi được {way}, mỗi quãng tính một lần.", way=formats.distance(metres))]
    parts += [
        track_words.covered(each, zones.get(each["zone_id"], ""))
        for each in covered_by([day["line"] for day in days], plan["zones"], ground())
    ]
    html(f'<ul class="cl-covered">{"".join(f"<li>{escape(part)}</li>" for part in parts)}</ul>')


def _aside_dialog(row: Row) -> None:
    reason = st.text_input(
        _("Vì sao không tính"), key="track_reason", max_chars=200,
        placeholder=_("ví dụ: vết đi của lượt khác"),
    )  # fmt: skip
    if not st.button(_("Không tính vết đi này"), key="track_aside_save", type="primary"):
        return
    files = _files(row["patrol_id"])
    if files is None:
        return
    state, said = act.attempt(lambda conn, by: set_aside(conn, row["id"], reason, by, ground(), files))
    if state == "done":
        act.remember(_("Vết đi này không còn được tính."))
        st.rerun()
    look.note(_("Chưa lưu"), said or _("Vết đi vừa được tính lại, hãy tải lại trang"), kind="bad")


def _deeds(plan: Row, rows: Sequence[Row]) -> None:
    if not may_ever(who(), FOLLOW):
        return
    with st.container(key="trackdeeds", horizontal=True, vertical_alignment="center"):
        if plan["status"] != "cancelled" and st.button(
            _("Nộp vết đi…"), key="track_add", icon=":material/route:"
        ):
            track_upload.open_upload(plan)
        if rows and st.button(_("Tính lại"), key="track_recount", type="tertiary", help=_(
            "Theo giờ, khu vực và thiết lập bây giờ; bản tính cũ vẫn được giữ."
        )):  # fmt: skip
            files = _files(plan["id"])
            if files is not None:
                act.do(
                    lambda conn, by: recount(conn, plan["id"], by, ground(), files), _("Đã tính lại vết đi.")
                )
                st.rerun()


def _choice(row: Row) -> None:
    if not may_ever(who(), FOLLOW):
        return
    if row["set_aside"] is None:
        if st.button(_("Không tính…"), key=f"track_aside_{row['id']}", type="tertiary"):
            dialogs.dialog(_("Không tính vết đi này"))(_aside_dialog)(row)
        return
    if st.button(_("Tính trở lại"), key=f"track_back_{row['id']}", type="tertiary"):
        files = _files(row["patrol_id"])
        if files is not None:
            act.do(
                lambda conn, by: set_aside(conn, row["id"], None, by, ground(), files),
                _("Vết đi này được tính trở lại."),
            )
            st.rerun()


def show(plan: Row) -> None:
    """Draw the part; `plan` as `data.patrols.reading.patrol_of` reads it."""
    if plan["status"] == "planned":
        return
    names = {each["id"]: each["name"] for each in (*plan["members"], *plan["former_members"])}
    zones = {each["id"]: f"{each['code']} · {each['name']}" for each in plan["zones"]}
    with st.container(key="tracks"):
        html(f"<h3>{escape(_('Vết đi'))}</h3>")
        with reading(services().engine) as conn:
            rows = tracks_of(conn, [plan["id"]])
            _together(conn, plan, rows, zones)
        if not rows:
            look.small(_("Chưa ai nộp vết đi. Người đi nộp trên điện thoại, hoặc nộp tệp GPX, KML ở đây."))
        for row in rows:
            _card(row, names, zones)
            _choice(row)
        _deeds(plan, rows)
