"""From a filter to lists and map payload for 50,000 hotspots, against one `pandas.read_csv` of them.

`Lookup` and `hotspot_numbers` are made before, as on the page: once per version of the data and period.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from dashboard.map.payload import SATELLITES, hotspot_numbers, packed
from geo.filters import Filters, Lookup, narrow
from tests.benchmarks.map import table

ROWS = 50_000
LIMIT = 1.0
REPEATS = 9
ERA = "2025"
ERAS = ("2021", ERA)
COMMUNES = ("Cà Nàng", "Mường Giôn", "Mường Sại", "Nặm Ét", "Quỳnh Nhai")
CASES = {
    "every filter set, all kept": Filters(
        SATELLITES, ("low", "nominal", "high"), COMMUNES, ("D", "N"), ("weak", "strong")
    ),
    "one satellite by day": Filters(satellite=("NOAA-20",), daynight=("D",)),
    "no filter": Filters(),
}


def hotspots() -> pd.DataFrame:
    """The random month of the map's benchmark, by day and by night."""
    points = table(ROWS)
    points["daynight"] = np.where(points["time_utc"].dt.hour.between(0, 11), "D", "N")
    return points


def firms_csv(points: pd.DataFrame) -> bytes:
    """The same hotspots as a VIIRS file of FIRMS."""
    random = np.random.default_rng(1)
    brightness = random.uniform(295, 367, (len(points), 2)).round(2)
    columns = {
        "latitude": points["latitude"],
        "longitude": points["longitude"],
        "bright_ti4": brightness[:, 0],
        "scan": points["scan_km"],
        "track": points["track_km"],
        "acq_date": points["time_utc"].dt.strftime("%Y-%m-%d"),
        "acq_time": points["time_utc"].dt.strftime("%H%M"),
        "satellite": points["satellite"].map({"S-NPP": "N", "NOAA-20": "N20", "NOAA-21": "N21"}),
        "instrument": "VIIRS",
        "confidence": points["confidence"],
        "version": "2.0NRT",
        "bright_ti5": brightness[:, 1],
        "frp": points["frp_mw"],
        "daynight": points["daynight"],
    }
    return pd.DataFrame(columns).to_csv(index=False).encode()


def _medians(works: list[Callable[[], object]]) -> list[float]:
    """Median seconds of each, runs interleaved so that a busy machine slows all alike."""
    seconds: list[list[float]] = [[] for _ in works]
    for turn in range(REPEATS + 1):
        for taken, work in zip(seconds, works, strict=True):
            start = time.perf_counter()
            work()
            if turn:  # the first turn only warms up
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`."""
    points = hotspots()
    names = sorted(set(points["event_id"]))
    events = pd.DataFrame({"event_id": names, "strength": np.resize(["strong", "weak"], len(names))})
    data = firms_csv(points)
    lookup = Lookup(points, events, ERAS)
    numbers = hotspot_numbers(points, COMMUNES, ERAS, names)

    def filtered(wanted: Filters) -> None:
        narrow(points, events, wanted, ERA, lookup)
        if wanted.number:
            keep = lookup.hotspots(wanted, ERA)
            packed(numbers, keep, lookup.events(keep))
        else:
            packed(numbers)

    works: list[Callable[[], object]] = [lambda: pd.read_csv(io.BytesIO(data))]
    works += [lambda wanted=wanted: filtered(wanted) for wanted in CASES.values()]  # type: ignore[misc]
    bare, *ours = _medians(works)
    return [
        {
            "name": f"filter to payload / read_csv, {ROWS:,} hotspots, {case}",
            "ratio": round(taken / bare, 2),
            "limit": LIMIT,
        }
        for case, taken in zip(CASES, ours, strict=True)
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
