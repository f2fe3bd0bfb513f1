"""Where standard processing (SP) was received: kept, so that rows which come later are marked too.

One setting per file, `standard.{run_id}`: for each box of SP rows the UTC days per satellite. Only boxes that
touch the watched box are kept.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from data.store.tables import setting
from geo.hotspots.schema import empty_table
from geo.hotspots.supersede import COVERAGE_COLUMNS

_PREFIX = "standard."
_BOX = ["west", "south", "east", "north"]


def _packed(covered: pd.DataFrame) -> list[dict[str, Any]]:
    found = []
    for _, rows in covered.groupby(_BOX, sort=True):
        days = {
            str(satellite): sorted(day.strftime("%Y-%m-%d") for day in days)
            for satellite, days in rows.groupby("satellite")["day"]
        }
        found.append({"box": rows[_BOX].iloc[0].tolist(), "days": days})
    return found


def _unpacked(values: list[list[dict[str, Any]]]) -> pd.DataFrame:
    rows = [
        (satellite, day, *entry["box"])
        for value in values
        for entry in value
        for satellite, days in entry["days"].items()
        for day in days
    ]
    if not rows:
        return empty_table(dict(COVERAGE_COLUMNS))
    table = pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS))
    table["day"] = pd.to_datetime(table["day"], utc=True)
    return table.astype(COVERAGE_COLUMNS).drop_duplicates(ignore_index=True)


def load_coverage(conn: Connection) -> pd.DataFrame:
    """Coverage of all SP files stored so far; columns as `geo.hotspots.supersede.COVERAGE_COLUMNS`."""
    query = select(setting.c.value).where(setting.c.key.like(f"{_PREFIX}%")).order_by(setting.c.key)
    return _unpacked(list(conn.execute(query).scalars()))


def keep_coverage(
    conn: Connection, covered: pd.DataFrame, run_id: int, bbox: tuple[float, float, float, float]
) -> None:
    """Remember the coverage of one file, unless all of it is known already."""
    west, south, east, north = bbox
    touching = covered[
        (covered["west"] <= east)
        & (covered["east"] >= west)
        & (covered["south"] <= north)
        & (covered["north"] >= south)
    ]
    if touching.empty:
        return
    known = load_coverage(conn)
    both = touching.merge(known, how="left", on=list(COVERAGE_COLUMNS), indicator=True)
    if (both["_merge"] == "both").all():
        return
    conn.execute(insert(setting).values(key=f"{_PREFIX}{run_id}", value=_packed(touching)))
