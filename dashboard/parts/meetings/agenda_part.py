"""*Chương trình* of a meeting: what is open is proposed, a person picks, edits and orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.parts import dialogs
from dashboard.parts.html import html
from dashboard.parts.meetings import act, words
from dashboard.services import services
from dashboard.words import _
from data.meetings.agenda import Point, proposed
from data.meetings.holding import set_agenda
from data.store.engine import reading


def lines_to_points(text: str, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One point a line; a line that is still what was stored or proposed keeps where it came from."""
    by_text = {each["text"]: each for each in known}
    blank = {"kind": "text", "ref": None}
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [
        {name: by_text.get(line, blank).get(name) for name in blank} | {"text": line}
        for line in lines
        if line
    ]


def _offered(row: Mapping[str, Any]) -> list[Point]:
    """What is proposed and not on the agenda yet."""
    here = services()
    with reading(here.engine) as conn:
        found = proposed(conn, row, here.now(), here.profile.tz, here.areas)
    there = {(each["kind"], each["ref"]) for each in row["agenda"] if each["ref"]}
    texts = {each["text"] for each in row["agenda"]}
    return [each for each in found if (each.kind, each.ref) not in there and each.text not in texts]


def _dialog(row: Mapping[str, Any], offered: Sequence[Point]) -> None:
    own, seen = row["id"], row["version"]
    key = f"meeting_agenda_{own}_{seen}"
    picked: list[Point] = []
    if offered:
        look.small(_("Việc đang mở, lấy từ dữ liệu lúc này. Bỏ chọn việc không cần họp bàn."))
        with st.container(key="meetingoffered"):
            for at, each in enumerate(offered):
                kind = look.plain(_(words.POINTS[each.kind]))
                label = f"**{kind}** · {look.plain(each.text)}"
                if st.checkbox(label, value=not row["agenda"], key=f"{key}_{at}"):
                    picked.append(each)
    elif not row["agenda"]:
        look.small(_("Lúc này không có việc nào đang mở ở địa bàn này."))
    text = st.text_area(
        _("Chương trình, mỗi dòng một nội dung"), "\n".join(each["text"] for each in row["agenda"]),
        key=f"{key}_text", height=170,
        help=_("Sửa chữ, xóa dòng, đổi thứ tự ở đây. Việc đã chọn ở trên được thêm vào cuối."),
    )  # fmt: skip
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    if st.button(_("Lưu chương trình"), key=f"{key}_save", type="primary", width="stretch"):
        points = lines_to_points(text, row["agenda"]) + [vars(each) for each in picked]
        before = list(row["agenda"])
        act.finish(
            key,
            lambda conn, by, v: set_agenda(conn, own, points, by, seen_version=v),
            seen,
            _("Đã lưu chương trình."),
            lambda conn, by: set_agenda(conn, own, before, by, seen_version=seen + 1),
        )


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    if row["agenda"]:
        lines = "".join(
            f"<li>{escape(each['text'])}<span>{escape(_(words.POINTS[each['kind']]))}</span></li>"
            if each["kind"] in words.POINTS and each["kind"] != "text"
            else f"<li>{escape(each['text'])}</li>"
            for each in row["agenda"]
        )
        html(f'<ol class="cl-agenda">{lines}</ol>')
    else:
        look.small(_("Chưa có chương trình."))
    if row["frozen_at"] is not None or not act.may():
        return
    offered = _offered(row)
    label = (
        _("Soạn chương trình ({count} việc đề xuất)", count=len(offered))
        if offered
        else _("Soạn chương trình")
    )
    if st.button(label, key="meeting_agenda", icon=":material/list_alt:"):
        dialogs.dialog(_("Chương trình họp"), width="large")(_dialog)(row, offered)
