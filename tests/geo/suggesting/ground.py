"""A small square of ground near the town, and fires put in the middle of its cells."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from geo.suggesting import Grid

ROW, COLUMN = 4786, 928  # northing 2,393,000 m, easting 464,000 m
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


def square(side: int = 5) -> Grid:
    """`side` × `side` cells; cell number = row * side + column, from the south-west corner."""
    rows, columns = np.divmod(np.arange(side * side), side)
    communes = np.array(["a" if column < 3 else "b" for column in columns], dtype=object)
    return Grid("EPSG:9206", 500.0, rows + ROW, columns + COLUMN, communes)


def spots(grid: Grid, *at: tuple[str, int]) -> pd.DataFrame:
    """A hotspot of a fire in the middle of a cell, for each (fire, cell)."""
    lon, lat = grid.middle
    cells = [cell for _, cell in at]
    return pd.DataFrame({"fire_id": [own for own, _ in at], "latitude": lat[cells], "longitude": lon[cells]})


def told(*fires: tuple[str, str, str]) -> pd.DataFrame:
    """Fires: (id, moment in UTC, verdict)."""
    return pd.DataFrame(
        {
            "fire_id": [own for own, _, _ in fires],
            "time": pd.to_datetime([when for _, when, _ in fires], utc=True),
            "verdict": [what for _, _, what in fires],
        }
    )
