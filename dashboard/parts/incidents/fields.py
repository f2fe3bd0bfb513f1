"""Fields of forms about a case: what is left empty is not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.parts.incidents import record_words as case_words
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.reception import read_moment
from geo.errors import GeoError
from geo.forest.values import number_of


class Unreadable(Exception):  # noqa: N818 -- no error: the form says what is to be typed
    """A field holds something that cannot be understood; the form says so below its button."""

    def __init__(self, label: str, why: str) -> None:
        super().__init__(label, why)
        self.label, self.why = label, why


def moment(name: str, held: datetime | None, key: str) -> datetime | None:
    """A time as people say it; empty is not known.

    Raises
    ------
    Unreadable
    """
    here, label = services(), _(case_words.FIELDS[name])
    shown = "" if held is None else formats.local(held).strftime("%d/%m/%Y %H:%M")
    text = st.text_input(
        label, shown, key=f"{key}_{name}", placeholder=_("14h30, 10 phút trước, hôm qua 22:15")
    )
    if not text.strip():
        return None
    if text == shown:
        return held
    try:
        return read_moment(text, here.now(), here.profile.tz)
    except GeoError as error:
        raise Unreadable(label, say(error.code, error.params)) from error


def text(name: str, held: str | None, key: str, *, long: bool = False) -> str | None:
    """Words; empty is not known."""
    label = _(case_words.FIELDS[name])
    if long:
        return st.text_area(label, held or "", key=f"{key}_{name}", max_chars=4000, height=80) or None
    return st.text_input(label, held or "", key=f"{key}_{name}", max_chars=400) or None


def choice(name: str, held: Any, key: str) -> Any:
    """One of the words of a field, or none."""
    known: Sequence[Any] = [None, *case_words.CHOICES[name]]
    return st.selectbox(
        _(case_words.FIELDS[name]), known, known.index(held), key=f"{key}_{name}",
        format_func=lambda each: _("chưa rõ") if each is None else _(case_words.CHOICES[name][each]),
    )  # fmt: skip


def amount(name: str, held: float | None, key: str, *, whole: bool = False) -> Any:
    """A number; empty is not known, and is not 0."""
    label = _(case_words.FIELDS[name])
    if whole:
        given = None if held is None else int(held)
        return st.number_input(label, 0, None, given, step=1, key=f"{key}_{name}")
    return st.number_input(label, 0.0, None, held, step=0.1, key=f"{key}_{name}", format="%.2f")


def lines(rows: Sequence[dict[str, Any]]) -> str:
    """Areas by state as lines to type in."""
    return "\n".join(f"{row['state'] or ''}: {formats.number(row['ha'], 2)}" for row in rows)


def areas(name: str, held: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Areas by state, one a line: "Rừng trồng: 0,8".

    Raises
    ------
    Unreadable
    """
    label = _(case_words.FIELDS[name])
    given = st.text_area(
        label, lines(held), key=f"{key}_{name}", height=80, placeholder=_("Rừng gỗ trồng: 0,80"),
        help=_("Mỗi dòng một trạng thái rừng: tên, dấu hai chấm, số ha."),
    )  # fmt: skip
    if given == lines(held):
        return held
    found = []
    for line in filter(str.strip, given.splitlines()):
        state, _colon, number = line.rpartition(":")
        hectares = number_of(number)
        if hectares is None or hectares < 0:
            why = _("Không hiểu dòng “{line}”. Viết như Rừng trồng: 0,80", line=line[:60])
            raise Unreadable(label, why)
        found.append({"state": state.strip() or None, "ha": hectares})
    return found
