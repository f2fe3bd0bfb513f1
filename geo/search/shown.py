"""What goes into a navigator: spots and outlines with their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

DRILL = "DIỄN TẬP / DRILL: "
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Spot:
    """One point, degrees WGS84; `text` is plain, `at` aware."""

    name: str
    latitude: float
    longitude: float
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Outline:
    """One surface (Polygon or MultiPolygon, WGS84); a route (LineString or MultiLineString) is lines.

    `kind`: footprint, sector, zone or route.
    """

    name: str
    shape: Any
    kind: str = "footprint"
    text: str = ""


def xml_text(text: str) -> str:
    """Text that XML can hold."""
    return _NOT_IN_XML.sub("", text)
