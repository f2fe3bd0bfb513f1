"""*Văn bản*: the flash notice for every channel, papers to download, and what was made so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import record_words as case_words
from dashboard.services import services
from dashboard.words import N_, _
from data.access import may_ever
from data.casework.documents.bundle import Folders, bundle
from data.casework.documents.case_file import CaseFile, case_file
from data.casework.documents.flash import SMS_PLAIN, Flash, flash
from data.casework.documents.report import case_report, flash_paper
from data.casework.documents.sheet import case_sheet
from data.casework.files import local_folder
from data.casework.filing import ACTION, documents_of, file_document, flash_told
from data.incidents import By
from data.ledger.states import LIVE
from data.ledger.telling import Telling
from data.store.engine import reading

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
_CHANNELS = {"phone": N_("Gọi điện"), "sms": N_("SMS"), "zalo": N_("Zalo"), "email": N_("E-mail")}
_MADE_BY = {"phone": "call", "sms": "sms", "zalo": "zalo", "email": "email"}


def place() -> str:
    """Where papers are dated: the first part of the installation's name."""
    return services().profile.name_vi.split(",")[0].strip()


def drill_name(name: str) -> str:
    """The name of a file, marked in a drill."""
    return f"DIEN-TAP_{name}" if services().drill else name


def _case(conn: Connection, own: int) -> CaseFile:
    here = services()
    return case_file(
        conn, own, areas=here.areas, place=place(), now=here.now(), tz=here.profile.tz,
        agency_id=who().agency_id, drill=here.drill,
    )  # fmt: skip


def _text(said: Flash, channel: str) -> str:
    return str(getattr(said, channel))


def _flash(row: Mapping[str, Any], case: CaseFile) -> None:
    st.subheader(_("Báo nhanh, năm nội dung"))
    said = flash(case)
    channel = st.segmented_control(
        _("Kênh"), list(_CHANNELS), default="phone", required=True, key=f"case_flash_{row['id']}",
        format_func=lambda each: _(_CHANNELS[each]), label_visibility="collapsed",
    )  # fmt: skip
    text = _text(said, str(channel))
    if channel == "email":
        look.small(said.subject)
    with st.container(key="caseflash"):
        st.code(text, language=None, wrap_lines=True)
    if channel == "sms":
        look.small(_("{count}/{limit} ký tự, không dấu, vừa một tin nhắn.", count=len(text), limit=SMS_PLAIN))
    look.small(
        _("Bấm biểu tượng ở góc ô chữ để sao chép. Chưa biết thì báo là chưa rõ, báo ngay, bổ sung sau.")
    )
    if may_ever(who(), ACTION) and may_ever(who(), "duties.tell"):
        _tell(row, case, str(channel), text)


def _tell(row: Mapping[str, Any], case: CaseFile, channel: str, text: str) -> None:
    """Who was told by this text: their duties are met in the same write. First whoever still waits, then
    those to whom a message went out that nobody answered yet."""
    live: dict[str, list[int]] = {}
    marks: dict[str, str] = {}
    for each in sorted(case.duties, key=lambda row: (row["status"] != "open", row["proven_at"] is not None)):
        if each["status"] in LIVE:
            own = each["receiver_id"]
            live.setdefault(own, []).append(each["id"])
            mark = N_("{name} – mới gửi") if each["proven_at"] is None else N_("{name} – đã báo")
            marks.setdefault(own, "{name}" if each["status"] == "open" else mark)
    names = {own: (case.agencies.get(own) or {}).get("name") or own for own in live}
    waiting = sum("đã báo" not in mark for mark in marks.values())
    if live and not waiting:
        look.small(_("Mọi bên phải báo đã được báo, có bằng chứng. Báo thêm vẫn ghi được."))
    by_default = _MADE_BY[channel]
    own = f"{channel}_{row['id']}_{waiting}"  # a fresh form whenever somebody waits no more
    with st.form(f"case_tell_{own}", clear_on_submit=True):
        receiver = st.selectbox(
            _("Đã báo cho"), [*names, ""], format_func=lambda each: (
                _(marks[each]).format(name=names[each]) if each else _("người khác")
            ),
            key=f"case_tell_who_{own}",
        )  # fmt: skip
        how = st.selectbox(
            _("Bằng cách"), list(case_words.TELLING), list(case_words.TELLING).index(by_default),
            format_func=lambda each: _(case_words.TELLING[each]), key=f"case_tell_how_{own}",
        )  # fmt: skip
        person = st.text_input(_("Ai nhận tin, chức vụ"), max_chars=200, key=f"case_tell_person_{own}")
        number = st.text_input(_("Số văn bản, nếu gửi giấy"), max_chars=100, key=f"case_tell_ref_{own}")
        sent = st.form_submit_button(_("Ghi là đã báo"), type="primary")
    if sent:
        ids = live.get(receiver, [])
        told = Telling(how, services().now(), person=person, reference=number, text=text[:2000])
        incident_act.do(
            lambda conn, by: flash_told(conn, row["id"], ids, told, by),
            _("Đã ghi: báo nhanh cho {name}.", name=names.get(receiver) or person or _("người khác")),
        )
        st.rerun()


