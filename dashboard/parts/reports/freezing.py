"""A report as it was frozen: by whom, what later corrections changed, and the way to freeze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words, dialogs
from dashboard.parts.deeds import Deeds
from dashboard.parts.html import html
from dashboard.parts.reports import words as said_words
from dashboard.services import services
from dashboard.words import _, counted
from data.access import may_ever
from data.agencies.act import Act
from data.effort.ground import Ground
from data.reports import words
from data.reports.freezing import ACTION, SCREEN, Moved, freeze


def _act() -> Act:
    here = services()
    return Act(here.now(), who(), SCREEN, here.drill)


_deeds = Deeds("reports", _act)
news = _deeds.news


def button(kind: str, text: str, name: str, ground: Ground) -> None:
    """For whoever may, when the period is over and nobody has frozen it; asks once more."""
    if may_ever(who(), ACTION) and st.button(
        _("Chốt báo cáo…"), key="reports_freeze", icon=":material/lock:"
    ):
        dialogs.dialog(_("Chốt báo cáo: {period}?", period=name))(_ask)(kind, text, name, ground)


def _ask(kind: str, text: str, name: str, ground: Ground) -> None:
    look.note(
        _("Bản chốt không sửa và không chốt lại được."),
        _("Đính chính sau này được nêu bên cạnh."),
        kind="warn",
    )
    if st.button(_("Chốt"), key="reports_freeze_sure", type="primary", width="stretch"):
        state, said = _deeds.attempt(lambda conn, act: freeze(conn, kind, text, act, ground))
        if state == "done":
            _deeds.remember(_("Đã chốt báo cáo: {period}.", period=name))
            st.rerun()
        look.note(_("Chưa chốt"), str(said), kind="bad")


def show(kept: Mapping[str, Any], moved: Sequence[Moved]) -> None:
    """Who froze it, and what is another figure today."""
    look.small(
        _(
            "Chốt lúc {moment}, bởi {name}. Dấu kiểm tra {mark}…",
            moment=formats.moment(kept["frozen_at"]),
            name=actor_words.actor(kept["actor"]),
            mark=kept["sha256"][:16],
        )
    )
    if not moved:
        look.small(_("Từ lúc chốt chưa có đính chính nào làm đổi số liệu."))
        return
    rows = "".join(
        f"<tr><th scope=row>{escape(_name(each))}</th>"
        f"<td>{escape(said_words.amount(each.code, each.part, each.was))}</td>"
        f"<td><b>{escape(said_words.amount(each.code, each.part, each.now))}</b></td></tr>"
        for each in moved
    )
    title = counted("{count} số liệu đã đổi từ lúc chốt", len(moved))
    html(
        f'<section class="cl-indicator moved"><h2>{escape(title)}</h2><div class="cl-scroll">'
        f'<table class="cl-report"><thead><tr><th scope=col>{escape(_("Số liệu"))}</th>'
        f"<th scope=col>{escape(_('Lúc chốt'))}</th><th scope=col>{escape(_('Hiện nay'))}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _name(each: Moved) -> str:
    title = _(words.TITLES.get(each.code, each.code))
    return f"{title}: {said_words.part(each.code, each.part)}" if each.part else title
