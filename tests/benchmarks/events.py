"""Grouping: its connected components against scikit-learn's DBSCAN, and how it grows at constant density."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import DBSCAN

from geo.events import LINK_HOURS, LINK_KM, group
from geo.events.linking import components
from geo.events.space import Rule, points_of
from geo.hotspots import combine, read

ROWS = 100_000
SIZES = (10_000, 100_000, 1_000_000)
#: "At least five times faster" as a share of DBSCAN's time.
LIMIT = 0.2
GROWTH_LIMIT = 20.0
REPEATS = 7
FILES = ("viirs_snpp_nrt_southeast_asia_24h_2019.csv", "modis_nrt_southeast_asia_24h_2019.csv")


def folder() -> Path:
    """Where the real files are, beside the project."""
    return Path(__file__).parents[3] / "shared" / "real" / "firms"


def enlarged(rows: int) -> pd.DataFrame | None:
    """The real day repeated on as many later days as are needed; None where the files are absent.

    Every day the fires of a 0.2° cell move together by about a kilometre, so that a fire's shape stays as it
    was seen and its place changes from day to day: the density in space and time is that of the real day.
    """
    paths = [folder() / name for name in FILES]
    if not all(path.exists() for path in paths):
        return None
    day = combine([read(path.read_bytes(), source=path.name) for path in paths]).detections
    copies = -(-rows // len(day))
    number = np.repeat(np.arange(copies), len(day))[:rows]
    table = day.iloc[np.tile(np.arange(len(day)), copies)[:rows]].reset_index(drop=True)
    row, column = (np.floor(table[axis].to_numpy() * 5) for axis in ("latitude", "longitude"))
    cell = row * 7919 + column * 104_729 + number * 1_299_709
    shift = np.random.default_rng(20270312).normal(0, 0.01, (1 << 16, 2))
    moved = shift[cell.astype(np.int64) % (1 << 16)]
    table["latitude"] += moved[:, 0]
    table["longitude"] += moved[:, 1]
    table["time_utc"] += pd.to_timedelta(number, unit="D")
    table["detection_id"] = [f"{name}.{day}" for name, day in zip(table["detection_id"], number, strict=True)]
    # As it comes out of the store: flagged when it was stored.
    return table.assign(permanent=False)


def _fastest(repeats: int, *functions: Callable[[], object]) -> list[float]:
    """Least processor seconds of each function, runs interleaved, so that other work counts little."""
    seconds: list[list[float]] = [[] for _ in functions]
    for function in functions:
        function()
    for _ in range(repeats):
        for taken, function in zip(seconds, functions, strict=True):
            start = time.process_time()
            function()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in seconds]


def _scaled(table: pd.DataFrame) -> np.ndarray:
    """Space and time in units of the thresholds, so that eps = 1 is the rule's reach on each axis."""
    latitude, longitude = np.radians(table["latitude"].to_numpy()), np.radians(table["longitude"].to_numpy())
    hours = table["time_utc"].to_numpy(dtype="datetime64[us]").astype(np.int64) / 3.6e9
    x, y = 6371.0 * longitude * np.cos(latitude), 6371.0 * latitude
    return np.stack([x / LINK_KM, y / LINK_KM, (hours - hours.min()) / LINK_HOURS], axis=1)


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`; empty where the real files are absent."""
    table = enlarged(ROWS)
    if table is None:
        return []
    scaled, rule = _scaled(table), Rule.of(LINK_KM, LINK_HOURS)
    # Ours starts from degrees and times, DBSCAN from coordinates that were made ready for it.
    ours, theirs = _fastest(
        REPEATS,
        lambda: components(points_of(table), rule),
        lambda: DBSCAN(eps=1.0, min_samples=1).fit(scaled),
    )
    results = [
        {
            "name": f"group {ROWS:,} detections (members) / scikit-learn DBSCAN",
            "ratio": round(ours / theirs, 3),
            "limit": LIMIT,
        }
    ]
    results += _growth("members", lambda rows: components(points_of(rows), rule))
    results += _growth("whole, with hulls and recurrence", group)
    return results


def _growth(what: str, work: Callable[[pd.DataFrame], object]) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    before: float | None = None
    for size in SIZES:
        table = enlarged(size)
        if table is None:
            return []
        (seconds,) = _fastest(max(2, 500_000 // size), lambda table=table: work(table))  # type: ignore[misc]
        if before is not None:
            results.append(
                {
                    "name": f"group ({what}): {size // 10:,} → {size:,} detections",
                    "ratio": round(seconds / before, 2),
                    "limit": GROWTH_LIMIT,
                }
            )
        before = seconds
    return results


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']:<80} {row['ratio']:>6} ≤ {row['limit']}")
