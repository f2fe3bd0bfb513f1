"""What of a file is ours: not from the future, and inside the watched box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from geo.hotspots import Reading

# A clock of ours that is a little slow must not reject a fresh pass; a date that a spreadsheet turned round
# lies days ahead.
FUTURE_TOLERANCE = timedelta(hours=1)
FUTURE_REASON = "in_the_future"


@dataclass(frozen=True)
class Clipped:
    """A reading against the present and the box.

    `regional`: detections of the whole file without future ones. `watched`: those in the box. `rejected`: the
    reader's rejects and the future rows, in order of source and line.
    """

    regional: pd.DataFrame
    watched: pd.DataFrame
    rejected: pd.DataFrame


def in_box(detections: pd.DataFrame, bbox: tuple[float, float, float, float]) -> pd.Series:
    """Mask of the rows in west, south, east, north (degrees WGS84, borders included)."""
    west, south, east, north = bbox
    return detections["longitude"].between(west, east) & detections["latitude"].between(south, north)


def clip(reading: Reading, *, now: datetime, bbox: tuple[float, float, float, float]) -> Clipped:
    """Reject what lies more than an hour after `now` (aware) and keep the rows in `bbox` apart."""
    table = reading.detections
    future = table["time_utc"] > pd.Timestamp(now + FUTURE_TOLERANCE)
    late = table[future]
    rejects = pd.DataFrame(
        {
            "source": late["source"],
            "line": late["line"],
            "reason": FUTURE_REASON,
            "column": "acq_date",
            "value": late["time_utc"].dt.strftime("%Y-%m-%dT%H:%MZ"),
        }
    ).astype(reading.rejected.dtypes.to_dict())
    rejected = reading.rejected
    if len(rejects):
        rejected = pd.concat([rejected, rejects], ignore_index=True).sort_values(
            ["source", "line"], kind="stable", ignore_index=True
        )
    regional = table[~future].reset_index(drop=True)
    watched = regional[in_box(regional, bbox)].reset_index(drop=True)
    return Clipped(regional, watched, rejected)
