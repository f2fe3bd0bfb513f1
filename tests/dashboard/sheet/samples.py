"""One fire event of three hotspots in Chiềng Bằng, small enough to work out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from geo.areas import load_areas
from geo.communes import Areas
from geo.place_names import commune_centres

NOW = datetime(2027, 3, 12, 8, 0, tzinfo=UTC)
EVENT_ID = "DC-20270312-ABCDE"


@cache
def areas() -> Areas:
    """The shipped profile's."""
    return load_areas(Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai" / "areas")


@cache
def places() -> pd.DataFrame:
    """The eleven centres."""
    return commune_centres(areas(), "2021")


def hotspot(**changes: Any) -> dict[str, Any]:
    """The hotspot of 13:34 local time; keyword arguments replace its values."""
    return {
        "detection_id": "NOAA-20.20270312T0634.21.64360.103.66190",
        "time_utc": pd.Timestamp("2027-03-12T06:34Z"),
        "satellite": "NOAA-20",
        "instrument": "VIIRS",
        "latitude": 21.6436,
        "longitude": 103.6619,
        "confidence": "nominal",
        "confidence_percent": float("nan"),
        "frp_mw": 12.34,
        "scan_km": 0.4,
        "track_km": 0.38,
        "footprint_ha": 15.2,
        "daynight": "D",
        "superseded": False,
        "permanent": False,
        "event_id": EVENT_ID,
        **changes,
    }


def members() -> pd.DataFrame:
    """Two hotspots of one pass and one of another satellite's next."""
    return pd.DataFrame(
        [
            hotspot(),
            hotspot(detection_id="b", latitude=21.6469, confidence="high", frp_mw=float("nan")),
            hotspot(
                detection_id="c",
                latitude=21.649,
                satellite="NOAA-21",
                time_utc=pd.Timestamp("2027-03-12T07:20Z"),
                confidence="low",
                frp_mw=44.0,
            ),
        ]
    )


def event(**changes: Any) -> dict[str, Any]:
    """The event of `members`; keyword arguments replace its values."""
    return {
        "event_id": EVENT_ID,
        "first_seen": pd.Timestamp("2027-03-12T06:34Z"),
        "last_seen": pd.Timestamp("2027-03-12T07:20Z"),
        "detections": 3,
        "satellites": ["NOAA-20", "NOAA-21"],
        "passes": 2,
        "max_frp_mw": 44.0,
        "strength": "strong",
        "strength_reason": "two_satellites",
        "latitude": 21.6465,
        "longitude": 103.6619,
        "area_ha": 55.2,
        "closed_at": pd.NaT,
        "recurrence_of": None,
        "permanent": False,
        **changes,
    }
