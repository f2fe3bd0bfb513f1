"""How much each person goes in the days that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard import formats
from dashboard.parts.html import html
from dashboard.words import _, counted
from data.patrols.load import Load


def _hours(value: float) -> str:
    return formats.number(value, 0 if value == round(value) else 1)


def _person(each: Load, most: float) -> str:
    share = round(100 * each.hours / most) if most else 0
    said = counted("{count} lượt", each.patrols) + " · " + _("{hours} giờ", hours=_hours(each.hours))
    return (
        f"<li><b>{escape(each.name or '')}</b><span>{escape(said)}</span>"
        f'<i style="--share:{share}%" aria-hidden="true"></i></li>'
    )


def show(load: Sequence[Load], names: Mapping[str, str]) -> None:
    """Draw a list for each agency, whoever goes most first; nothing where nobody goes."""
    people = [each for each in load if each.name is not None]
    if not people:
        return
    most = max(each.hours for each in people)
    with st.expander(_("Ai đi bao nhiêu trong những ngày này"), expanded=True):
        blocks = []
        for agency_id in dict.fromkeys(each.agency_id for each in people):
            lines = "".join(_person(each, most) for each in people if each.agency_id == agency_id)
            name = escape(names.get(agency_id, agency_id))
            blocks.append(f"<section><h4>{name}</h4><ul>{lines}</ul></section>")
        html(f'<div class="cl-loads">{"".join(blocks)}</div>')
