"""Shares of pixels by state group against a bare STRtree query and intersection of the same pairs."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo.forest.shares import ForestIndex, shares
from geo.hotspots import footprint_polygons
from tests.benchmarks._plots import BOX, GROUPS, drawn, polygons

PLOTS, FOOTPRINTS = 100_000, 10_000
LIMIT = 1.5


def hotspots(count: int) -> pd.DataFrame:
    """VIIRS pixels of 14 to 62 ha all over the district."""
    random = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "latitude": random.uniform(BOX[1], BOX[3], count),
            "longitude": random.uniform(BOX[0], BOX[2], count),
            "scan_km": random.uniform(0.375, 0.8, count),
            "track_km": random.uniform(0.375, 0.78, count),
        }
    )


def run() -> list[dict[str, Any]]:
    """Return rows of `name, ratio, limit`; smaller is better."""
    shapes, points = polygons(PLOTS), hotspots(FOOTPRINTS)
    groups, keys = drawn(GROUPS, len(shapes)), np.arange(len(shapes))

    start = time.perf_counter()
    index = ForestIndex(shapes, groups, keys)
    _ = index.edges, index.area  # what the first question would build
    built = time.perf_counter() - start

    pixels = footprint_polygons(points)
    tree = STRtree(shapes)
    tree.query(pixels[:1])
    start = time.perf_counter()
    pixel, plot = tree.query(pixels)
    shapely.intersection(pixels[pixel], shapes[plot])
    bare = time.perf_counter() - start

    start = time.perf_counter()
    shares(points, index)
    ours = time.perf_counter() - start
    what = f"{len(shapes):,} plots × {FOOTPRINTS:,} footprints, {len(pixel):,} pairs"
    return [
        {
            "name": f"forest shares, {what} / bare query + intersection",
            "ratio": round(ours / bare, 2),
            "limit": LIMIT,
        },
        {
            "name": f"forest index of {len(shapes):,} plots / the same",
            "ratio": round(built / bare, 2),
            "limit": None,
        },
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
