"""What a person does on the page *Đoàn liên ngành*."""

from __future__ import annotations

import streamlit as st

from dashboard.parts.together.deeds import PlanDeeds
from data.teams.writing import ACTION, SCREEN

TEAM, INSPECTION = "team", "inspection"
_deeds = PlanDeeds("teams", ACTION, SCREEN)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember
close, finish, may, now_act, saved = _deeds.close, _deeds.finish, _deeds.may, _deeds.now_act, _deeds.saved


def choose(kind: str, own: int | None) -> None:
    """Show this team or inspection at the next run."""
    st.session_state["teams_chosen"] = None if own is None else (kind, own)
    st.session_state["teams_show"] = kind  # the choice of what is listed may be drawn already


def part_key(own: int) -> str:
    """Where it is kept which part of an inspection is open."""
    return f"inspection_part_{own}"
