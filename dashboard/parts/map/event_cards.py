"""The list beside the map: one card per fire event, a press chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import formats, look, near
from dashboard.parts.map import choice
from dashboard.sheet import forest, told
from dashboard.sheet.evidence import REASONS
from dashboard.words import N_, _, counted
from data.ledger.standing_of_matters import MatterStanding

SHOWN = 30
ORDERS = {"forest": N_("Gần rừng trước"), "newest": N_("Mới nhất trước")}
_ORDER = "order"


def place(event: pd.Series, era: str) -> str:
    """The commune, or how it lies to the area."""
    named = event.get(f"commune_{era}")
    if isinstance(named, str):
        return named
    near = event.get("nearest_commune")
    return _("ngoài địa bàn, gần {commune}", commune=near) if isinstance(near, str) else _("ngoài địa bàn")


def strength(event: pd.Series) -> str:
    """How sure, in words, with the reason."""
    reason = REASONS.get(str(event["strength_reason"]))
    sure = _("chắc") if event["strength"] == "strong" else _("chưa chắc")
    return f"{sure} ({_(reason)})" if reason else sure


def lines(event: pd.Series, era: str, now: datetime) -> tuple[str, list[str]]:
    """Title and the lines below it."""
    last, first = formats.as_utc(event["last_seen"]), formats.as_utc(event["first_seen"])
    state = _("đã im lặng") if event["closed_at"] is not None and not pd.isna(event["closed_at"]) else ""
    seen = _("thấy lần cuối {moment}", moment=formats.short_moment(last, now))
    if last and first and last != first:
        seen += " · " + _("từ {moment}", moment=formats.short_moment(first, now))
    satellites = ", ".join(event["satellites"])
    power = f" · {formats.number(event['max_frp_mw'], 1)} MW" if not pd.isna(event["max_frp_mw"]) else ""
    extra = [
        text
        for text in (
            _("nguồn nhiệt cố định") if event["permanent"] else "",
            _("tái phát") if pd.notna(event["recurrence_of"]) else "",
            state,
        )
        if text
    ]
    where = [near.words_of(event), forest.line(event, of_event=True)]
    return place(event, era), [
        *filter(None, where),
        counted("{count} điểm", int(event["detections"]))
        + f" · {formats.number(event['area_ha'], 0)} ha · {satellites}{power}",
        seen,
        " · ".join([strength(event), *extra]),
    ]


def ranked(events: pd.DataFrame, order: str) -> pd.DataFrame:
    """The events in an order of `ORDERS`; none is ever left out.

    By forest: those being watched before the silent ones, then by their distance to forest, in forest first;
    of the same distance, and where no forest layer speaks, the order in which they came (the newest first).
    Permanent heat sources stay last.
    """
    if order != "forest" or events.empty:
        return events
    away = events["forest_distance_m"].astype("float64").fillna(float("inf"))
    keys = pd.DataFrame({"p": events["permanent"].astype(bool), "s": events["closed_at"].notna(), "m": away})
    return events.loc[keys.sort_values(["p", "s", "m"], kind="stable").index].reset_index(drop=True)


def _order_changed() -> None:
    if st.session_state[_ORDER] == "newest":
        st.query_params[_ORDER] = "newest"
    elif _ORDER in st.query_params:
        del st.query_params[_ORDER]


def _choose_order(events: pd.DataFrame) -> str:
    """The order that the address holds; asked only where a forest layer gives two."""
    if len(events) < 2 or events["in_forest"].isna().all():
        return "newest"
    asked = st.query_params.get(_ORDER, "forest")
    st.session_state[_ORDER] = asked if asked in ORDERS else "forest"
    st.segmented_control(
        _("Thứ tự"),
        list(ORDERS),
        format_func=lambda order: _(ORDERS[order]),
        key=_ORDER,
        required=True,
        on_change=_order_changed,
        label_visibility="collapsed",
    )
    return str(st.session_state[_ORDER])


def told_line(standing: MatterStanding | None, now: datetime) -> str:
    """Who has been told, as the last line of a card in Markdown; "" where nobody must be."""
    if standing is None:
        return ""
    counts = standing.counts(now)
    said, colour = look.plain(told.line(counts)), "red" if counts.overdue else "orange"
    return f":{colour}[{said}]" if said and counts.untold else said


def show(
    events: pd.DataFrame,
    era: str,
    now: datetime,
    chosen: str | None,
    standings: Mapping[str, MatterStanding] | None = None,
) -> None:
    """Draw the cards, the chosen one first in view; more on request. `standings` by event id."""
    events = ranked(events, _choose_order(events))
    limit = int(st.session_state.get("cards", SHOWN))
    if chosen in set(events["event_id"]):
        events = pd.concat([events[events["event_id"] == chosen], events[events["event_id"] != chosen]])
    for _row, event in events.head(limit).iterrows():
        title, below = lines(event, era, now)
        kind = "permanent" if event["permanent"] else str(event["strength"])
        last = told_line((standings or {}).get(str(event["event_id"])), now)
        st.button(
            "\n".join(filter(None, (f"**{look.plain(title)}**", *map(look.plain, below), last))),
            key=f"card_{kind}_{event['event_id']}",
            type="primary" if event["event_id"] == chosen else "secondary",
            width="stretch",
            on_click=choice.toggle,
            args=(event["event_id"],),
        )
    if len(events) > limit and st.button(
        counted("Hiện thêm {count} đám cháy", len(events) - limit), width="stretch"
    ):
        st.session_state["cards"] = limit + 200
        st.rerun()
