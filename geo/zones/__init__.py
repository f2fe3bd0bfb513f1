"""Zones of patrols: what was drawn, whether it can be a zone, how large it is, files in and out. Pure."""

from geo.zones.checking import ASK, CODES, MEND, STOP, Finding, Ground, Limits, checked, simplified, stands
from geo.zones.drawn import Changes, drawn, features_of, joined
from geo.zones.errors import LinesInvalid, ZoneFileInvalid
from geo.zones.measures import area_ha, is_route, length_m, vertices

__all__ = [
    "ASK",
    "CODES",
    "MEND",
    "STOP",
    "Changes",
    "Finding",
    "Ground",
    "Limits",
    "LinesInvalid",
    "ZoneFileInvalid",
    "area_ha",
    "checked",
    "drawn",
    "features_of",
    "is_route",
    "joined",
    "length_m",
    "simplified",
    "stands",
    "vertices",
]
