"""What an empty desk means, and what keeps rules from binding anybody."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import look
from dashboard.parts import ways
from dashboard.parts.rules import words as rule_words
from dashboard.services import services
from dashboard.words import _, counted
from data.ledger.desk import Wanted
from data.ledger.off_rules import OffRule, off_rules
from data.store.engine import reading

_MOST = 4


def _why(rule: OffRule) -> str:
    state = _("nháp, chưa bật") if rule.draft else _("đã tắt")
    if not rule.lacking:
        return f"{rule.title}: {state}"
    some = [rule_words.lacking(each) for each in rule.lacking]
    more = _(" và {count} đơn vị nữa", count=len(some) - _MOST) if len(some) > _MOST else ""
    return f"{rule.title}: {state} – {'; '.join(some[:_MOST])}{more}"


def _ways() -> None:
    rules, agencies = escape(ways.way("rules"), quote=True), escape(ways.way("agencies"), quote=True)
    to_rules, to_agencies = escape(_("Mở trang Quy tắc báo tin")), escape(_("Nhập đầu mối ở trang Đơn vị"))
    st.html(
        f'<p class="cl-small"><a href="{rules}" target="_self">{to_rules}</a> · '
        f'<a href="{agencies}" target="_self">{to_agencies}</a></p>'
    )


def rules() -> int:
    """Name the rules that are off, and why; returns how many are on."""
    here = services()
    with reading(here.engine) as conn:
        off, on = off_rules(conn, here.now())
    stuck = [rule for rule in off if rule.lacking]
    if on == 0:
        look.note(
            _("Chưa quy tắc báo tin nào được bật"),
            _(
                "Vì vậy chưa có nghĩa vụ nào phát sinh, dù có cháy."
                " Bàn trực trống không có nghĩa là đã báo đủ."
            ),
            kind="bad",
            steps=tuple(_why(rule) for rule in off),
        )
        _ways()
    elif stuck:
        title = counted("{count} quy tắc còn là nháp vì bên nhận chưa có đầu mối", len(stuck))
        look.note(title, "", kind="warn", steps=tuple(_why(rule) for rule in stuck))
        _ways()
    return on


def empty(wanted: Wanted, on: int) -> None:
    """Say what it means that the list is empty."""
    if wanted.matter_id == -1:
        look.note(_("Tin này chưa có nghĩa vụ nào"), _("Không quy tắc nào đang bật nói về nó."), kind="warn")
    elif wanted != Wanted(shown=wanted.shown):
        look.note(_("Không có gì theo điều kiện đang chọn"), _("Bỏ bớt điều kiện lọc để xem các tin khác."))
    elif on and wanted.shown == "to_acknowledge":
        look.note(_("Không ai còn phải tiếp nhận"), _("Mọi lần báo có bằng chứng đều đã được tiếp nhận."))
    elif on:
        look.note(
            _("Không còn ai phải báo"),
            _("Mọi đơn vị phải biết tin theo quy tắc đang bật đều đã được báo, có bằng chứng."),
        )
