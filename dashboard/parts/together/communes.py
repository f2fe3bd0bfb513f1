"""The communes of today, by their names, and one of them chosen in a form."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from dashboard.services import services
from dashboard.words import _
from geo.alphabet import sort_key


def names() -> dict[str, str]:
    """Area id → name, in the order of the alphabet."""
    areas = services().areas
    known = areas.of_era(areas.present_era)
    called = dict(zip(known["area_id"], known["name"], strict=True))
    return {own: called[own] for own in sorted(called, key=lambda own: sort_key(called[own]))}


def choice(column: DeltaGenerator, held: str | None, key: str, none: str) -> str | None:
    """Ask for a commune; `none` says what it means that none is chosen."""
    called = names()
    options = [None, *called]
    chosen: str | None = column.selectbox(
        _("Xã"), options, options.index(held) if held in options else 0, key=f"{key}_commune",
        format_func=lambda own: called[own] if own else none,
    )  # fmt: skip
    return chosen
