"""*Bản tin*: what the wall showed at 07:00 and 17:00, kept, printable, signed by the duty officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.briefings import reading as kept
from dashboard.parts import whole_page
from dashboard.parts.deeds import Deeds
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import N_, _, counted
from data.access import decide
from data.casework.documents.words import SHORT_BLANK
from data.store.engine import reading
from data.wall import briefings
from data.wall.acting import By
from data.wall.briefings import SIGN
from data.wall.errors import BriefingUnknown
from data.wall.papers import telling

KINDS = {"morning": N_("Sáng"), "evening": N_("Chiều"), "asked": N_("Theo yêu cầu")}
TOP = 8
"""Decisions that are shown here; the paper lists more."""
_CSS = Path(__file__).with_name("briefings.css").read_text(encoding="utf-8")


def _by() -> By:
    return By(who(), services().now(), "screen:briefings")


_deeds = Deeds("briefings", _by)


def _opening() -> None:
    lead = _("Số liệu và bản đồ được giữ nguyên như lúc 07:00 và 17:00, in được, trực ban ký.")
    title = _("Bản tin")
    html(f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div></header>')


def _ask() -> None:
    if not decide(who(), SIGN).allowed:
        return
    if st.button(_("Lập bản tin ngay"), key="briefing_ask", icon=":material/add_a_photo:"):
        here = services()
        with st.spinner(_("Đang chụp số liệu và vẽ bản đồ…")):
            own = briefings.ask(here.engine, briefings.Installed(here.profile, here.areas, here.drill), _by())
        st.session_state["briefing_chosen"] = own
        _deeds.remember(_("Đã lập bản tin."))
        st.rerun()


def _missed(rows: Sequence[tuple[Any, str]]) -> None:
    if rows:
        said = "; ".join(f"{_(KINDS[kind])} {formats.day(day)}" for day, kind in rows)
        look.note(
            _("Có bản tin không lập được"),
            _("{said}: chương trình không chạy lúc đó.", said=said),
            kind="warn",
        )


def _label(row: Mapping[str, Any]) -> str:
    at = row["taken_at"]
    counts = row["content"]["day"]["counts"]
    burning = counted("{count} đám cháy đang theo dõi", counts["events_open"])
    signed = _("đã ký") if row["signatures"] else _("chưa ký")
    head = look.plain(f"{_(KINDS[row['kind']])} {formats.day(row['day'])}")
    return f"**{head}** · {formats.clock(at)}\n{burning} · {signed}"


def _list(rows: Sequence[Mapping[str, Any]], chosen: int) -> None:
    with st.container(key="briefinglist"):
        for row in rows:
            with st.container(key=f"card_briefing_{row['id']}"):
                if st.button(
                    _label(row),
                    key=f"briefing_{row['id']}",
                    type="primary" if row["id"] == chosen else "secondary",
                    width="stretch",
                ):
                    st.session_state["briefing_chosen"] = row["id"]
                    st.query_params.pop("briefing", None)
                    st.rerun()


def _links(told: telling.Told) -> None:
    own = told.row["id"]
    links = [(kept.PAGE, _("Xem và in")), (kept.DOCX, _("Tải .docx"))]
    if told.row["picture"]:
        links.append((kept.MAP, _("Bản đồ (.png)")))
    drawn = "".join(
        f'<a href="{kept.address(pattern, own)}" target="_blank">{escape(name)}</a>'
        for pattern, name in links
    )
    html(f'<div class="cl-brieflinks">{drawn}</div>')


def _figures(told: telling.Told) -> None:
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in telling.figures(told)
    )
    lines = [
        f"<li>{escape(what or '')}<small>{escape(' · '.join(filter(None, rest)))}</small></li>"
        for what, *rest in telling.decision_rows(told)
    ]
    more = len(lines) - TOP + told.content.get("left", 0)
    tail = f"<p>{escape(counted('và {count} việc nữa trong bản in', more))}</p>" if more > 0 else ""
    nothing, heading = _("Không có việc nào đang chờ quyết định."), _("Việc cần quyết định lúc đó")
    none = f"<p>{escape(nothing)}</p>"
    html(
        f'<div class="cl-brief" lang="vi"><dl>{rows}</dl><h3>{escape(heading)}</h3>'
        f"{'<ol>' + ''.join(lines[:TOP]) + '</ol>' + tail if lines else none}</div>"
    )


def _on_duty(told: telling.Told) -> None:
    # What nobody has named is a dotted line on paper alone.
    rows = "".join(
        f"<div><dt>{escape((agency or '').removesuffix(SHORT_BLANK))}</dt>"
        f"<dd>{escape(' · '.join(filter(None, rest)))}</dd></div>"
        for agency, *rest in telling.duty_rows(told)
    )
    nobody, heading = _("Không có ai vào ca."), _("Người trực lúc đó")
    shown = f"<dl>{rows}</dl>" if rows else f"<p>{escape(nobody)}</p>"
    html(f'<div class="cl-brief" lang="vi"><h3>{escape(heading)}</h3>{shown}</div>')


def _picture(told: telling.Told) -> None:
    if briefings.picture_bytes(told.row, drill=services().drill) is None:
        look.note(_("Không có bản đồ"), _("Lúc lập bản tin không vẽ được, hoặc tệp đã mất."), kind="warn")
        return
    source, about = kept.address(kept.MAP, told.row["id"]), _("Bản đồ lúc đó")
    html(f'<div class="cl-brief"><img src="{source}" alt="{escape(about)}"></div>')


def _signing(told: telling.Told) -> None:
    for line in telling.signed(told):
        look.note(_("Đã ký"), line)
    if not decide(who(), SIGN).allowed:
        return
    own = told.row["id"]
    with st.expander(_("Ký bản tin"), expanded=not told.row["signatures"]):
        remark = st.text_area(
            _("Ý kiến, việc giao ca sau"), key=f"brief_remark_{own}", max_chars=briefings.LONGEST_REMARK
        )
        look.small(_("Ký rồi không rút lại được; tên tài khoản và giờ ký vào bản in."))
        if st.button(_("Ký"), key=f"brief_sign_{own}", type="primary"):
            _deeds.do(lambda conn, by: briefings.sign(conn, own, remark, by), _("Đã ký bản tin."))
            st.rerun()


def _sheet(chosen: int) -> None:
    here = services()
    try:
        with reading(here.engine) as conn:
            told = kept.told(conn, here, who(), chosen)
    except BriefingUnknown:
        look.note(_("Không có bản tin này"), _("Chọn một bản tin trong danh sách."), kind="warn")
        return
    st.subheader(telling.title(told), anchor=False)
    look.small(telling.taken(told))
    _links(told)
    _figures(told)
    _on_duty(told)
    _picture(told)
    _signing(told)


def _chosen(rows: Sequence[Mapping[str, Any]]) -> int:
    asked = st.query_params.get("briefing", "")
    if asked.isdecimal() and len(asked) < 18:
        return int(asked)
    return int(st.session_state.get("briefing_chosen", rows[0]["id"]))


def _body() -> None:
    here = services()
    _opening()
    _deeds.news()
    with reading(here.engine) as conn:
        rows = briefings.latest(conn)
        missed = briefings.missed(conn, here.now(), here.profile.tz)
    _ask()
    _missed(missed)
    if not rows:
        look.note(
            _("Chưa có bản tin nào"),
            _("Theo dõi nền tự lập lúc 07:00 và 17:00. Trực ban cũng lập được ngay bằng nút ở trên."),
        )
        return
    chosen = _chosen(rows)
    left, right = st.columns([4, 8], gap="medium")
    with left:
        _list(rows, chosen)
    with right, st.container(key="briefingside"):
        _sheet(chosen)


def show() -> None:
    """Draw the page."""
    whole_page.draw("briefings", _body, _CSS)
