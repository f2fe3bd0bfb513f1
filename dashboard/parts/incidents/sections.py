"""The sheet of an incident in sections, one at a time: they fit on a phone; a map is drawn when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.parts.incidents import area as case_area
from dashboard.parts.incidents import forces as case_forces
from dashboard.parts.incidents import papers as case_papers
from dashboard.parts.incidents import record as case_record
from dashboard.words import N_, _
from data.incidents.states import FIRES

_SECTIONS = {
    "course": N_("Diễn biến"),
    "record": N_("Hồ sơ"),
    "area": N_("Vùng cháy"),
    "forces": N_("Lực lượng"),
    "papers": N_("Văn bản"),
}
_DRAW: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "record": case_record.show,
    "area": case_area.show,
    "forces": case_forces.show,
    "papers": case_papers.show,
}


def show(row: Mapping[str, Any], course: Callable[[], None]) -> None:
    """Draw the choice of sections and the one that is chosen; `course` draws the first."""
    names = [name for name in _SECTIONS if name != "area" or row["kind"] in FIRES]
    with st.container(key="casesections"):
        chosen = st.segmented_control(
            _("Phần hồ sơ"), names, default="course", required=True, key=f"case_section_{row['id']}",
            format_func=lambda name: _(_SECTIONS[name]), label_visibility="collapsed",
        )  # fmt: skip
    if chosen in _DRAW:
        _DRAW[str(chosen)](row)
    else:
        course()
