"""*Biên bản* of a meeting: a draft, frozen by a person, corrections beside it; the paper to sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs
from dashboard.parts.actor_words import actor
from dashboard.parts.html import html
from dashboard.parts.incidents.papers import DOCX, drill_name, place
from dashboard.parts.meetings import act, words
from dashboard.services import services
from dashboard.words import _
from data.meetings.holding import Minutes, correct, freeze, write_minutes
from data.meetings.papers.file import MeetingFile, meeting_file
from data.meetings.papers.invitation import invitation
from data.meetings.papers.minutes import minutes
from data.meetings.reading import corrections_of
from data.meetings.states import STATES
from data.store.engine import reading

_SHORT = ("chair", "secretary")


def _paper(
    row: Mapping[str, Any], label: str, name: str, make: Callable[[MeetingFile], bytes], key: str
) -> None:
    """A paper to download, made when somebody asks for it."""
    here, own = services(), row["id"]

    def data() -> bytes:
        with reading(here.engine) as conn:
            file = meeting_file(
                conn, own, areas=here.areas, place=place(), now=here.now(), tz=here.profile.tz,
                drill=here.drill,
            )  # fmt: skip
        return make(file)

    st.download_button(
        label, data, drill_name(f"{name}-{row['code']}.docx"), DOCX, key=key, icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def invitation_button(row: Mapping[str, Any]) -> None:
    """GIẤY MỜI as .docx."""
    _paper(row, _("Giấy mời (.docx)"), "giay-moi", invitation, "meeting_invitation")


def _read(row: Mapping[str, Any]) -> None:
    said = row["minutes"]
    lines = "".join(
        f"<dt>{escape(_(label))}</dt><dd>{escape(said.get(name) or '')}</dd>"
        for name, label in words.MINUTES.items()
        if said.get(name)
    )
    if lines:
        html(f'<article class="cl-minutes"><dl>{lines}</dl></article>')
    else:
        look.small(_("Chưa có biên bản."))


def _draft(row: Mapping[str, Any]) -> None:
    own, seen, said = row["id"], row["version"], row["minutes"]
    key = f"meeting_minutes_{own}_{seen}"
    with st.form(key, border=False):
        left, right = st.columns(2)
        typed = {}
        for name, box in zip(_SHORT, (left, right), strict=True):
            typed[name] = box.text_input(
                _(words.MINUTES[name]), said.get(name, ""), key=f"{key}_{name}", max_chars=200
            )
        for name, height in (("summary", 150), ("opinions", 110), ("conclusion", 110)):
            typed[name] = st.text_area(
                _(words.MINUTES[name]), said.get(name, ""), key=f"{key}_{name}", height=height
            )
        look.small(_("Không nhập thông tin bí mật nhà nước."))
        sent = st.form_submit_button(_("Lưu bản nháp"), type="primary")
    if sent:
        act.do(
            lambda conn, by: write_minutes(conn, own, Minutes(**typed), by, seen_version=seen),
            _("Đã lưu bản nháp biên bản."),
        )
        st.rerun()


def _freeze(row: Mapping[str, Any]) -> None:
    key, own, seen = "meeting_freeze", row["id"], row["version"]
    look.note(
        _("Chốt biên bản {code}?", code=row["code"]),
        _("Chốt rồi thì thành phần, nội dung, kết luận không sửa được nữa. Sai thì ghi đính chính bên cạnh."),
        kind="warn",
    )
    sure = st.checkbox(_("Biên bản đã được chủ trì và thư ký xem lại"), key=f"{key}_sure_{seen}")
    if st.button(_("Chốt biên bản"), key=f"{key}_save", type="primary", width="stretch", disabled=not sure):
        act.finish(
            key,
            lambda conn, by, v: freeze(conn, own, by, seen_version=v),
            seen,
            _("Đã chốt biên bản {code}.", code=row["code"]),
        )


def _corrections(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        rows = corrections_of(conn, row["id"])
    if rows:
        lines = "".join(
            f"<li>{escape(each['text'])}<span>"
            f"{escape(formats.moment(each['at']))} · {escape(actor(each['actor']))}</span></li>"
            for each in rows
        )
        html(f'<h4 class="cl-sub">{escape(_("Đính chính"))}</h4><ul class="cl-corrections">{lines}</ul>')
    if not act.may():
        return
    with st.form("meeting_correction", clear_on_submit=True, border=False):
        text = st.text_area(_("Đính chính, ghi bên cạnh biên bản đã chốt"), max_chars=4000, height=80)
        sent = st.form_submit_button(_("Ghi đính chính"))
    if sent:
        act.do(lambda conn, by: correct(conn, row["id"], text, by), _("Đã ghi đính chính."))
        st.rerun()


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    frozen, written = row["frozen_at"] is not None, STATES[row["status"]].write
    if frozen:
        who = _("{moment}, {who}", moment=formats.moment(row["frozen_at"]), who=actor(row["frozen_by"]))
        look.note(_("Biên bản đã chốt"), who)
    if written and act.may():
        _draft(row)
    elif written or frozen:
        _read(row)
    else:
        look.small(_("Ghi là đã họp rồi mới viết biên bản."))
    if not (written or frozen):
        return
    with st.container(horizontal=True, key="meetingpapers"):
        _paper(row, _("Biên bản (.docx)"), "bien-ban", minutes, "meeting_paper")
        if written and act.may() and st.button(_("Chốt biên bản…"), key="meeting_freeze"):
            dialogs.dialog(_("Chốt biên bản"))(_freeze)(row)
    look.small(_("Số, chữ ký và mục chưa ghi để trống để điền tay."))
    if frozen:
        _corrections(row)
