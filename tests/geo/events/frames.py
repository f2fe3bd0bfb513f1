"""Detections placed by kilometres and hours about one point of the area, small enough to group by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from pyproj import Geod

LATITUDE, LONGITUDE = 21.65, 103.66
START = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)
GEOD = Geod(ellps="WGS84")
FIELDS = {
    "satellite": "NOAA-20",
    "instrument": "VIIRS",
    "confidence": "nominal",
    "frp_mw": 5.0,
    "scan_km": 0.4,
    "track_km": 0.4,
    "footprint_ha": 16.0,
    "superseded": False,
    "source": "hand",
}


def at(east_km: float = 0.0, north_km: float = 0.0, hours: float = 0.0, **fields: Any) -> dict[str, Any]:
    """One detection so far east and north of the point, so long after the start."""
    longitude, latitude, _ = GEOD.fwd(LONGITUDE, LATITUDE, 90.0, east_km * 1000)
    longitude, latitude, _ = GEOD.fwd(longitude, latitude, 0.0, north_km * 1000)
    row = {"latitude": latitude, "longitude": longitude, "time_utc": START + timedelta(hours=hours)}
    return FIELDS | row | fields


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """A table of detections; ids are a, b, c, … unless given."""
    names = [chr(ord("a") + n) if n < 26 else f"z{n:05}" for n in range(len(rows))]
    table = pd.DataFrame([{"detection_id": name} | row for name, row in zip(names, rows, strict=True)])
    table["time_utc"] = pd.to_datetime(table["time_utc"], utc=True).astype("datetime64[us, UTC]")
    return table


def sets(members: pd.Series) -> set[frozenset[str]]:
    """The events as sets of detection ids."""
    return {frozenset(part.index) for _, part in members.groupby(members)}
