"""The button that stores what a dialog holds.

It is never greyed out: a field counts when it is left, so whoever goes on with Tab would jump over a button
that wakes up only then. What is missing or wrong is said when it is pressed.

What comes and goes is drawn below it: above, it would move the button away from under the hand between
pressing and letting go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.parts import reveal
from dashboard.words import _


def missing(fields: Mapping[str, Any]) -> list[str]:
    """The labels of those that hold nothing, or only blanks."""
    return [label for label, held in fields.items() if not (held.strip() if isinstance(held, str) else held)]


def pressed(
    label: str,
    key: str,
    needed: Mapping[str, Any],
    wrong: Mapping[str, str] | None = None,
    *,
    at: Any = st,
    **drawn: Any,
) -> bool:
    """Draw it; True when it was pressed and nothing stands against storing.

    Parameters
    ----------
    needed
        Label → what that field holds.
    wrong
        Label → why what that field holds cannot be stored; said below the button before it is pressed, too.
    at
        Where the button stands, in a row of several; what is said comes where this is called.
    drawn
        For `st.button`, where it is to look otherwise.
    """
    asked = at.button(label, key=key, **{"type": "primary", "width": "stretch", **drawn})
    lacking = missing(needed)
    refused = asked and bool(lacking or wrong)
    if refused:
        said = [_("Còn thiếu: {fields}.", fields=", ".join(lacking))] if lacking else []
        said += [_("Chưa đúng: {fields}.", fields=", ".join(wrong))] if wrong else []
        with st.container(key=f"{key}_unsaved"):
            look.note(_("Chưa lưu"), " ".join(said), kind="warn")
    for field, why in (wrong or {}).items():
        look.note(field, why, kind="bad")
    if refused:
        reveal.answer(f"{key}_unsaved")
    return asked and not refused
