"""One rule: what it says, whom it cannot reach, what it said before, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import actor_words, dialogs, save_button
from dashboard.parts.html import html
from dashboard.parts.journal import words as journal_words
from dashboard.parts.rules import act as rule_act
from dashboard.parts.rules import form as rule_form
from dashboard.parts.rules import preview as rule_preview
from dashboard.parts.rules import words as rule_words
from dashboard.parts.rules.words import Names
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import _
from data.ledger.rule_reach import Reach
from data.ledger.rules import rule_history, rule_rows, switch_off, switch_on
from data.ledger.wording import INVOLVED
from data.store.engine import reading

_PILLS = {"on": "fresh", "draft": "", "off": "late"}


def _reach(reach: Reach) -> str:
    """Who cannot be told, and the way to where that is mended."""
    if not reach.lacking and not reach.astray:
        return ""
    found = ""
    if reach.lacking:
        lead = _("Chưa liên lạc được, nên không bật được:")
        names = "".join(f"<li>{escape(rule_words.lacking(each))}</li>" for each in reach.lacking)
        found += f'<div class="lacking"><b>{escape(lead)}</b><ul>{names}</ul>'
        there = _("Nhập ở trang Đơn vị")
        found += f'<a href="{escape(way("agencies"))}" target="_self">{escape(there)}</a></div>'
    if reach.astray:
        lead = _("Tin chưa rõ xã thì báo lên, nhưng chưa liên lạc được:")
        names = ", ".join(rule_words.lacking(each) for each in reach.astray)
        found += f'<p class="astray">{escape(lead)} {escape(names)}</p>'
    return found


def _named(row: Mapping[str, Any]) -> str:
    """Whom a record will name is known when it is there: the rule can be on, a focal point may be lacking."""
    if INVOLVED not in row["receivers"]:
        return ""
    said = _("Đơn vị nào được ghi tên thì có việc mới biết: hãy nhập đầu mối cho mọi đơn vị có thể tham gia.")
    return f'<p class="astray">{escape(said)}</p>'


def _article(row: Mapping[str, Any], reach: Reach, names: Names) -> None:
    now_is = rule_words.state(row, services().now())
    since = rule_words.since(row, services().now())
    lines = [
        (_("Khi nào"), rule_words.when(row, names)),
        (_("Báo ai"), rule_words.whom(row, names)),
        (_("Trong bao lâu"), rule_words.how_soon(row)),
        (_("Căn cứ"), row["basis"]),
    ]
    if plan := names.plans.get(row["plan_id"] or ""):
        lines.append((_("Kế hoạch"), plan))
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in lines)
    html(
        f'<article class="cl-rule {now_is}"><header><h3>{escape(row["title"])}</h3>'
        f'<span class="cl-pill {_PILLS[now_is]}">{escape(since)}</span></header>'
        f"<dl>{facts}</dl>{_reach(reach)}{_named(row)}</article>"
    )


def _undo_on(rule_id: str, row_id: int) -> Any:
    return lambda conn, act: switch_off(conn, rule_id, act, seen_row=row_id, reason=_("Hoàn tác"))


def _on_dialog(row: Mapping[str, Any], reach: Reach, names: Names) -> None:
    own, seen = row["rule_id"], row["id"]
    rule_preview.show(row, own, names)
    if reach.lacking:
        who = tuple(rule_words.lacking(each) for each in reach.lacking)
        look.note(
            _("Chưa bật được"),
            _("Những bên nhận này chưa có đầu mối liên lạc được. Nhập ở trang Đơn vị rồi bật lại."),
            kind="warn",
            steps=who,
        )
    else:
        look.note(
            _("Bật quy tắc này?"),
            _("Từ lúc này mỗi tin mới thuộc quy tắc tạo nghĩa vụ báo. Tin đã biết trước đó thì không."),
        )
    left, right = st.columns(2)
    if left.button(_("Không, để nguyên"), key="rule_on_no", width="stretch"):
        st.rerun()
    ready = not reach.lacking
    if right.button(_("Bật"), key="rule_on_yes", type="primary", width="stretch", disabled=not ready):
        state, said = rule_act.attempt(lambda conn, act: switch_on(conn, own, act, seen_row=seen))
        if state == "done":
            rule_act.remember(_("Đã bật “{title}”.", title=row["title"]), _undo_on(own, said))
            st.rerun()
        look.note(_("Chưa bật"), said or _("Người khác vừa sửa bản ghi này. Đóng và mở lại."), kind="bad")


def _off_dialog(row: Mapping[str, Any]) -> None:
    own, seen = row["rule_id"], row["id"]
    look.note(
        _("Tắt quy tắc này?"),
        _("Tin mới không còn tạo nghĩa vụ theo quy tắc này. Nghĩa vụ đã có vẫn phải báo."),
        kind="warn",
    )
    reason = st.text_input(_("Lý do"), key="rule_off_reason", max_chars=200)
    left, right = st.columns(2)
    if left.button(_("Không, giữ nguyên"), key="rule_off_no", width="stretch"):
        st.rerun()
    if save_button.pressed(_("Tắt"), "rule_off_yes", {_("Lý do"): reason}, at=right):
        state, said = rule_act.attempt(
            lambda conn, act: switch_off(conn, own, act, seen_row=seen, reason=reason)
        )
        if state == "done":
            rule_act.remember(
                _("Đã tắt “{title}”.", title=row["title"]),
                lambda conn, act: switch_on(conn, own, act, seen_row=seen),
            )
            st.rerun()
        look.note(_("Chưa tắt"), said or _("Người khác vừa sửa bản ghi này. Đóng và mở lại."), kind="bad")


def _validity(row: Mapping[str, Any]) -> str:
    if row["valid_from"] is None:
        return _("bản nháp, chưa từng có hiệu lực")
    first = formats.moment(row["valid_from"])
    if row["valid_to"] is None:
        return _("có hiệu lực từ {first}", first=first)
    return _("có hiệu lực từ {first} đến {last}", first=first, last=formats.moment(row["valid_to"]))


def _past_dialog(row: Mapping[str, Any], names: Names) -> None:
    """Each wording with what differs from the one before it, then who did what."""
    with reading(services().engine) as conn:
        rows, entries = rule_rows(conn, row["rule_id"]), rule_history(conn, row["rule_id"])
    lines = ""
    for number, each in enumerate(rows):
        mine = rule_words.told(each, names)
        before = dict(rule_words.told(rows[number + 1], names)) if number + 1 < len(rows) else {}
        said = [
            f"<dt>{escape(name)}</dt><dd>{escape(value)}"
            + (f"<del>{escape(before[name])}</del>" if before else "")
            + "</dd>"
            for name, value in mine
            if not before or before[name] != value
        ]
        same = escape(_("Cùng một cách viết, bật lại."))
        body = f"<dl>{''.join(said)}</dl>" if said else f"<p>{same}</p>"
        by = f"{_validity(each)} · {actor_words.actor(each['actor'])}, {formats.moment(each['created_at'])}"
        lines += f"<li><b>{escape(by)}</b>{body}</li>"
    html(f'<h3 class="cl-ruletitle">{escape(row["title"])}</h3><ol class="cl-wordings">{lines}</ol>')
    for entry in entries[:40]:
        reason = f" · {entry['reason']}" if entry["reason"] else ""
        action = journal_words.known(journal_words.ACTIONS, entry["action"])
        look.small(f"{formats.moment(entry['at'])} · {actor_words.actor(entry['actor'])} · {action}{reason}")


def _try_dialog(row: Mapping[str, Any], names: Names) -> None:
    html(f'<h3 class="cl-ruletitle">{escape(row["title"])}</h3>')
    rule_preview.show(row, row["rule_id"], names)


def show(row: Mapping[str, Any], reach: Reach, names: Names, *, may: bool) -> None:
    """Draw the card; `may` is whether whoever looks changes rules."""
    own, now_is = row["rule_id"], rule_words.state(row, services().now())
    with st.container(key=f"rulecard_{row['id']}"):
        _article(row, reach, names)
        with st.container(horizontal=True, key=f"ruledeeds_{row['id']}"):
            if may and now_is == "on":
                if st.button(_("Tắt…"), key=f"rule_off_{own}", icon=":material/toggle_off:"):
                    dialogs.dialog(_("Tắt quy tắc"))(_off_dialog)(row)
            elif may and st.button(_("Bật…"), key=f"rule_on_{own}", icon=":material/toggle_on:"):
                dialogs.dialog(_("Bật quy tắc"), width="large")(_on_dialog)(row, reach, names)
            if may and st.button(_("Sửa"), key=f"rule_edit_{own}", icon=":material/edit:"):
                rule_form.open_form(row, names)
            if st.button(_("Xem trước"), key=f"rule_try_{own}", type="tertiary"):
                dialogs.dialog(_("Xem trước"), width="large")(_try_dialog)(row, names)
            if st.button(_("Các lần viết"), key=f"rule_past_{own}", type="tertiary"):
                dialogs.dialog(_("Các lần viết"), width="large")(_past_dialog)(row, names)
