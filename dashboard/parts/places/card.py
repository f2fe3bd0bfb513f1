"""The place that was chosen: where it is, when it is valid, and what can be done with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.html import html
from dashboard.parts.places import form as place_form
from dashboard.parts.places import words as place_words
from dashboard.services import services
from dashboard.sheet import coordinates
from dashboard.sheet import place as placing
from dashboard.words import _
from dashboard.words.errors import say
from data.errors import DataError
from data.places import place, restore, retire, undo
from data.places.editing import UNDOABLE, Act
from data.places.reading import history
from data.store.engine import reading, writing

_log = logging.getLogger(__name__)


def change(what: Callable[[Connection, Act], Any], done: str, row_id: int, *, final: bool = False) -> None:
    """Run one change in its transaction; says what went wrong, else remembers what can be undone.

    What can be undone is this change alone: the version after it is remembered too.
    """
    here = services()
    try:
        with writing(here.engine) as conn:
            what(conn, Act(here.now(), here.areas, who()))
            row = place(conn, row_id)
    except DataError as error:
        st.session_state["places_refused"] = say(error.code, error.params)
        return
    except SQLAlchemyError:
        _log.exception("a place could not be changed")
        st.session_state["places_refused"] = _("Không có gì bị ghi dở. Hãy thử lại sau ít phút.")
        return
    undoable = None if final or row is None else row_id
    st.session_state["places_done"] = (done, undoable, row["version"] if row else 0)


def _retire_dialog(row: Mapping[Any, Any]) -> None:
    name = place_words.full_name(row)
    look.note(
        _("Thôi dùng {place}?", place=name),
        _(
            "Từ ngày này, điểm cháy mới không còn được nói theo nơi này. Hồ sơ cũ giữ nguyên tên, và có thể "
            "dùng lại bất cứ lúc nào."
        ),
        kind="warn",
    )
    today = formats.local(services().now()).date()
    first = row["valid_from"] or place_form.FIRST_DAY
    on = st.date_input(
        _("Thôi dùng từ ngày"), max(today, first), min_value=first, format="DD/MM/YYYY", key="retire_on"
    )
    reason = st.text_input(_("Lý do (không bắt buộc)"), key="retire_reason", max_chars=200)
    left, right = st.columns(2)
    if left.button(_("Không, giữ lại"), key="retire_no", width="stretch"):
        st.rerun()
    if right.button(_("Thôi dùng"), key="retire_yes", type="primary", width="stretch"):
        change(
            lambda conn, act: retire(conn, row["id"], on, act, seen_version=row["version"], reason=reason),
            _("{place} thôi dùng từ {day}.", place=name, day=formats.day(on)),
            row["id"],
        )
        st.rerun()


def undo_last(row_id: int, version: int) -> None:
    """Take the last change to a row back, if the row is still as the person saw it."""
    change(
        lambda conn, act: undo(conn, row_id, act, seen_version=version),
        _("Đã hoàn tác."),
        row_id,
        final=True,
    )


def _restore(row: Mapping[Any, Any]) -> None:
    change(
        lambda conn, act: restore(conn, row["id"], act, seen_version=row["version"]),
        _("Dùng lại {place}.", place=place_words.full_name(row)),
        row["id"],
    )


def _facts(row: Mapping[Any, Any], today: date) -> list[tuple[str, str]]:
    areas = services().areas
    day = today if row["valid_to"] is None else min(today, row["valid_to"] - timedelta(days=1))
    found = placing.located(row, areas, services().profile.near_border_m)
    commune = placing.communes(found, areas, day).value
    return [
        (_("Địa bàn"), commune),
        (_("WGS84, độ thập phân"), coordinates.decimal(row["latitude"], row["longitude"])),
        ("VN-2000", coordinates.vn2000(row["latitude"], row["longitude"], areas.crs_metres)[0]),
        (_("Thời gian"), place_words.days(row)),
        (_("Nguồn"), place_words.source_words(row["source"])),
    ]


def show(row: Mapping[Any, Any], today: date) -> None:
    """Draw the card."""
    state = place_words.state_of(row, today)
    words = {"current": _("đang dùng"), "retired": _("đã thôi dùng"), "coming": _("chưa bắt đầu")}
    lines = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in _facts(row, today))
    mark = "fresh" if state == "current" else ""
    html(
        f'<article class="cl-place {state}"><header><h3>{escape(place_words.full_name(row))}</h3>'
        f'<span class="cl-pill {mark}">{escape(words[state])}</span></header>'
        f"<dl>{lines}</dl></article>"
    )
    with reading(services().engine) as conn:
        entries = history(conn, row["id"])
    with st.container(horizontal=True, key="placedeeds"):
        if st.button(_("Sửa"), key="edit_place", icon=":material/edit:"):
            place_form.open_form(row)
        if row["valid_to"] is None:
            if st.button(_("Thôi dùng…"), key="retire_place", icon=":material/block:"):
                dialogs.dialog(_("Thôi dùng địa danh"))(_retire_dialog)(row)
        elif st.button(_("Dùng lại"), key="restore_place", icon=":material/undo:"):
            _restore(row)
            st.rerun()
        if (
            entries
            and entries[0]["action"] in UNDOABLE
            and st.button(_("Hoàn tác thay đổi cuối"), key="undo_place", type="tertiary")
        ):
            undo_last(row["id"], row["version"])
            st.rerun()
    _history(entries)


def _history(entries: list[dict[str, Any]]) -> None:
    now = services().now()
    with st.expander(_("Các lần thay đổi ({count})", count=formats.number(len(entries)))):
        for entry in entries[:30]:
            action = place_words.ACTIONS.get(entry["action"])
            said = _(action) if action else entry["action"]
            before, after = entry["before"] or {}, entry["after"] or {}
            told = ", ".join(
                f"{before[name]} → {after.get(name)}"
                for name in before
                if name in ("name", "unit", "latitude", "longitude", "valid_from", "valid_to")
            )
            when = formats.short_moment(entry["at"], now)
            reason = f" · {entry['reason']}" if entry["reason"] else ""
            look.small(f"{when} · {said}" + (f": {told}" if told else "") + reason)
