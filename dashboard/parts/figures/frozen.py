"""The month as it was frozen beside the month as it is, and the duties that moved in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words
from dashboard.parts.deeds import Deeds
from dashboard.parts.figures import names as figure_names
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import services
from dashboard.words import _, counted
from data.access import may_ever
from data.ledger.figures import Count
from data.ledger.frozen import ACTION, Moved, beside, freeze
from data.ledger.months import Month
from data.ledger.telling import By


def _by() -> By:
    return By(who(), services().now(), "screen:figures")


_deeds = Deeds("figures", _by)
news = _deeds.news


def _bucket(name: str | None) -> str:
    return _("không tính") if name is None else _(ledger_words.BUCKETS[name])


def _sure(month: Month, today: Count) -> None:
    """Say what freezing means, and do it."""
    look.note(
        _("Chốt số liệu {month}?", month=figure_names.month(month.text)),
        _("Bản chốt không sửa và không chốt lại được. Ghi bổ sung sau này được nêu bên cạnh."),
        kind="warn",
    )
    if still := today.buckets["open"]:
        look.small(counted("{count} nghĩa vụ của tháng này vẫn còn hạn: nên chờ tới khi hết hạn.", still))
    if st.button(_("Chốt"), key="figures_freeze_sure", type="primary", width="stretch"):
        state, said = _deeds.attempt(lambda conn, by: freeze(conn, month, by))
        if state == "done":
            _deeds.remember(_("Đã chốt số liệu {month}.", month=figure_names.month(month.text)))
            st.rerun()
        look.note(_("Chưa chốt"), said, kind="bad")


def button(month: Month, today: Count, kept: Mapping[str, Any] | None) -> None:
    """The way to freeze, for whoever may, when the month is over."""
    over = month.end <= services().now()
    if kept is None and over and may_ever(who(), ACTION):
        with st.popover(_("Chốt số liệu tháng…"), icon=":material/lock:", key="figures_freeze"):
            _sure(month, today)


def show(month: Month, kept: Mapping[str, Any] | None, today: Count, moved: list[Moved]) -> None:
    """Draw both; nothing where the month was not frozen."""
    if kept is None:
        if month.end <= services().now():
            look.small(_("Tháng này chưa chốt: số liệu đổi theo những gì ghi bổ sung."))
        return
    st.subheader(_("Bản chốt và hiện nay"))
    look.small(
        _(
            "Chốt lúc {moment}, bởi {name}.",
            moment=formats.moment(kept["frozen_at"]),
            name=actor_words.actor(kept["actor"]),
        )
    )
    rows = [
        {
            _("Kết quả"): _(ledger_words.BUCKETS[name]),
            _("Lúc chốt"): then,
            _("Hiện nay"): now,
            _("Chênh"): f"{now - then:+d}" if now != then else "",
        }
        for name, then, now in beside(kept, today.plain())
    ]
    st.dataframe(rows, hide_index=True, key="figures_beside")
    if not moved:
        look.small(_("Không nghĩa vụ nào đổi kết quả từ lúc chốt."))
        return
    look.small(counted("{count} nghĩa vụ đổi kết quả từ lúc chốt:", len(moved)))
    listed = [
        {_("Nghĩa vụ số"): each.duty_id, _("Lúc chốt"): _bucket(each.was), _("Hiện nay"): _bucket(each.now)}
        for each in moved
    ]
    st.dataframe(listed, hide_index=True, key="figures_moved")
