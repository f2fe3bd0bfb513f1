"""Locating 100,000 points against the bare tree queries that it needs, in the same process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.areas import Areas, load_areas
from geo.locate import locate
from geo.vn2000 import to_vn2000

POINTS = 100_000
LIMIT = 2.0
RUNS = 5

_AREAS = Path(__file__).parents[2] / "data" / "profiles" / "quynh_nhai" / "areas"
_REGION = (92.0, -10.0, 141.0, 28.5)  # the extent of a South-East Asia file of FIRMS


def _fastest(*works: Callable[[], Any]) -> list[float]:
    """Return the fewest seconds of each work, runs interleaved so that a busy machine slows all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for taken, work in zip(times, works, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def _bare(lon: NDArray[np.float64], lat: NDArray[np.float64], areas: Areas) -> Callable[[], None]:
    """Return two within-queries, one nearest and the border distance, on trees and points made beforehand."""
    plane = to_vn2000(lon, lat)
    degrees, metres = shapely.points(lon, lat), shapely.points(plane.easting, plane.northing)
    former, present = (STRtree(areas.of_era(era).geometry.to_numpy()) for era in areas.eras)
    outlines = areas.of_era(areas.present_era).to_crs(areas.crs_metres).geometry.to_numpy()
    nearest = STRtree(outlines)
    border = shapely.union_all(outlines).exterior

    def queries() -> None:
        former.query(degrees, predicate="within")
        present.query(degrees, predicate="within")
        nearest.query_nearest(metres, all_matches=False, return_distance=True)
        shapely.distance(metres, border)

    return queries


def _row(name: str, box: tuple[float, float, float, float], areas: Areas) -> dict[str, Any]:
    random = np.random.default_rng(20250701)
    lon, lat = random.uniform(box[0], box[2], POINTS), random.uniform(box[1], box[3], POINTS)
    locate(lat[:1], lon[:1], areas)  # the index is made once in a process
    ours, bare = _fastest(lambda: locate(lat, lon, areas), _bare(lon, lat, areas))
    return {"name": name, "ratio": round(ours / bare, 2), "limit": LIMIT}


def run() -> list[dict[str, Any]]:
    """Return rows of `name, ratio, limit`; smaller is better."""
    areas = load_areas(_AREAS)
    return [
        _row("locate 100,000 points of a regional file / bare STRtree queries", _REGION, areas),
        _row("locate 100,000 points in the areas' box / bare STRtree queries", areas.bounds, areas),
    ]


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']:<80} {row['ratio']:>6} ≤ {row['limit']}")
