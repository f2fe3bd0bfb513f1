"""Standard processing (SP) replaces near-real-time rows of its satellite and day: marked, never deleted.

An archive file of one country says nothing about the next, so a row is replaced only inside the extent of
the SP rows of one source. The extent is the box around all SP rows of that source; the day is one on which
it has SP rows of that satellite. Outside of either, near-real-time rows stay as they are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from .schema import empty_table

COVERAGE_COLUMNS: Final = {
    "satellite": "str",
    "day": "datetime64[us, UTC]",
    "west": "float64",
    "south": "float64",
    "east": "float64",
    "north": "float64",
}
"""One row per source, satellite and UTC day with SP rows; the box of the source in WGS84 degrees."""


def coverage(detections: pd.DataFrame) -> pd.DataFrame:
    """What the SP rows of **one** source cover; columns as `COVERAGE_COLUMNS`."""
    standard = detections[detections["processing"].eq("SP")]
    if standard.empty:
        return empty_table(COVERAGE_COLUMNS)
    days = pd.DataFrame({"satellite": standard["satellite"], "day": standard["time_utc"].dt.floor("D")})
    days = days.drop_duplicates(ignore_index=True)
    longitude, latitude = standard["longitude"], standard["latitude"]
    box = {"west": longitude.min(), "south": latitude.min(), "east": longitude.max(), "north": latitude.max()}
    return days.assign(**box).astype(COVERAGE_COLUMNS)


def is_superseded(detections: pd.DataFrame, covered: pd.DataFrame) -> np.ndarray:
    """Mask (n,) of the rows that standard processing replaces.

    Parameters
    ----------
    detections : DataFrame
        Needs satellite, time_utc, latitude, longitude, processing.
    covered : DataFrame
        Rows of `coverage` of any number of sources.
    """
    mask = np.zeros(len(detections), dtype=bool)
    candidates = np.flatnonzero(detections["processing"].ne("SP").to_numpy())
    if not candidates.size or covered.empty:
        return mask
    rows = detections.iloc[candidates]
    left = pd.DataFrame(
        {
            "row": candidates,
            "satellite": rows["satellite"].to_numpy(),
            "day": rows["time_utc"].dt.floor("D").to_numpy(),
            "x": rows["longitude"].to_numpy(),
            "y": rows["latitude"].to_numpy(),
        }
    )
    right = covered.assign(day=covered["day"].to_numpy()).drop_duplicates()
    pairs = left.merge(right, on=["satellite", "day"])
    inside = pairs["x"].between(pairs["west"], pairs["east"]) & pairs["y"].between(
        pairs["south"], pairs["north"]
    )
    mask[pairs.loc[inside, "row"].to_numpy()] = True
    return mask
