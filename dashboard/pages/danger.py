"""*Cấp cháy rừng*: the danger level that was announced, per commune; the program computes none here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words, dialogs, whole_page
from dashboard.parts.conflict import conflicting
from dashboard.parts.deeds import Deeds
from dashboard.parts.dutybook import duty_words
from dashboard.parts.html import html
from dashboard.parts.ledger import told_block
from dashboard.services import services
from dashboard.sheet import told
from dashboard.words import _
from data.access import may_ever
from data.danger_levels import (
    LEVELS,
    NOBODY_SAID,
    Announcement,
    By,
    announce,
    announcement,
    correct,
    history,
    levels_at,
    newest_id,
    reinstate,
    withdraw,
)
from data.ledger.standing_of_matters import Counts, standings_of
from data.store.engine import reading
from geo.alphabet import sort_key

_Back = Callable[[Connection, By, Any], object]
_deeds = Deeds("danger", lambda: By(services().now(), who()))


def _communes() -> dict[str, str]:
    areas = services().areas
    known = areas.of_era(areas.present_era)
    names = dict(zip(known["area_id"], known["name"], strict=True))
    return dict(sorted(names.items(), key=lambda each: sort_key(each[1])))


def _pressing(counts: Counts) -> str:
    """The colour of a line about who has been told."""
    return "overdue" if counts.overdue else "untold" if counts.untold else "done"


def _cards(communes: dict[str, str]) -> None:
    now = services().now()
    with reading(services().engine) as conn:
        now_is = levels_at(conn, now)
        counting = [
            str(of.row["id"]) for of in now_is.values() if of.level is not None and of.row is not None
        ]
        standings = standings_of(conn, "danger_level", counting)
    cards = ""
    for own, name in communes.items():
        of = now_is.get(own, NOBODY_SAID)
        number = of.level
        badge = '<span class="cl-level none">?</span>'
        if number is not None:
            known = LEVELS[number]
            colours = f"background:{known.colour};color:{known.ink}"
            badge = f'<span class="cl-level" style="{colours}">{known.numeral}</span>'
        source = of.row["source"] if of.row is not None else ""
        standing = standings.get(str(of.row["id"])) if of.row is not None else None
        counts = standing.counts(now) if standing else Counts()
        who_knows = (
            f'<small class="{_pressing(counts)}">{escape(told.line(counts))}</small>' if counts.all else ""
        )
        coming = ""
        if of.coming is not None:
            coming = _(
                "Từ {when}: {level}",
                when=formats.moment(of.coming["valid_from"]),
                level=duty_words.level(of.coming["level"]),
            )
        lines = "".join(f"<small>{escape(each)}</small>" for each in (source, coming) if each)
        said = escape(duty_words.standing(of))
        body = f"<b>{escape(name)}</b><p>{said}</p>{lines}{who_knows}"
        cards += f'<div class="cl-danger">{badge}<div>{body}</div></div>'
    html(f'<div class="cl-dangers">{cards}</div>')


def _moment(label: str, held: datetime, key: str) -> datetime:
    local = formats.local(held)
    left, right = st.columns(2)
    day = left.date_input(label, local.date(), format="DD/MM/YYYY", key=f"{key}_day")
    at = right.time_input(_("lúc"), time(local.hour, local.minute), key=f"{key}_time")
    return datetime.combine(day, at, tzinfo=services().profile.tz)


def _wanted(row: dict[str, Any] | None, key: str) -> Announcement:
    now = services().now()
    number = st.segmented_control(
        _("Cấp"), list(LEVELS), default=row["level"] if row else 3, required=True, key=f"{key}_level",
        format_func=duty_words.level,
    )  # fmt: skip
    source = st.text_input(
        _("Căn cứ: số văn bản, hoặc thông báo của ai"),
        row["source"] if row else "",
        key=f"{key}_source",
        max_chars=200,
    )
    first = _moment(
        _("Từ"), row["valid_from"] if row else now.replace(second=0, microsecond=0), f"{key}_from"
    )
    last = _moment(_("Đến"), row["valid_to"] if row else now + timedelta(days=1), f"{key}_to")
    return Announcement(int(number), source, first, last)


def _announced(made: list[int]) -> None:
    """Say that it is stored, with the way back: what was announced by mistake is withdrawn at once."""

    def back(conn: Connection, by: By) -> None:
        for each in made:
            withdraw(conn, each, by, seen_version=1, reason=_("hoàn tác"))

    _deeds.remember(_("Đã ghi cấp cháy rừng đã công bố."), back)


def _announce(communes: dict[str, str], seen: dict[str, int | None]) -> None:
    chosen = st.multiselect(
        _("Các xã"), list(communes), list(communes), key="danger_communes", format_func=communes.__getitem__
    )
    wanted = _wanted(None, "danger_new")
    for code in LEVELS[wanted.level].duties:
        duty = duty_words.DUTIES[code]
        look.small(_(duty))
    if st.button(_("Lưu"), key="danger_save", type="primary", width="stretch"):
        state, said = _deeds.attempt(lambda conn, by: announce(conn, chosen, wanted, by, seen=seen))
        if state == "done":
            _announced(said)
            st.rerun()
        look.note(
            _("Chưa lưu"),
            said or _("Người khác vừa công bố cho một trong các xã này. Đóng và mở lại."),
            kind="bad",
        )


def _conflicting(row: dict[str, Any], wanted: Announcement) -> bool:
    """Both versions side by side, when somebody else ended this one: what was typed is announced anew."""
    with reading(services().engine) as conn:
        stored = announcement(conn, row["id"]) or row
    pairs = [
        (_("Cấp"), duty_words.level(stored["level"]), duty_words.level(wanted.level)),
        (_("Căn cứ"), stored["source"], wanted.source),
        (_("Từ"), formats.moment(stored["valid_from"]), formats.moment(wanted.valid_from)),
        (_("Đến"), formats.moment(stored["valid_to"]), formats.moment(wanted.valid_to)),
        (_("Tình trạng"), duty_words.counting(stored, services().now()), _("còn tính")),
    ]
    if not conflicting(f"danger_{row['id']}", pairs):
        return False
    own = row["commune_id"]
    with reading(services().engine) as conn:
        seen = {own: newest_id(conn, own)}
    state, said = _deeds.attempt(lambda conn, by: announce(conn, [own], wanted, by, seen=seen))
    if state == "done":
        st.session_state.pop(f"danger_{row['id']}_conflict", None)
        _announced(said)
        st.rerun()
    look.note(_("Chưa lưu"), said or _("Người khác vừa sửa bản ghi này"), kind="bad")
    return False


def _settle(row: dict[str, Any], deed: tuple[str, Any], done: str, back: _Back) -> None:
    """How a correction or a withdrawal went; `back` undoes it, given what it made."""
    state, said = deed
    if state == "done":
        _deeds.remember(done, lambda conn, by: back(conn, by, said))
        st.rerun()
    if state == "conflict":
        st.session_state[f"danger_{row['id']}_conflict"] = True
        st.rerun(scope="fragment")
    look.note(_("Chưa lưu"), said, kind="bad")


def _mend(row: dict[str, Any]) -> None:
    wanted = _wanted(row, f"danger_{row['id']}")
    reason = st.text_input(_("Lý do"), key=f"danger_reason_{row['id']}", max_chars=200)
    left, right = st.columns(2)
    own, seen = row["id"], row["version"]
    if _conflicting(row, wanted):
        st.rerun(scope="fragment")
    if left.button(_("Sửa cho đúng"), key="danger_correct", type="primary", width="stretch"):
        old = Announcement(row["level"], row["source"], row["valid_from"], row["valid_to"])
        _settle(
            row,
            _deeds.attempt(lambda conn, by: correct(conn, own, wanted, by, seen_version=seen, reason=reason)),
            _("Đã ghi; dòng cũ vẫn đọc được."),
            lambda conn, by, made: correct(conn, made, old, by, seen_version=1, reason=_("hoàn tác")),
        )
    if right.button(_("Rút thông báo"), key="danger_withdraw", width="stretch"):
        _settle(
            row,
            _deeds.attempt(lambda conn, by: withdraw(conn, own, by, seen_version=seen, reason=reason)),
            _("Đã rút thông báo; dòng cũ vẫn đọc được."),
            lambda conn, by, _made: reinstate(conn, own, by, reason=_("hoàn tác")),
        )


def _past(communes: dict[str, str], may: bool) -> None:
    st.subheader(_("Các lần công bố"))
    with reading(services().engine) as conn:
        rows = history(conn, most=100)
        standings = standings_of(conn, "danger_level", [str(row["id"]) for row in rows])
    now = services().now()
    knows = {own: told.line(each.counts(now)) for own, each in standings.items()}
    if not rows:
        look.small(_("Chưa có lần nào."))
        return
    answer = st.dataframe(
        [
            {
                _("Xã"): communes.get(row["commune_id"], row["commune_id"]),
                _("Cấp"): duty_words.level(row["level"]),
                _("Từ"): formats.moment(row["valid_from"]),
                _("Đến"): formats.moment(row["valid_to"]),
                _("Căn cứ"): row["source"],
                _("Đã báo ai"): knows.get(str(row["id"]), ""),
                _("Người nhập"): actor_words.actor(row["actor"]),
                _("Tình trạng"): duty_words.counting(row, services().now()),
                _("Lý do"): row["ended_reason"] or "",
            }
            for row in rows
        ],
        hide_index=True, key="danger_table", on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    chosen = [rows[number] for number in answer["selection"]["rows"] if number < len(rows)]
    if chosen:
        with reading(services().engine) as conn:
            told_block.show(told.of_matter(conn, "danger_level", str(chosen[0]["id"]), now))
    picked = answer["selection"]["rows"] if may else []
    if picked and picked[0] < len(rows) and rows[picked[0]]["ended_how"] is None:
        if st.button(_("Sửa hoặc rút dòng này…"), key="danger_mend", icon=":material/edit:"):
            dialogs.dialog(_("Sửa hoặc rút"))(_mend)(rows[picked[0]])
    elif may:
        look.small(_("Chọn một dòng để xem đã báo ai; dòng còn tính thì sửa hoặc rút được."))
    else:
        look.small(_("Chọn một dòng để xem đã báo ai."))


def _body() -> None:
    st.title(_("Cấp dự báo cháy rừng"))
    look.small(
        _(
            "UBND tỉnh ban hành cấp và bảng tra; ở đây chỉ ghi cấp đã được công bố. "
            "Chưa công bố thì không có cấp nào."
        )
    )
    _deeds.news()
    communes = _communes()
    _cards(communes)
    may = may_ever(who(), "danger.announce")
    if may and st.button(
        _("Ghi cấp đã công bố"), key="danger_add", type="primary", icon=":material/campaign:"
    ):
        with reading(services().engine) as conn:
            seen = {own: newest_id(conn, own) for own in communes}
        dialogs.dialog(_("Ghi cấp đã công bố"), width="large")(_announce)(communes, seen)
    _past(communes, may)


def show() -> None:
    """Draw the page."""
    whole_page.draw("danger", _body)
