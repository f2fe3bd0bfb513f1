"""One event: what it is, its steps, the contents of each force, their answers, who has been told."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies.words import agency_name
from dashboard.parts.html import html
from dashboard.parts.ledger import told_block
from dashboard.parts.outreach import deeds_bar, words
from dashboard.parts.together import history_list
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.outreach.reading import RECORD_KIND, replies_of
from data.store.engine import reading


def _facts(row: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    days = row["notice_days"]
    notice = _("kế hoạch chưa nêu") if days is None else _("{days} ngày trước", days=days)
    people = "" if row["participants"] is None else formats.number(row["participants"])
    found = [
        (_("Thời gian tổ chức"), words.when(row)),
        (_("Địa điểm"), " · ".join(each for each in (row["venue"], words.commune(row)) if each)),
        (_("Chủ trì"), names.get(row["host_agency_id"], row["host_agency_id"])),
        (_("Đối tượng"), words.audiences(row)),
        (_("Phải báo trước"), notice),
        (_("Thông báo lúc"), formats.moment(row["announced_at"]) if row["announced_at"] else ""),
        (_("Số người dự"), people),
        (_("Lý do"), row["reason"] or ""),
    ]
    return [(name, value) for name, value in found if value]


def _head(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in _facts(row, names))
    state = escape(_(words.STATUSES[row["status"]]))
    html(
        f'<article class="cl-meeting {row["status"]}"><header><h2>{escape(row["title"])}</h2>'
        f'<span class="cl-pill {row["status"]}">{state}</span></header>'
        f'<p class="under">{escape(row["code"])} · {escape(_(words.KINDS[row["kind"]]))}</p>'
        f"<dl>{facts}</dl></article>"
    )


def _contents(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    st.subheader(_("Nội dung hội nghị"))
    lines = words.topics(row, names)
    if not lines:
        look.small(_("Chưa có nội dung nào."))
        return
    listed = "".join(f"<li>{escape(text)}<span>{escape(whose)}</span></li>" for text, whose in lines)
    html(f'<ol class="cl-agenda">{listed}</ol>')


def _replies(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    with reading(services().engine) as conn:
        rows = replies_of(conn, row["id"])
    if not rows:
        return
    st.subheader(_("Trả lời"))
    listed = "".join(
        f"<li><b>{escape(names.get(each['agency_id'], each['agency_id']))}: "
        f"{escape(_(words.REPLIES[each['reply']]))}</b> {escape(each['text'])}"
        f"<span>{escape(each['person'])} · {escape(formats.moment(each['at']))}</span></li>"
        for each in rows
    )
    html(f'<ul class="cl-corrections">{listed}</ul>')


def _who_knows(row: Mapping[str, Any]) -> None:
    if row["announced_at"] is None:
        look.note(_("Chưa báo ai"), _("Bấm “Thông báo” để hai lực lượng còn lại được báo và thêm nội dung."))
        return
    told_block.of_matter(RECORD_KIND, row["id"])


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
        there = agencies_at(conn, formats.local(row["starts_at"]).date())
    _head(row, names)
    deeds_bar.show(row, {each["agency_id"]: agency_name(each) for each in there})
    _contents(row, names)
    _replies(row, names)
    _who_knows(row)
    history_list.show(RECORD_KIND, row["id"])