def _made(row: Mapping[str, Any], kind: str, name: str, mime: str, make: Callable[[CaseFile], bytes]) -> None:
    """Make a paper, file it, and offer it."""
    own, key = row["id"], f"case_made_{row['id']}_{kind}"
    label = case_words.DOCUMENTS[kind]
    with st.container(horizontal=True, key=f"casemake_{kind}", vertical_alignment="center"):
        if st.button(_("Lập {what}", what=_(label).lower()), key=f"case_make_{kind}"):

            def change(conn: Connection, by: By) -> tuple[bytes, list[str]]:
                made = make(_case(conn, own))
                file_document(conn, own, kind, name, made, by)
                return made, []

            state, found = incident_act.attempt(change)
            if state == "done":
                st.session_state[key] = found[0]
            else:
                look.note(_("Chưa lập được"), str(found), kind="bad")
        if held := st.session_state.get(key):
            st.download_button(
                _("Tải {name}", name=name), held, name, mime, key=f"{key}_get", icon=":material/download:"
            )


def _folders() -> Folders:
    drill = services().drill
    return Folders(local_folder("photos", drill=drill), local_folder("tracks", drill=drill))


def _sealed(row: Mapping[str, Any], name: str) -> None:
    own, key = row["id"], f"case_made_{row['id']}_bundle"
    with st.container(horizontal=True, key="casemake_bundle", vertical_alignment="center"):
        if st.button(_("Lập bộ hồ sơ niêm phong"), key="case_make_bundle"):

            def change(conn: Connection, by: By) -> Any:
                made = bundle(conn, _case(conn, own), _folders())
                file_document(conn, own, "bundle", name, made.data, by)
                return made

            state, found = incident_act.attempt(change)
            if state == "done":
                st.session_state[key] = found
            else:
                look.note(_("Chưa lập được"), str(found), kind="bad")
        if held := st.session_state.get(key):
            st.download_button(
                _("Tải {name}", name=name), held.data, name, ZIP, key=f"{key}_get", icon=":material/download:"
            )
    if held:
        look.small(
            _("{count} tệp, SHA-256 {digest}", count=formats.number(len(held.members)), digest=held.sha256)
        )
        if held.missing:
            look.note(
                _("Thiếu tệp"), _("Không còn nguyên vẹn: {names}", names=", ".join(held.missing)), kind="warn"
            )


def _filed(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        rows = documents_of(conn, row["id"])
    if not rows:
        look.small(_("Chưa lập văn bản nào cho vụ này."))
        return
    lines = "".join(
        f"<li><b>{escape(case_words.document(each['kind']))}: "
        f"{escape(case_words.document_name(each['name']))}</b> "
        f"<span>{escape(formats.moment(each['made_at']))} · {escape(actor_words.actor(each['actor']))} · "
        f"SHA-256 {escape(each['sha256'][:12])}…</span></li>"
        for each in rows
    )
    html(f'<ol class="cl-timeline">{lines}</ol>')


def show(row: Mapping[str, Any]) -> None:
    """Draw the section."""
    with reading(services().engine) as conn:
        case = _case(conn, row["id"])
    _flash(row, case)
    st.subheader(_("Văn bản theo Nghị định 30/2020"))
    if may_ever(who(), ACTION):
        code = row["code"]
        _made(row, "case_report", drill_name(f"bao-cao-vu-{code}.docx"), DOCX, case_report)
        _made(row, "flash_notice", drill_name(f"bao-cao-nhanh-{code}.docx"), DOCX, flash_paper)
        _made(row, "case_sheet", drill_name(f"ho-so-{code}.xlsx"), XLSX, case_sheet)
        _sealed(row, drill_name(f"bo-ho-so-{code}.zip"))
        look.small(_("Mục chưa biết là dòng chấm; số văn bản và chữ ký để trống. Kiểm tra trước khi ký."))
    _filed(row)
