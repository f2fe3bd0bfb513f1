"""The page *Đoàn liên ngành*: inspections of a year, or the teams; and one of them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import reveal
from dashboard.parts.html import html
from dashboard.parts.teams import act, inspection_form, inspection_sheet, team_form, team_sheet, words
from dashboard.services import services
from dashboard.sheet.told import line as told_line
from dashboard.words import _
from data.followup import open_items, overdue
from data.ledger.standing_of_matters import MatterStanding, standings_of
from data.periods import period_of, shifted
from data.store.engine import reading
from data.teams.reading import inspection_of, list_inspections, list_teams, team_of

_YEAR, _VIEW, _CHOSEN = "teams_year", "teams_view", "teams_chosen"


def _this_year() -> int:
    return formats.local(services().now()).year


def _go(by: int) -> None:
    st.session_state[_YEAR] = st.session_state.get(_YEAR, _this_year()) + by


def _inspections(year: int) -> list[dict[str, Any]]:
    period = period_of(date(year, 1, 1), "year", services().profile.tz)
    with reading(services().engine) as conn:
        return list_inspections(conn, period.start, shifted(period, 1).start)


def _opening(rows: list[dict[str, Any]]) -> None:
    today, counts = formats.local(services().now()).date(), Counter(row["status"] for row in rows)
    with reading(services().engine) as conn:
        items = [each for each in open_items(conn) if each["source_kind"] == "inspection"]
    boxes = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(formats.number(count))}</b></div>"
        for name, count in (
            (_("đã kiểm tra"), counts["done"]),
            (_("sắp tới"), counts["planned"] + counts["announced"]),
            (_("kiến nghị chưa xong"), len(items)),
            (_("kiến nghị quá hạn"), sum(overdue(each, today) for each in items)),
        )
    )
    title = _("Đoàn liên ngành")
    lead = _("Đoàn lập theo quyết định; kiểm tra, hướng dẫn ở xã, bản, cơ quan, doanh nghiệp, trường học.")
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _bar(year: int, *, teams: bool) -> str:
    views = {act.INSPECTION: _("Cuộc kiểm tra"), act.TEAM: _("Đoàn")}
    with st.container(key="teamsbar", horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            _("Xem"), list(views), key=_VIEW, required=True, format_func=views.__getitem__,
            label_visibility="collapsed", width="content",
        )  # fmt: skip
        if view == act.INSPECTION:
            with st.container(key="teamsnav", horizontal=True, vertical_alignment="center", width="content"):
                st.button("‹", key="teams_back", help=_("Năm trước"), on_click=_go, args=(-1,))
                html(f'<b class="cl-span">{escape(_("Năm {year}", year=year))}</b>')
                st.button("›", key="teams_on", help=_("Năm sau"), on_click=_go, args=(1,))
        if act.may():
            if teams and st.button(_("Lập cuộc kiểm tra"), key="inspection_new", icon=":material/add:"):
                inspection_form.open_new()
            if st.button(_("Lập đoàn"), key="team_new", icon=":material/group_add:"):
                team_form.open_form(None)
    return str(view)


def _choose(kind: str, own: int) -> None:
    chosen = st.session_state.get(_CHOSEN)
    st.session_state[_CHOSEN] = None if chosen == (kind, own) else (kind, own)
    reveal.count("teams")


def _inspection_label(row: dict[str, Any], standing: MatterStanding | None) -> str:
    told = told_line(standing.counts(services().now())) if standing is not None else ""
    place = words.commune(row)
    under = " · ".join(part for part in (words.when(row), place) if part)
    said = look.plain(_(words.STATUSES[row["status"]]))
    tone = {"done": "green", "announced": "blue", "cancelled": "gray"}.get(row["status"], "orange")
    return "\n".join(
        [
            f"**{look.plain(words.subject(row))}**",
            look.plain(under),
            f":{tone}[{said}]" + (f" · {look.plain(told)}" if told else ""),
        ]
    )


def _list_inspections(rows: list[dict[str, Any]], chosen: Any) -> None:
    if not rows:
        look.small(_("Năm này chưa có cuộc kiểm tra nào."))
        return
    with reading(services().engine) as conn:
        standings = standings_of(conn, "inspection", [str(row["id"]) for row in rows])
    for row in reversed(rows):
        own = (act.INSPECTION, row["id"])
        st.button(
            _inspection_label(row, standings.get(str(row["id"]))), key=f"inspection_row_{row['id']}",
            width="stretch", type="primary" if own == chosen else "secondary", on_click=_choose, args=own,
        )  # fmt: skip


def _list_teams(rows: list[dict[str, Any]], chosen: Any) -> None:
    if not rows:
        look.small(_("Chưa có đoàn nào. Lập đoàn theo quyết định, rồi lập cuộc kiểm tra."))
    for row in rows:
        own = (act.TEAM, row["id"])
        state = _("đã kết thúc") if words.is_over(row) else _("đang hoạt động")
        people = _("{count} thành viên", count=formats.number(len(row["members"])))
        label = "\n".join(
            [
                f"**{look.plain(row['name'])}**",
                look.plain(f"{words.decision(row)} · {words.period(row)}"),
                look.plain(f"{state} · {people}"),
            ]
        )
        st.button(
            label, key=f"team_row_{row['id']}", width="stretch", on_click=_choose, args=own,
            type="primary" if own == chosen else "secondary",
        )  # fmt: skip


def _asked_by_address() -> None:
    """``?inspection=7`` and ``?team=7`` open it, once; with ``part=recommendations`` at these."""
    for kind in (act.INSPECTION, act.TEAM):
        asked, part = st.query_params.get(kind, ""), st.query_params.get("part", "")
        if asked.isdigit() and st.session_state.get("teams_asked") != (kind, asked, part):
            st.session_state["teams_asked"] = (kind, asked, part)
            act.choose(kind, int(asked))
            if kind == act.INSPECTION and part in inspection_sheet.PARTS:
                st.session_state[act.part_key(int(asked))] = part


def _listed() -> None:
    """List what somebody chose by an address or made just now: the teams, or the year of the inspection."""
    wanted = st.session_state.pop("teams_show", None)
    if wanted is None:
        return
    st.session_state[_VIEW] = wanted
    chosen = _chosen_row()
    if wanted == act.INSPECTION and chosen is not None:
        st.session_state[_YEAR] = formats.local(chosen["starts_at"]).year


def _chosen_row() -> dict[str, Any] | None:
    chosen = st.session_state.get(_CHOSEN)
    if chosen is None:
        return None
    kind, own = chosen
    with reading(services().engine) as conn:
        return inspection_of(conn, own) if kind == act.INSPECTION else team_of(conn, own)


def _chosen() -> tuple[str, dict[str, Any]] | None:
    chosen = st.session_state.get(_CHOSEN)
    if chosen is None:
        return None
    row = _chosen_row()
    if row is None:
        look.note(_("Không có đoàn, cuộc kiểm tra này"), _("Kiểm tra lại đường dẫn."), kind="warn")
        return None
    return chosen[0], row


def body() -> None:
    """Draw the page."""
    _asked_by_address()
    _listed()
    st.session_state.setdefault(_VIEW, act.INSPECTION)
    year = st.session_state.setdefault(_YEAR, _this_year())
    rows = _inspections(year)
    with reading(services().engine) as conn:
        teams = list_teams(conn)
    _opening(rows)
    act.news()
    view = _bar(year, teams=any(row["ended_at"] is None for row in teams))
    shown = _chosen()
    chosen = st.session_state.get(_CHOSEN)
    with st.container(key="teamsboard"):
        left, right = st.columns([5, 7], gap="medium")
        with left, st.container(key="teamslist"):
            if view == act.TEAM:
                _list_teams(teams, chosen)
            else:
                _list_inspections(rows, chosen)
        with right:
            if shown is None:
                look.small(_("Chọn một đoàn hoặc một cuộc kiểm tra để xem, thông báo, ghi kết quả."))
                return
            with st.container(key="teamsshown"):
                (inspection_sheet if shown[0] == act.INSPECTION else team_sheet).show(shown[1])
            reveal.show("teams", "teamsshown")
