"""*Quy tắc báo tin*: what must be told to whom, how soon and on which basis; what binds, and what would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, whole_page
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.rules import act as rule_act
from dashboard.parts.rules import card as rule_card
from dashboard.parts.rules import form as rule_form
from dashboard.parts.rules import words as rule_words
from dashboard.parts.rules.words import Names
from dashboard.services import services
from dashboard.words import _, counted
from data.access import may_ever
from data.agencies import agencies_at
from data.ledger.rule_reach import Reach, reachability
from data.ledger.rules import ACTION, current_rules, switch_on_several
from data.plan import list_plans
from data.store.engine import reading

_CSS = Path(__file__).with_name("rules.css").read_text(encoding="utf-8")
Rows = Sequence[Mapping[str, Any]]


def _names() -> Names:
    here = services()
    today = formats.local(here.now()).date()
    communes = here.areas.communes
    with reading(here.engine) as conn:
        agencies, plans = agencies_at(conn, today), list_plans(conn)
        names = agency_names.ever(conn)
    return Names(
        names,
        dict(zip(communes["area_id"], communes["name"], strict=True)),
        {plan["plan_id"]: plan["title"] for plan in plans if plan["status"] != "withdrawn"},
        [row["agency_id"] for row in agencies],
    )


def _opening(rows: Rows, reached: Mapping[str, Reach]) -> None:
    now = services().now()
    states = [rule_words.state(row, now) for row in rows]
    title = _("Quy tắc báo tin")
    lead = _(
        "Khi nào phải báo ai, trong bao lâu, theo căn cứ nào. Bật rồi mới buộc; mỗi lần sửa đều đọc lại được."
    )
    counts = (
        (_("đang bật"), states.count("on")),
        (_("nháp"), states.count("draft")),
        (_("đã tắt"), states.count("off")),
        (_("thiếu đầu mối"), sum(bool(each.lacking) for each in reached.values())),
    )
    boxes = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(formats.number(count))}</b></div>"
        for name, count in counts
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _all_dialog(ready: Rows) -> None:
    look.note(
        _("Bật những quy tắc này?"),
        _("Từ lúc này mỗi tin mới tạo nghĩa vụ báo theo chúng. Tin đã biết trước đó thì không."),
        steps=tuple(row["title"] for row in ready),
    )
    left, right = st.columns(2)
    if left.button(_("Không, để nguyên"), key="rules_all_no", width="stretch"):
        st.rerun()
    if right.button(_("Bật tất cả"), key="rules_all_yes", type="primary", width="stretch"):
        seen = {row["rule_id"]: row["id"] for row in ready}
        rule_act.do(
            lambda conn, act: switch_on_several(conn, seen, act),
            counted("Đã bật {count} quy tắc.", len(ready)),
        )
        st.rerun()


def _bar(rows: Rows, reached: Mapping[str, Reach], names: Names, *, may: bool) -> str:
    """Which rules to show; what can be done with all of them."""
    now = services().now()
    kinds = {"all": _("Tất cả"), "on": _("Đang bật"), "draft": _("Nháp"), "off": _("Đã tắt")}
    with st.container(key="rulebar", horizontal=True, vertical_alignment="bottom"):
        shown = st.segmented_control(
            _("Xem"), list(kinds), default="all", required=True, key="rule_state",
            format_func=kinds.__getitem__, width="content",
        )  # fmt: skip
        if may and st.button(_("Thêm quy tắc"), key="rule_add", icon=":material/add:"):
            rule_form.open_form(None, names)
        ready = [
            row
            for row in rows
            if rule_words.state(row, now) == "draft" and not reached[row["rule_id"]].lacking
        ]
        if may and ready:
            label = counted("Bật {count} quy tắc nháp đã đủ đầu mối…", len(ready))
            if st.button(label, key="rules_all", type="primary", icon=":material/toggle_on:"):
                dialogs.dialog(_("Bật nhiều quy tắc"))(_all_dialog)(ready)
    return str(shown)


def _body() -> None:
    here = services()
    with reading(here.engine) as conn:
        rows = current_rules(conn)
        reach = reachability(conn, here.now())
    reached = {row["rule_id"]: reach.of(row) for row in rows}
    names, may = _names(), may_ever(who(), ACTION)
    _opening(rows, reached)
    rule_act.news()
    shown = _bar(rows, reached, names, may=may)
    now = here.now()
    kept = [row for row in rows if shown in ("all", rule_words.state(row, now))]
    if not kept:
        look.note(
            _("Không có quy tắc nào"), _("Không có nghĩa vụ nào được tạo khi chưa có quy tắc đang bật.")
        )
    order = list(rule_words.MATTERS)
    with st.container(key="rulelist"):
        for row in sorted(kept, key=lambda each: order.index(each["matter_kind"])):
            rule_card.show(row, reached[row["rule_id"]], names, may=may)


def show() -> None:
    """Draw the page."""
    whole_page.draw("rules", _body, _CSS)
