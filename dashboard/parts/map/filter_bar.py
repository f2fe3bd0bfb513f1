"""The filters of the map: behind one button, and in the address, so that a link shows the same."""

from __future__ import annotations

from dataclasses import fields
from functools import partial

import streamlit as st

from dashboard import formats, look
from dashboard.map.payload import SATELLITES
from dashboard.services import services
from dashboard.words import N_, _
from data.store.tables import CONFIDENCES
from geo.filters import OUTSIDE, UNKNOWN, Filters

LABELS = {
    "satellite": N_("Vệ tinh"),
    "confidence": N_("Độ tin cậy"),
    "commune": N_("Xã"),
    "daynight": N_("Ngày hay đêm"),
    "strength": N_("Độ chắc của đám cháy"),
    "forest": N_("Rừng dưới ô ảnh"),
}
VALUES = {
    "low": N_("thấp"),
    "nominal": N_("vừa"),
    "high": N_("cao"),
    OUTSIDE: N_("ngoài địa bàn"),
    "D": N_("ban ngày"),
    "N": N_("ban đêm"),
    "weak": N_("chưa chắc"),
    "strong": N_("chắc"),
}
FOREST = {
    "inside": N_("trong rừng"),
    "near": N_("gần rừng (≤ {distance})"),
    "outside": N_("ngoài rừng"),
    UNKNOWN: N_("chưa rõ"),
}


def choices(era: str) -> dict[str, tuple[str, ...]]:
    """What can be chosen, by the map of communes in use."""
    return {
        "satellite": SATELLITES,
        "confidence": CONFIDENCES,
        "commune": (*services().areas.of_era(era)["name"], OUTSIDE),
        "daynight": ("D", "N"),
        "strength": ("strong", "weak"),
        "forest": tuple(FOREST),
    }


def said(value: str, name: str = "") -> str:
    """A value of a filter in words; satellites and communes stand for themselves."""
    if name == "forest":
        return _(FOREST[value], distance=formats.distance(services().profile.forest.near_m))
    return _(VALUES[value]) if value in VALUES else value


def chosen(era: str) -> Filters:
    """The filters that the address holds; what is no choice is left out."""
    held = {name: st.query_params.get(name, "") for name in LABELS}
    asked = Filters(**{name: tuple(v for v in text.split(",") if v) for name, text in held.items()})
    return asked.known(choices(era))


def facts(wanted: Filters) -> list[tuple[str, str]]:
    """Label and values of what narrows, for files that leave the screen."""
    held = [(field.name, getattr(wanted, field.name)) for field in fields(wanted)]
    return [
        (_(LABELS[name]), ", ".join(said(value, name) for value in values)) for name, values in held if values
    ]


def _changed(name: str) -> None:
    values = st.session_state.get(f"filter_{name}") or []
    if values:
        st.query_params[name] = ",".join(values)
    elif name in st.query_params:
        del st.query_params[name]


def _clear() -> None:
    for name in LABELS:
        if name in st.query_params:
            del st.query_params[name]


def _option(name: str, value: str) -> str:
    return look.plain(said(value, name))


def show(era: str, wanted: Filters) -> None:
    """Draw the button with its menu."""
    title = _("Lọc ({count})", count=wanted.number) if wanted.number else _("Lọc")
    with st.popover(
        title, icon=":material/filter_alt:", type="primary" if wanted.number else "secondary", width="content"
    ):
        for name, options in choices(era).items():
            key = f"filter_{name}"
            st.session_state[key] = list(getattr(wanted, name))
            st.pills(
                _(LABELS[name]),
                options,
                selection_mode="multi",
                format_func=partial(_option, name),
                key=key,
                on_change=_changed,
                args=(name,),
            )
        st.button(_("Bỏ mọi bộ lọc"), on_click=_clear, disabled=not wanted.number, width="stretch")
