"""One incident: what and where, its steps, its calls and fire events, and everything written of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import clock as case_clock
from dashboard.parts.incidents import form as incident_form
from dashboard.parts.incidents import joined as case_joined
from dashboard.parts.incidents import photos as case_photos
from dashboard.parts.incidents import sections as case_sections
from dashboard.parts.incidents import timeline as incident_timeline
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.ledger import told_block
from dashboard.parts.map import choice
from dashboard.services import services
from dashboard.sheet import coordinates
from dashboard.sheet.place import said_nearest
from dashboard.words import _
from dashboard.words import forest as forest_words
from dashboard.words.errors import say
from data.access import may_ever
from data.errors import DataError
from data.events import find_event
from data.incidents import events_of, link_event, note, set_status, undo_status, unlink_event
from data.incidents.changing import last_step
from data.incidents.matching import Match, likely_matches
from data.incidents.states import STATES, follows
from data.reception import calls_of, informant
from data.reception.recording import INFORMANT
from data.store.engine import reading, writing

_MOST_OFFERED = 3
_ENDS = {
    "false_alarm": lambda: _("Báo nhầm?"),
    "not_forest_fire": lambda: _("Có cháy nhưng không phải cháy rừng?"),
}


def _forest(facts: Mapping[str, Any]) -> str:
    forest = facts.get("forest")
    if not forest:
        return _("chưa có lớp rừng")
    if not forest["plots"]:
        return _("ngoài các lô rừng")
    name = forest_words.plot_name(forest["lot"], forest["subcompartment"], forest["compartment"])
    parts = [name, forest_words.group(forest["state_group"]), forest.get("owner")]
    return " · ".join(each for each in parts if each)


def _facts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    here, facts = services(), row["facts"] or {}
    found = [
        (_("Xảy ra"), formats.moment(row["occurred_at"])),
        (_("Biết tin"), formats.moment(row["known_at"])),
        (_("Nơi xảy ra"), row["place_text"]),
        (_("Xã"), incident_words.commune(row, here.areas)),
    ]
    if row["latitude"] is not None:
        at = (row["latitude"], row["longitude"])
        found += [
            (_("Tọa độ"), coordinates.decimal(*at)),
            ("VN-2000", coordinates.vn2000(*at, here.areas.crs_metres)[0]),
            (_("Gần nhất"), said_nearest(facts["nearest"]) if facts.get("nearest") else ""),
            (_("Rừng"), _forest(facts)),
        ]
    if row["area_ha"] is not None:
        found.append((_("Diện tích, theo lời báo"), f"{formats.number(row['area_ha'], 2)} ha"))
    return [(name, value) for name, value in found if value]


def _head(row: Mapping[str, Any]) -> None:
    kind, field = incident_words.KINDS[row["kind"]], incident_words.FIELDS[row["field"]]
    status, pill = (
        incident_words.status(row["status"], row["kind"]),
        "" if STATES[row["status"]].open else "closed",
    )
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(row))
    html(
        f'<article class="cl-incident {row["field"]}"><header>'
        f"<h2>{escape(row['code'])} · {escape(_(kind))}</h2>"
        f'<span class="cl-pill {pill}">{escape(status)}</span></header>'
        f'<p class="under">{escape(_(field))}</p><p class="said">{escape(row["summary"])}</p>'
        f"<dl>{lines}</dl></article>"
    )


def _reasoned(row: Mapping[str, Any], status: str) -> None:
    """A step that closes the incident needs a reason, and is said before it is taken."""
    look.note(
        _ENDS[status](),
        _("Vụ việc không mất đi, chỉ ra khỏi danh sách đang mở, và mở lại được."),
        kind="warn",
    )
    reason = st.text_input(_("Lý do"), key="incident_reason", max_chars=400)
    label = incident_words.status(status, row["kind"]).capitalize()
    if save_button.pressed(label, "incident_false", {_("Lý do"): reason}):
        _step(row, status, reason)
        st.rerun()


def _step(row: Mapping[str, Any], status: str, reason: str = "") -> None:
    own, seen, told = row["id"], row["version"], incident_words.status(status, row["kind"])
    incident_act.do(
        lambda conn, by: set_status(conn, own, status, by, seen_version=seen, reason=reason),
        _("{code}: {status}.", code=row["code"], status=told),
        lambda conn, by: undo_status(conn, own, by, seen_version=seen + 1),
    )


def _deeds(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    with st.container(horizontal=True, key="incidentdeeds"):
        for status in follows(row["status"], row["kind"]):
            if st.button(incident_words.step(status, row["kind"]), key=f"incident_{status}"):
                if STATES[status].reasoned:
                    title = incident_words.status(status, row["kind"]).capitalize()
                    dialogs.dialog(title)(_reasoned)(row, status)
                else:
                    _step(row, status)
                    st.rerun()
        if st.button(_("Sửa"), key="incident_edit", icon=":material/edit:"):
            incident_form.open_form(row)
        with reading(services().engine) as conn:
            undoable = last_step(conn, own) is not None
        if undoable and st.button(_("Hoàn tác bước cuối"), key="incident_back", type="tertiary"):
            incident_act.do(lambda conn, by: undo_status(conn, own, by, seen_version=seen), _("Đã hoàn tác."))
            st.rerun()


def _who_called(call: Mapping[str, Any]) -> None:
    try:
        with writing(services().engine) as conn:
            found = informant(conn, call["id"], incident_act.by())
    except DataError as error:
        look.note(_("Không xem được"), say(error.code, error.params), kind="bad")
        return
    said = [found[name] for name in INFORMANT if found[name]]
    look.note(call["code"], " · ".join(said) or _("Người báo từ chối cho biết."))
    look.small(_("Lần xem này đã được ghi vào nhật ký."))


def _told(call: Mapping[str, Any]) -> str:
    """What the caller was asked besides: where, when, which forest, how large, what it threatens."""
    parts = [
        call["place_text"] if call["said"] else "",
        _("lúc {moment}", moment=formats.moment(call["occurred_at"])),
    ]
    if call["forest_type"] != "unknown":
        forest = incident_words.FOREST_TYPES[call["forest_type"]]
        parts.append(_(forest))
    if call["area_ha"] is not None:
        parts.append(f"{formats.number(call['area_ha'], 2)} ha")
    for name, label in (("spread_risk", _("nguy cơ cháy lan")), ("house_risk", _("nguy cơ tới nhà dân"))):
        if call[name] != "unknown":
            risk = incident_words.RISKS[call[name]]
            parts.append(f"{label}: {_(risk)}")
    return " · ".join(each for each in parts if each)


def _calls(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        calls = calls_of(conn, row["id"])
    if calls:
        st.subheader(_("Tin báo"))
    may = may_ever(who(), "reception.read")
    for call in calls:
        channel = incident_words.CHANNELS[call["channel"]]
        known = _("biết tin: {person}", person=call["known_by"]) if call["known_by"] else ""
        told = (formats.moment(call["received_at"]), _(channel), known)
        under = escape(" · ".join(each for each in told if each))
        html(
            f'<article class="cl-call"><b>{escape(call["code"])}</b> <span>{under}</span>'
            f"<p>{escape(call['said'] or call['place_text'])}</p><span>{escape(_told(call))}</span></article>"
        )
        if may and st.button(_("Xem người báo"), key=f"informant_{call['id']}", type="tertiary"):
            _who_called(call)


def _tied(row: Mapping[str, Any], event: Mapping[str, Any], may: bool) -> None:
    """A fire event that is this incident, with the way to the map and the way back."""
    own, one = row["id"], event["id"]
    seen = event["first_seen"], event["last_seen"]
    href = escape(choice.address(one, *seen, services().now()), quote=True)
    text = escape(_("Đám cháy vệ tinh: {event}", event=one))
    with st.container(horizontal=True, key=f"tied_{one}", vertical_alignment="center"):
        html(f'<p class="cl-small"><a href="{href}" target="_self">{text}</a></p>')
        if may and st.button(_("Bỏ gắn"), key=f"untie_{one}", type="tertiary"):
            incident_act.do(
                lambda conn, by: unlink_event(conn, own, one, by),
                _("Đã bỏ gắn đám cháy {event}.", event=one),
                lambda conn, by: link_event(conn, own, one, by),
            )
            st.rerun()


def _offered(row: Mapping[str, Any], match: Match) -> None:
    """A fire event near in place and time: a person says whether it is the same."""
    own, one = row["id"], match.id
    with st.container(horizontal=True, key=f"offered_{one}", vertical_alignment="center"):
        look.small(incident_words.event_near(match, services().now()))
        if st.button(_("Gắn vào vụ việc"), key=f"tie_{one}"):
            incident_act.do(
                lambda conn, by: link_event(conn, own, one, by),
                _("Đã gắn đám cháy {event}.", event=one),
                lambda conn, by: unlink_event(conn, own, one, by),
            )
            st.rerun()


def _events(row: Mapping[str, Any]) -> None:
    """The fire events of the incident, and those that may be it: satellites often see it after the call."""
    may, settings = may_ever(who(), "incidents.record"), services().profile.incidents
    with reading(services().engine) as conn:
        ids = events_of(conn, row["id"])
        events = [find_event(conn, each) for each in ids]
        near: list[Match] = []
        if may and row["latitude"] is not None and STATES[row["status"]].open:
            near = likely_matches(conn, row["latitude"], row["longitude"], row["occurred_at"], settings)
    offered = [match for match in near if match.kind == "event" and match.id not in ids][:_MOST_OFFERED]
    if events or offered:
        st.subheader(_("Đám cháy vệ tinh thấy"))
    for event in filter(None, events):
        _tied(row, event, may)
    if offered:
        look.small(_("Có thể là cùng một việc"))
    for match in offered:
        _offered(row, match)


def _timeline(row: Mapping[str, Any]) -> None:
    st.subheader(_("Diễn biến"))
    incident_timeline.show(row)
    with st.form("incident_note", clear_on_submit=True):
        text = st.text_area(_("Ghi thêm vào diễn biến"), max_chars=4000, height=80)
        look.small(
            _(
                "Không nhập thông tin bí mật nhà nước. Đã ghi thì không sửa được; "
                "ghi sai thì ghi thêm dòng đính chính."
            )
        )
        sent = st.form_submit_button(_("Ghi"))
    if sent:
        incident_act.do(lambda conn, by: note(conn, row["id"], text, by), _("Đã ghi."))
        st.rerun()


def _course(row: Mapping[str, Any]) -> None:
    _calls(row)
    _events(row)
    case_photos.show(row)
    case_joined.show(row)
    _timeline(row)


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    _head(row)
    if case_joined.became_part(row):
        _timeline(row)
        return
    case_clock.line(row)
    if may_ever(who(), "incidents.record"):
        _deeds(row)
    told_block.of_matter("incident", row["id"])
    case_sections.show(row, lambda: _course(row))
