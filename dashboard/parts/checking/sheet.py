"""One fire at the desk: who goes, what was found with its photos, and the second person's review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.field import phrases, sheet_page, told_verdict
from dashboard.field.acts import owner_from
from dashboard.parts.checking import act as checking_act
from dashboard.parts.html import html
from dashboard.parts.incidents.photos import patrol_link
from dashboard.parts.photo_figure import figure
from dashboard.services import services
from dashboard.words import _, current
from data.access import may_ever
from data.checking import assigning
from data.checking.act import CLAIM, REVIEW
from data.checking.dossier import dossier
from data.checking.reviewing import review
from data.store.engine import reading

_HOURS = sheet_page.HOURS


def _head(found: Mapping[str, Any], title: str) -> None:
    own = found["event_id"]
    field = escape(_("Mở phiếu ngoài rừng"))
    on_map = escape(_("Xem trên bản đồ"))
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
        for label, value in sheet_page.facts_of(found, services().now())
    )
    incident = ""
    if found["facts"]["incident"]:
        code = found["facts"]["incident"]
        incident = f' · <a href="/incidents?incident={escape(code)}" target="_self">{escape(code)}</a>'
    html(
        f'<article class="cl-check"><h2>{escape(title)}</h2><p class="under">{escape(own)} · '
        f'<a href="/m/{escape(own)}?lang={current()}" target="_self">{field}</a> · '
        f'<a href="/?pick={escape(own)}&lang={current()}" target="_self">{on_map}</a>{incident}</p>'
        f"<dl>{rows}</dl></article>"
    )


def _assign(found: Mapping[str, Any], people: list[dict[str, str]]) -> None:
    own, held, now = found["event_id"], found["assignment"], services().now()
    text, mark = phrases.holder(held, now, answered=found["speaks"] is not None)
    if held:
        due = datetime.fromisoformat(held["due_at"])
        until = _("hạn {t}", t=formats.short_moment(due, now))
        text += f" · {until} ({phrases.left(due, now)})"
    kind = {"none": "bad", "quiet": "warn"}.get(mark, "")
    look.note(text, held["note"] if held else "", kind=kind)
    if not may_ever(who(), CLAIM):
        return
    names = {each["value"]: each["text"] for each in people}
    if not names:
        look.small(_("Chưa có tài khoản hay đơn vị nào để giao. Thêm ở trang Tài khoản hoặc Đơn vị."))
        return
    with st.form(f"assign_{own}"):
        to = st.selectbox(_("Giao cho"), list(names), format_func=names.__getitem__)
        left, right = st.columns(2)
        hours = left.selectbox(_("Trả lời trong"), _HOURS, 2, format_func=lambda n: _("{n} giờ", n=n))
        note = right.text_input(_("Ghi chú"), max_chars=400)
        sent = st.form_submit_button(_("Giao lại") if held else _("Giao"), type="primary")
    if sent:
        due = now + timedelta(hours=hours)

        def give(conn: Any, by: Any) -> int:
            owner = owner_from(conn, to, by)
            if held is None:
                return assigning.claim(conn, own, owner, due, by, note=note)
            seen = held["version"]
            return assigning.hand_over(conn, held["id"], owner, due, by, seen_version=seen, note=note)

        checking_act.do(give, _("Đã giao cho {name}.", name=names[to]))
        st.rerun()
    if held and st.button(_("Thu lại"), key=f"withdraw_{own}", type="tertiary"):
        checking_act.do(
            lambda conn, by: assigning.release(
                conn, held["id"], by, seen_version=held["version"], withdrawn=True
            ),
            _("Đã thu lại. Đám cháy lại chưa ai nhận."),
        )
        st.rerun()


def _origin(photo: Mapping[str, Any]) -> str:
    """HTML of the patrol that took a photo, with the way to it for those who follow patrols."""
    return f"<b>{patrol_link(photo, photo['patrol'])}</b>"


def _said(each: Mapping[str, Any], *, original: bool) -> None:
    parts = [f"№ {each['id']}", each["by"], each["phone"], each["when"], *each["details"]]
    if each["corrects"]:
        parts.append(_("sửa kết quả số {id}", id=each["corrects"]))
    state = f'<span class="cl-pill">{escape(each["review"])}</span>'
    if each["speaks"]:
        used = escape(_("đang dùng"))
        state += f' <span class="cl-pill fresh">{used}</span>'
    if not each["counts"]:
        gone = escape(_("không còn tính"))
        state += f' <span class="cl-pill closed">{gone}</span>'
    against = ""
    if each["conflict"]:
        said, differs = escape(" ".join(each["conflict"])), escape(_("Có xung đột:"))
        against = f'<p class="against"><b>{differs}</b> {said}</p>'
    why = f"<p>{escape(each['reviewer'])}: {escape(each['reason'])}</p>" if each["reason"] else ""
    pictures = "".join(
        figure(photo, original=original, origin=_origin(photo) if photo["patrol"] else "")
        for photo in each["photos"]
    )
    html(
        f'<article class="cl-verdict {each["review_kind"]}"><header><b>{escape(each["kind"])}</b> {state}'
        f'</header><p>{escape(each["text"])}</p><p class="by">{escape(" · ".join(filter(None, parts)))}</p>'
        f'{against}{why}<div class="pictures">{pictures}</div></article>'
    )


def _review(each: Mapping[str, Any]) -> None:
    own = each["id"]
    with st.form(f"review_{own}"):
        reason = st.text_input(_("Lý do (bắt buộc khi trả lại)"), max_chars=2000)
        with st.container(horizontal=True):
            good = st.form_submit_button(_("Xác nhận"), type="primary", icon=":material/check:")
            back = st.form_submit_button(_("Trả lại"), icon=":material/undo:")
    if good or back:
        decision = "confirmed" if good else "returned"
        said = _("Đã xác nhận kết quả {id}.", id=own) if good else _("Đã trả lại kết quả {id}.", id=own)
        checking_act.do(lambda conn, by: review(conn, own, decision, reason, by), said)
        st.rerun()


def show(event_id: str) -> None:
    """Draw it."""
    here, me = services(), who()
    now = here.now()
    with reading(here.engine) as conn:
        found = dossier(
            conn, event_id, me, now, settings=here.profile.checking, tz=here.profile.tz, areas=here.areas
        )
        people = sheet_page.people(conn, now)
    _head(found, phrases.title({"nearest": found["nearest"], **found["facts"]}, here.areas))
    if found["speaks"] is None:
        st.subheader(_("Ai đi"))
        _assign(found, people)
    st.subheader(_("Kết quả xác minh"))
    if not found["verdicts"]:
        look.small(_("Chưa xác minh."))
    if found["against"]:
        look.note(_("Các kết quả nói khác nhau"), _("Xem từng kết quả rồi trả lại cái sai."), kind="warn")
    may = may_ever(me, REVIEW)
    for row in reversed(found["verdicts"]):
        each = told_verdict.told(row, found, see=True)
        _said(each, original=may)
        if may and each["counts"] and each["review_kind"] != "confirmed":
            _review(each)
    fires = [row for row in found["verdicts"] if row["kind"] == "forest_fire" and row["counts"]]
    if fires and not found["facts"]["incident"] and may_ever(me, "incidents.record"):
        text = escape(_("Lập vụ việc cháy rừng"))
        html(
            f'<a class="cl-go" href="/incidents?events={escape(found["event_id"])}&lang={current()}" '
            f'target="_self">{text}</a>'
        )
    if found["speaks"] is not None:
        with st.expander(_("Ai đi")):
            _assign(found, people)
