"""What the map shows of a period, for its renderer. What a filter cannot change is made once and kept."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard import formats, screen
from dashboard.map.payload import SATELLITES, Numbers, Payload, event_rows, hotspot_numbers, packed
from dashboard.parts.map import event_cards
from dashboard.services import services
from dashboard.words import counted
from geo.filters import Filters


def _communes() -> list[str]:
    return sorted(set(services().areas.communes["name"]))


@st.cache_resource(max_entries=8, show_spinner=False)
def _numbers(version: str, start: datetime, end: datetime) -> Numbers:
    points, events = screen.hotspots(version, start, end), screen.events(version, start, end)
    return hotspot_numbers(points, _communes(), services().areas.eras, list(events["event_id"]))


@st.cache_resource(max_entries=8, show_spinner=False)
def _events(
    version: str, start: datetime, end: datetime, era: str, language: str, today: str
) -> dict[str, Payload]:
    """Row of the payload by event id."""
    events, now = screen.events(version, start, end), services().now()
    labels: dict[str, tuple[str, list[str]]] = {}
    for _row, event in events.iterrows():
        title, below = event_cards.lines(event, era, now)
        last = formats.short_moment(formats.as_utc(event["last_seen"]), now)
        text = counted("{count} điểm", int(event["detections"])) + f" · {last}"
        labels[str(event["event_id"])] = (text, [title, *below])
    return {str(row["id"]): row for row in event_rows(events, labels)}


def layers(
    version: str, start: datetime, end: datetime, era: str, wanted: Filters, language: str, today: str
) -> Payload:
    """Hotspots and fire events of a period as filtered; `language` and `today` are those of the labels."""
    numbers = _numbers(version, start, end)
    rows = _events(version, start, end, era, language, today)
    if wanted.number:
        lookup = screen.lookup(version, start, end)
        keep = lookup.hotspots(wanted, era)
        hotspots = packed(numbers, keep, lookup.events(keep))
    else:
        hotspots = packed(numbers)
    shown = screen.shown(version, start, end, era, wanted)[1]["event_id"]
    return {
        "satellites": list(SATELLITES),
        "communes": ["", *_communes()],
        "hotspots": hotspots,
        "events": [rows[event] for event in shown if event in rows],
    }
