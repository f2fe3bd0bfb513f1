"""The section *Gợi ý*: where the score is high and why, and what the planner says to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words, reveal
from dashboard.parts.suggestions import accepting, act, card, cell_card, file, making, score_map
from dashboard.parts.suggestions import words as score_words
from dashboard.services import services
from dashboard.words import _, counted
from data.access import may_ever
from data.store.engine import reading
from data.zones import ACTION, By
from data.zones.suggestions import newest_run, of_run, refused, reopen

_MARKS = {"open": "", "accepted": " ✓", "refused": " ✕"}
_PICK = "suggest_pick"


def _intro() -> None:
    look.small(
        _(
            "Chương trình chấm điểm từng ô 500 m theo những gì đã biết, rồi gom các ô điểm cao thành vài khu"
            " vực vẽ được. Mỗi con số đều xem được. Nhận, vẽ lại hay từ chối là việc của người quy hoạch."
        )
    )


def _asked_by_address(rows: Sequence[Mapping[str, Any]]) -> None:
    """``?suggestion=12`` opens that one, once."""
    asked = st.query_params.get("suggestion", "")
    if asked and st.session_state.get("suggestion_asked") != asked:
        st.session_state["suggestion_asked"] = asked
        if any(asked == str(row["id"]) for row in rows):
            act.choose(int(asked))


def _chosen(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    by_id = {row["id"]: row for row in rows}
    if act.chosen() not in by_id:
        first = next((row for row in rows if row["state"] == "open"), rows[0] if rows else None)
        act.choose(None if first is None else first["id"])
    return by_id.get(act.chosen() or 0)


def _picked() -> None:
    found = st.session_state.get(_PICK)
    if found is not None:
        act.choose(found)
        act.look_at(None)


def _list(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, Any]) -> None:
    names = {
        row["id"]: f"{row['number']} · {score_words.score(row['score'])}{_MARKS[row['state']]}"
        for row in rows
    }
    st.session_state[_PICK] = chosen["id"]
    with st.container(key="suggestlist"):
        st.segmented_control(
            _("Gợi ý, điểm cao trước"), list(names), key=_PICK, format_func=names.__getitem__, required=True,
            on_change=_picked,
        )  # fmt: skip


def _clicked(cell: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """A click on the map shows the cell, and the suggestion that it belongs to."""
    act.look_at(cell)
    for row in rows:
        if cell in row["cells"]:
            act.choose(row["id"])
    reveal.count("suggestions")
    st.rerun()


def _refusals(rows: Sequence[Mapping[str, Any]], *, may: bool) -> None:
    """What was refused in earlier runs: those of this run stand on their own cards."""
    if not rows:
        return
    with st.expander(counted("Đã từ chối trước đây ({count})", len(rows))):
        for row in rows:
            head = _(
                "{when} · {who} · điểm {score}",
                when=formats.moment(row["decided_at"]),
                who=actor_words.actor(row["decided_by"]),
                score=score_words.score(row["score"]),
            )
            with st.container(key=f"suggestold_{row['id']}", horizontal=True, vertical_alignment="center"):
                look.note(head, row["reason"])
                if may and st.button(_("Bỏ từ chối"), key=f"suggest_old_{row['id']}", type="tertiary"):
                    own = row["id"]
                    act.deeds.do(_back(own), _("Đã bỏ từ chối."))
                    st.rerun()


def _back(own: int) -> Callable[[Connection, By], None]:
    return lambda conn, by: reopen(conn, own, by)


def _board(run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], *, may: bool) -> None:
    chosen = _chosen(rows)
    redrawn = chosen is not None and may and chosen["state"] == "open" and act.edited() == chosen["id"]
    with st.container(key="suggestboard"):
        left, right = st.columns([6, 6], gap="medium")
        with left:
            with st.container(key="suggestpen" if redrawn else "suggestmap"):
                if redrawn and chosen is not None:
                    shape = accepting.draw(run, chosen)
                else:
                    cell = score_map.show(run, rows, chosen, act.cell())
                    if cell is not None:
                        _clicked(cell, rows)
                    look.small(_("Bấm vào một ô trên bản đồ để xem vì sao ô đó có điểm như vậy."))
            making.said(run)
        with right, st.container(key="suggestshown"):
            if redrawn and chosen is not None:
                accepting.redrawn(run, chosen, shape)
                return
            if act.cell() is not None:
                cell_card.show(run, act.cell() or 0)
            if chosen is None:
                making.why_none(run)
            else:
                _list(rows, chosen)
                card.show(run, chosen, may=may)
        reveal.show("suggestions", "suggestshown")


def show() -> None:
    """Draw the section."""
    may = may_ever(who(), ACTION)
    with reading(services().engine) as conn:
        run = newest_run(conn)
        rows = [] if run is None else of_run(conn, run["id"])
        declined = refused(conn)
    _intro()
    act.deeds.news()
    if may:
        making.bar(run)
    if run is None:
        text = (
            _("Bấm “Chấm điểm và gợi ý”. Chưa có gì được lưu thành khu vực cho tới khi bạn nhận.")
            if may
            else _("Người quy hoạch chưa chấm điểm lần nào.")
        )
        look.note(_("Chưa có gợi ý nào"), text)
        return
    _asked_by_address(rows)
    _board(run, rows, may=may)
    with st.container(key="suggestmore"):
        file.button(run, rows)
        _refusals([row for row in declined if row["run_id"] != run["id"]], may=may)
