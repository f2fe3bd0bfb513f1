"""*Nhật ký*: every change with who, when, from where, before and after; and whether the chain holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words, whole_page
from dashboard.parts.journal import words as journal_words
from dashboard.services import services
from dashboard.words import _
from data.agencies.act import Act
from data.cases.redacting import readable, redacted
from data.journal import verify
from data.journal_pages import Wanted, count, kinds, page
from data.store.engine import reading

_PAGE = 100


def _kind_words(kind: str | None) -> str:
    return _("tất cả") if kind is None else journal_words.known(journal_words.KINDS, kind)


def _bar() -> Wanted:
    here = services()
    days = {1: _("24 giờ"), 7: _("7 ngày"), 30: _("30 ngày"), 365: _("một năm"), 0: _("tất cả")}
    with reading(here.engine) as conn:
        known = kinds(conn)
    with st.container(horizontal=True, key="journalbar", vertical_alignment="bottom"):
        within = st.selectbox(_("Trong"), list(days), 1, key="journal_days", format_func=days.__getitem__)
        kind = st.selectbox(
            _("Loại bản ghi"), [None, *known], key="journal_kind",
            format_func=_kind_words,
        )  # fmt: skip
        record = st.text_input(_("Mã bản ghi"), key="journal_record")
        actor = actor_words.asked(st.text_input(_("Người làm"), key="journal_actor"))
        text = st.text_input(_("Có chữ"), key="journal_text")
    start = here.now() - timedelta(days=within) if within else None
    return Wanted(start=start, kind=kind, record_id=record, actor=actor, text=text)


def _line(row: dict[str, Any]) -> dict[str, str]:
    changed = ", ".join(name for name, before, after in journal_words.differences(row) if before != after)
    return {
        _("Số"): str(row["id"]),
        _("Lúc"): formats.moment(row["at"]),
        _("Ai"): actor_words.actor(row["actor"]),
        _("Việc"): journal_words.known(journal_words.ACTIONS, row["action"]),
        _("Loại"): journal_words.known(journal_words.KINDS, row["record_kind"]),
        _("Bản ghi"): row["record_id"],
        _("Thay đổi"): changed[:160],
        _("Lý do"): row["reason"] or "",
        _("Từ đâu"): actor_words.origin(row["origin"]),
    }


def _detail(row: dict[str, Any]) -> None:
    action = journal_words.known(journal_words.ACTIONS, row["action"])
    st.subheader(_("Dòng {id}: {action}", id=row["id"], action=action))
    told = formats.moment(row["at"]), actor_words.actor(row["actor"]), actor_words.origin(row["origin"])
    look.small(" · ".join(told))
    rows = [
        {_("Mục"): name, _("Trước"): before, _("Sau"): after}
        for name, before, after in journal_words.differences(row)
    ]
    if rows:
        st.dataframe(rows, hide_index=True)
    look.small(_("Dấu của dòng này: {hash}…", hash=row["hash"][:20]))


def _check() -> None:
    with reading(services().engine) as conn:
        total = formats.number(count(conn))
    if not st.button(_("Kiểm tra chuỗi nhật ký"), key="journal_check", icon=":material/verified:"):
        look.small(_("Nhật ký có {count} dòng, không dòng nào sửa hay xóa được.", count=total))
        return
    with (
        st.spinner(_("Đang đọc {count} dòng…", count=total)),
        reading(services().engine) as conn,
    ):
        broken = verify(conn)
    if broken is None:
        look.note(_("Chuỗi nguyên vẹn"), _("Đã đọc lại cả {count} dòng.", count=total))
    else:
        what = journal_words.BREAKS[broken.what]
        look.note(_("Chuỗi đứt ở dòng {id}", id=broken.id), _(what), kind="bad")


def _table(wanted: Wanted) -> None:
    asked = repr((wanted.kind, wanted.record_id, wanted.actor, wanted.text, st.session_state["journal_days"]))
    if st.session_state.get("journal_asked") != asked:
        st.session_state["journal_asked"], st.session_state["journal_before"] = asked, []
    trail: list[int] = st.session_state["journal_before"]
    here = services()
    with reading(here.engine) as conn:
        cases = readable(conn, Act(here.now(), who()))
        found = page(conn, wanted, before=trail[-1] if trail else None, limit=_PAGE + 1, cases=cases)
    more, rows = len(found) > _PAGE, [redacted(row) for row in found[:_PAGE]]
    if not rows:
        look.note(_("Không có dòng nào"), _("Theo điều kiện đang chọn."))
        return
    answer = st.dataframe(
        [_line(row) for row in rows], hide_index=True, key=f"journal_table_{len(trail)}", on_select="rerun",
        selection_mode="single-row", height=min(560, 37 + 35 * len(rows)),
    )  # fmt: skip
    with st.container(horizontal=True, key="journalways"):
        if trail and st.button(_("Mới hơn"), key="journal_newer", icon=":material/arrow_back:"):
            trail.pop()
            st.rerun()
        if more and st.button(_("Cũ hơn"), key="journal_older", icon=":material/arrow_forward:"):
            trail.append(rows[-1]["id"])
            st.rerun()
    picked = answer["selection"]["rows"]
    if picked and picked[0] < len(rows):
        _detail(rows[picked[0]])


def _download(wanted: Wanted) -> None:
    asked = {
        "kind": wanted.kind or "",
        "record": wanted.record_id,
        "actor": wanted.actor,
        "text": wanted.text,
    }
    if wanted.start is not None:
        asked["start"] = wanted.start.isoformat()
    given = {name: each for name, each in asked.items() if each}
    look.links("", [(_("Tải CSV theo điều kiện này"), f"/export/journal.csv?{urlencode(given)}")])


def _body() -> None:
    st.title(_("Nhật ký thay đổi"))
    look.small(_("Mọi thay đổi và mọi lần xem người báo: ai, lúc nào, từ đâu, trước và sau."))
    _check()
    wanted = _bar()
    _table(wanted)
    _download(wanted)


def show() -> None:
    """Draw the page."""
    whole_page.draw("journal", _body)
