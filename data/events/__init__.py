"""The store of fire events: who belongs together, under which id, and what people decided about it."""

from data.events.closing import close_silent
from data.events.decisions import merge, revoke, split
from data.events.reading import (
    aliases_of,
    detections_of,
    find_event,
    load_decisions,
    load_detections,
    load_events,
)
from data.events.regrouping import Limits, RegroupResult, regroup

__all__ = [
    "Limits",
    "RegroupResult",
    "aliases_of",
    "close_silent",
    "detections_of",
    "find_event",
    "load_decisions",
    "load_detections",
    "load_events",
    "merge",
    "regroup",
    "revoke",
    "split",
]
