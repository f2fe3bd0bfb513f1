"""Coverage of zones by tracks against the bare buffer of each track and its intersection with each zone."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import shapely

from geo.patrols import coverages
from geo.search.plane import to_degrees, to_metres
from geo.vn2000 import SON_LA

TRACKS, POINTS, ZONES = 100, 20_000, 50
VISIBILITY_M = 50.0
LIMIT = 3.0
EAST, NORTH, WIDE = 455_000.0, 2_385_000.0, 30_000.0


def tracks() -> list[Any]:
    """Walks of a point a second at about 4 km/h that turn slowly, as people do on slopes."""
    random = np.random.default_rng(5)
    found = []
    for _ in range(TRACKS):
        heading = np.cumsum(random.normal(0, 0.05, POINTS)) + random.uniform(0, 2 * np.pi)
        step = random.uniform(0.6, 1.6, POINTS)
        east = EAST + random.uniform(0, WIDE) + np.cumsum(step * np.cos(heading))
        north = NORTH + random.uniform(0, WIDE) + np.cumsum(step * np.sin(heading))
        found.append(to_degrees(shapely.LineString(np.column_stack([east, north])), SON_LA))
    return found


def zones() -> list[Any]:
    """Zones of some 100 to 1,200 ha with an outline of 60 vertices."""
    random = np.random.default_rng(6)
    found = []
    for _ in range(ZONES):
        angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        radius = random.uniform(600, 2000) * random.uniform(0.8, 1.2, 60)
        east = EAST + random.uniform(0, WIDE) + radius * np.cos(angle)
        north = NORTH + random.uniform(0, WIDE) + radius * np.sin(angle)
        found.append(to_degrees(shapely.Polygon(np.column_stack([east, north])), SON_LA))
    return found


def run() -> list[dict[str, Any]]:
    """Return rows of `name, ratio, limit`; smaller is better."""
    walked, wanted = tracks(), zones()
    flat, planes = (to_metres(np.array(each, dtype=object), SON_LA) for each in (walked, wanted))

    start = time.perf_counter()
    near = shapely.buffer(flat, VISIBILITY_M, quad_segs=8)
    for each in near:
        shapely.intersection(planes, each)
    bare = time.perf_counter() - start

    start = time.perf_counter()
    coverages(walked, wanted, VISIBILITY_M)
    ours = time.perf_counter() - start
    name = f"coverage, {TRACKS} tracks × {POINTS:,} points on {ZONES} zones / bare buffer + intersection"
    return [{"name": name, "ratio": round(ours / bare, 2), "limit": LIMIT}]


if __name__ == "__main__":
    for row in run():
        print(row)
