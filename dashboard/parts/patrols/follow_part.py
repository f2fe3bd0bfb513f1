"""On the sheet of a patrol: who is there, what is late, what was found; and checking in at a desk."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.checkin import phrases
from dashboard.parts import dialogs, save_button
from dashboard.parts.actor_words import actor
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.patrols import act, alarm_bar
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import N_, _
from dashboard.words.errors import say
from data.access import may_ever
from data.checking.photos import photos_of
from data.patrols.act import FOLLOW
from data.positions.reading import SEE, latest
from data.presence.alarm_rows import alarms_of
from data.presence.checkins import Checkin, check
from data.presence.findings import findings_of
from data.presence.reading import Presence, Present, checkins_of, presence_of
from data.store.engine import reading
from geo.errors import GeoError

CHANNELS = {"link": N_("tự điểm danh"), "leader": N_("tổ trưởng điểm danh hộ"), "desk": N_("trực ban ghi")}
_SHOWN = ("assigned", "under_way", "returned", "completed", "cancelled")


def _may_follow() -> bool:
    return may_ever(who(), FOLLOW)


# ---- presence


def _joint(found: Presence) -> None:
    said, mark = phrases.joint(found)
    if said:
        look.note(_("Điểm danh"), said, kind="" if mark == "good" else "warn")


def _person(each: Present, names: Mapping[str, str]) -> str:
    about = [names.get(each.agency_id, each.agency_id)]
    if each.stands_in_for:
        about.append(_("thay {name}", name=each.stands_in_for))
    if each.channel:
        about.append(_(CHANNELS[each.channel]))
    if each.stays and not each.counts:
        about.append(_("ngoài giờ của lượt tuần tra: không tính"))
    mark = "out" if each.out_there else "home" if each.stays else "none"
    state = escape(phrases.state(each))
    return (
        f'<li class="{mark}"><b>{escape(each.name)}</b> <span>{escape(" · ".join(about))}</span>'
        f"<em>{state}</em></li>"
    )


def _people(found: Presence, names: Mapping[str, str]) -> None:
    lines = "".join(_person(each, names) for each in (*found.present, *found.absent))
    html(f'<ul class="cl-presence">{lines}</ul>')


def _form_said(row: Mapping[str, Any], kind: str, member: int, at: datetime, note: str) -> Checkin:
    return Checkin(secrets.token_hex(16), row["id"], member, kind, at, note=note)


def _checkin_dialog(row: Mapping[str, Any], found: Presence) -> None:
    people = {each.member_id: each for each in (*found.present, *found.absent)}
    out = {own for own, each in people.items() if each.out_there}
    look.small(
        _("Ghi thay khi người đi gọi điện hoặc bộ đàm về. Ghi đúng giờ họ có mặt, không phải giờ gọi.")
    )
    kinds = {"in": _("Có mặt"), "out": _("Đã về")}
    kind = st.segmented_control(_("Việc"), list(kinds), format_func=kinds.__getitem__, default="in",
                                key="checkin_kind", required=True)  # fmt: skip
    choices = [own for own in people if (own in out) == (kind == "out")]
    if not choices:
        look.small(_("Không còn ai để ghi."))
        return
    picked = st.multiselect(_("Ai"), choices, format_func=lambda own: people[own].name, key="checkin_who")
    now = formats.local(services().now())
    columns = st.columns(2)
    day = columns[0].date_input(_("Ngày"), now.date(), format="DD/MM/YYYY", key="checkin_day")
    clock = columns[1].time_input(_("Giờ"), now.time().replace(second=0, microsecond=0), step=300,
                                  key="checkin_clock")  # fmt: skip
    note = st.text_input(_("Ghi chú"), key="checkin_note", max_chars=300, placeholder=_("gọi điện, bộ đàm…"))
    if not save_button.pressed(_("Ghi"), "checkin_save", {_("Ai"): picked}):
        return
    at = min(datetime.combine(day, clock, tzinfo=services().profile.tz), services().now())
    settings, said = services().profile.patrols, [_form_said(row, kind, own, at, note) for own in picked]
    state, text = act.attempt(lambda conn, by: [check(conn, each, by, settings) for each in said])
    if state == "done":
        act.remember(_("Đã ghi điểm danh."))
        st.rerun()
    look.note(_("Chưa ghi"), text or "", kind="bad")


def _wrong_dialog(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        rows = [each for each in checkins_of(conn, row["id"]) if each["counts"]]
    names = {each["id"]: each["name"] for each in (*row["members"], *row["former_members"])}
    kinds = {"in": _("có mặt"), "out": _("đã về")}

    def said(own: int) -> str:
        each = next(line for line in rows if line["id"] == own)
        name, when = names.get(each["member_id"], ""), formats.moment(each["happened_at"])
        return f"{name} · {kinds[each['kind']]} {when} · {_(CHANNELS[each['channel']])}"

    look.small(_("Dòng ghi nhầm vẫn ở lại, kèm lý do; nó không được tính nữa."))
    own = st.selectbox(_("Dòng nào sai"), [each["id"] for each in rows], format_func=said, key="wrong_line")
    reason = st.text_input(_("Vì sao"), key="wrong_reason", max_chars=300)
    needed = {_("Dòng nào sai"): own, _("Vì sao"): reason}
    if not save_button.pressed(_("Không tính dòng này"), "wrong_save", needed):
        return
    line = next(each for each in rows if each["id"] == own)
    # Of a wrong "in" an "out" at its own time: nobody was there. Of a wrong "out" an "in": still out there.
    other = Checkin(
        secrets.token_hex(16), row["id"], line["member_id"], "out" if line["kind"] == "in" else "in",
        line["happened_at"], note=reason, corrects_id=own,
    )  # fmt: skip
    state, text = act.attempt(lambda conn, by: check(conn, other, by, services().profile.patrols))
    if state == "done":
        act.remember(_("Đã bỏ dòng ghi nhầm."))
        st.rerun()
    look.note(_("Chưa ghi"), text or "", kind="bad")


def _deeds(row: Mapping[str, Any], found: Presence) -> None:
    if not _may_follow():
        return
    with st.container(key="patrolfollow", horizontal=True):
        if row["status"] != "cancelled" and st.button(_("Điểm danh hộ"), key="checkin_open",
                                                      icon=":material/how_to_reg:"):  # fmt: skip
            dialogs.dialog(_("Điểm danh hộ"))(_checkin_dialog)(row, found)
        if found.present and st.button(_("Ghi nhầm…"), key="checkin_wrong", type="tertiary"):
            dialogs.dialog(_("Điểm danh ghi nhầm"))(_wrong_dialog)(row)


# ---- positions and findings


def _positions(row: Mapping[str, Any]) -> None:
    if not may_ever(who(), SEE):
        return
    try:
        with reading(services().engine) as conn:
            rows = [each for each in latest(conn, services().now(), who()) if each["patrol_id"] == row["id"]]
    except GeoError as error:
        look.small(say(error.code, error.params))
        return
    if rows:
        said = ", ".join(f"{each['name']} {formats.ago(each['at'], services().now())}" for each in rows)
        look.small(_("Vị trí gần nhất: {said}. Xem trên trang Bản đồ.", said=said))


def _finding(each: Mapping[str, Any], names: Mapping[int, str], photos: int) -> str:
    by = names.get(each["member_id"]) or actor(each["actor"])
    about = [formats.moment(each["happened_at"]), by]
    if each["latitude"] is not None:
        about.append(f"{each['latitude']:.5f}, {each['longitude']:.5f}")
    if photos:
        about.append(_("{n} ảnh", n=formats.number(photos)))
    head = escape(_(phrases.SHORT_OUTCOMES[each["outcome"]]))
    if each["outcome"] == "incident":
        href = escape(way("incidents", incident=each["ref"]), quote=True)
        head = f'<a href="{href}" target="_self">{head} {escape(each["ref"])}</a>'
    elif each["ref"]:
        head += f" № {escape(each['ref'])}"
    return f"<li><b>{head}</b> {escape(each['text'])}<span>{escape(' · '.join(about))}</span></li>"


def _findings(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        rows = findings_of(conn, row["id"])
        photos = {each["id"]: len(photos_of(conn, "finding", each["id"])) for each in rows}
    if not rows:
        return
    names = {each["id"]: each["name"] for each in (*row["members"], *row["former_members"])}
    lines = "".join(_finding(each, names, photos[each["id"]]) for each in rows)
    st.subheader(_("Đã phát hiện"))
    html(f'<ul class="cl-found">{lines}</ul>')


def show(row: Mapping[str, Any]) -> None:
    """Draw it; nothing of a patrol that was never assigned."""
    if row["status"] not in _SHOWN:
        return
    with reading(services().engine) as conn:
        found, alarms, names = (
            presence_of(conn, row["id"]),
            alarms_of(conn, row["id"]),
            agency_names.ever(conn),
        )
    st.subheader(_("Theo dõi"))
    for each in alarms:
        alarm_bar.alarm(each, names)
    _joint(found)
    _people(found, names)
    _deeds(row, found)
    _positions(row)
    _findings(row)
