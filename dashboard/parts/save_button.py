"""The button that stores what a dialog holds.

It is never greyed out: a field counts when it is left, so whoever goes on with Tab would jump over a button
that wakes up only then. What is missing is said when it is pressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.words import _


def missing(fields: Mapping[str, Any]) -> list[str]:
    """The labels of those that hold nothing, or only blanks."""
    return [label for label, held in fields.items() if not (held.strip() if isinstance(held, str) else held)]


def pressed(label: str, key: str, needed: Mapping[str, Any]) -> bool:
    """Draw it; True when it was pressed and nothing that is `needed` (label → what it holds) is missing."""
    asked = st.button(label, key=key, type="primary", width="stretch")
    lacking = missing(needed) if asked else []
    if lacking:
        look.note(_("Chưa lưu"), _("Còn thiếu: {fields}.", fields=", ".join(lacking)), kind="warn")
    return asked and not lacking
