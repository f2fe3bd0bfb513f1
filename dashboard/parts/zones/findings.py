"""What is wrong with a drawn shape, in words; proposals to take, questions to say yes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.parts.zones import act, sketch
from dashboard.parts.zones import words as zone_words
from dashboard.words import _
from geo.zones import ASK, STOP, checked, stands


@dataclass(frozen=True)
class Answer:
    """`ready`: the shape may be stored; `accepted`: the questions that were answered with yes."""

    ready: bool
    accepted: frozenset[str] = frozenset()


def show(key: str, shape: Any, take: Callable[[Any], None]) -> Answer:
    """Say what is wrong; `take` gets the mended shape when the person takes a proposal."""
    _same, findings = checked(shape, act.ground())
    accepted = set()
    for found in findings:
        title, text = zone_words.finding(found)
        look.note(title, text, kind="bad" if found.kind == STOP else "warn")
        if found.proposal is not None:
            sketch.show([(found.proposal, "new"), (shape, "old")], _("Hình đề nghị và hình đã vẽ"))
            if st.button(_("Dùng hình đề nghị"), key=f"{key}_{found.code}_take", type="primary"):
                take(found.proposal)
                st.rerun()
        elif found.kind == ASK and st.checkbox(_("Đúng ý, vẫn lưu"), key=f"{key}_{found.code}_yes"):
            accepted.add(found.code)
    return Answer(stands(findings, accepted), frozenset(accepted))
