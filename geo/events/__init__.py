"""Fire events: hotspots that belong together, however the rows are ordered."""

from geo.events.constraints import Apart
from geo.events.grouping import CLOSE_HOURS, LINK_HOURS, LINK_KM, RECURRENCE_DAYS, Grouping, group
from geo.events.growth import growth
from geo.events.summary import COLUMNS, STRENGTH_REASONS

__all__ = [
    "CLOSE_HOURS",
    "COLUMNS",
    "LINK_HOURS",
    "LINK_KM",
    "RECURRENCE_DAYS",
    "STRENGTH_REASONS",
    "Apart",
    "Grouping",
    "group",
    "growth",
]
