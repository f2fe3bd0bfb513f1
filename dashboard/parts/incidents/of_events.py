"""An incident made from fire events that satellites saw, or from some of those of another incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import words as incident_words
from dashboard.services import services
from dashboard.words import _, counted, current
from dashboard.words.checking_errors import VERDICT
from dashboard.words.errors import say
from data.access import may_ever
from data.casework.documents.checks import checks_of
from data.errors import DataError
from data.incidents import By, incidents_of, place_facts
from data.incidents.merging import split_off
from data.incidents.of_satellites import create_from_events, events_among, proposed
from data.incidents.states import FIELD_OF_KIND, FIRES
from data.incidents.writing import ACTION
from data.store.engine import reading

_MOST = 50


def address(ids: Sequence[str], base: str = "") -> str:
    """Where an incident is made from these fire events or hotspots."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}/incidents?{urlencode({'events': ','.join(ids[:_MOST]), 'lang': current()})}"


def asked_by_address() -> None:
    """``?events=DC-…,DC-…`` opens the form, once."""
    asked = st.query_params.get("events")
    if not asked or st.session_state.get("events_asked") == asked or not may_ever(who(), ACTION):
        return
    st.session_state["events_asked"] = asked
    open_form([each for each in asked.split(",") if each][:_MOST])


def open_form(ids: Sequence[str], origin: Mapping[str, Any] | None = None) -> None:
    """Open the dialog; with `origin` the events leave that incident."""
    title = _("Lập vụ việc từ đám cháy") if origin is None else _("Tách thành vụ riêng")
    dialogs.dialog(title, width="large")(_dialog)(list(ids), origin)


def _summary(conn: Connection, events: Sequence[Mapping[str, Any]]) -> str:
    """What satellites saw, and what somebody found there."""
    first, last = (
        edge(event[name] for event in events) for edge, name in ((min, "first_seen"), (max, "last_seen"))
    )
    count = sum(event["detections"] for event in events)
    spots = counted("{count} điểm cháy", count)
    said = _(
        "Vệ tinh thấy {spots}, từ {first} đến {last}.",
        spots=spots, first=formats.moment(first), last=formats.moment(last),
    )  # fmt: skip
    found = [each for each in checks_of(conn, [event["id"] for event in events]) if each["counts"]]
    if not found:
        return f"{said} {_('Chưa xác minh.')}"
    last_word = found[-1]
    when = formats.moment(last_word["observed_at"])
    told = _("Kiểm tra lúc {when}: {kind}.", when=when, kind=_(VERDICT[last_word["kind"]]))
    return f"{said} {told} {last_word['description']}"[:4000]


def _already(conn: Connection, events: Sequence[Mapping[str, Any]], origin: Mapping[str, Any] | None) -> None:
    for event in events:
        for row in incidents_of(conn, event["id"]):
            if origin is None or row["id"] != origin["id"]:
                look.note(
                    _("Đám cháy này đã thuộc {code}", code=row["code"]),
                    _("Nếu là cùng một việc thì không cần lập vụ mới."),
                    kind="warn",
                )


def _dialog(ids: list[str], origin: Mapping[str, Any] | None) -> None:
    here = services()
    try:
        with reading(here.engine) as conn:
            events = events_among(conn, ids)
            _already(conn, events, origin)
            said = _summary(conn, events)
    except DataError as error:
        look.note(_("Chưa lập được"), say(error.code, error.params), kind="bad")
        return
    look.small(" · ".join(event["id"] for event in events))
    kinds = [kind for kind in incident_words.KINDS if kind in FIRES]
    kind = st.selectbox(
        _("Loại việc"), kinds, key="events_kind", format_func=lambda each: _(incident_words.KINDS[each])
    )
    summary = st.text_area(_("Việc gì xảy ra"), said, key="events_said", max_chars=4000)
    place = st.text_input(_("Ở đâu"), key="events_place", max_chars=400)
    look.small(
        _("Đánh dấu là đã biết tin từ lúc này. Việc báo tin tính từ lúc tệp vệ tinh được lưu vẫn giữ nguyên.")
    )
    if not st.button(_("Lập vụ việc"), key="events_make", type="primary", width="stretch"):
        return
    wanted = proposed(events, summary, here.now(), who().agency_id)
    wanted = replace(wanted, kind=kind, field=FIELD_OF_KIND[kind], place_text=place)
    facts = place_facts(here.engine, here.areas, wanted.latitude, wanted.longitude, here.now())
    own = [event["id"] for event in events]

    def change(conn: Connection, by: By) -> int:
        if origin is None:
            return create_from_events(conn, own, wanted, facts, by, here.profile.tz)
        return split_off(
            conn, origin["id"], own, wanted, facts, by, here.profile.tz, seen_version=origin["version"]
        )

    state, made = incident_act.attempt(change)
    if state == "done":
        incident_act.remember(_("Đã lập vụ việc."))
        st.session_state["incident_chosen"] = made
        st.rerun()
    conflict = _("Người khác vừa sửa bản ghi này. Hãy đóng và mở lại.")
    look.note(_("Chưa lưu"), conflict if state == "conflict" else made, kind="bad")
