"""100,000 rows made from the real files: reading them against a bare `pandas.read_csv` of the same bytes."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.hotspots import read

ROWS = 100_000
LIMIT = 8.0
REPEATS = 9
FILES = ("viirs_snpp_nrt_southeast_asia_24h_2019.csv", "modis_archive_malaysia_2023_2024.csv")


def folder() -> Path:
    """Where the real files are, beside the project."""
    return Path(__file__).parents[3] / "shared" / "real" / "firms"


def enlarged(path: Path, rows: int = ROWS) -> bytes:
    """The file's rows repeated on other dates, 5 % of them still repeated exactly, shuffled."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    copies = [
        table.assign(
            acq_date=(pd.to_datetime(table["acq_date"]) + pd.Timedelta(days=7 * n)).dt.strftime("%Y-%m-%d")
        )
        for n in range(int(np.ceil(rows / len(table))))
    ]
    rng = np.random.default_rng(20270312)
    everything = pd.concat(copies, ignore_index=True).iloc[:rows]
    repeated = everything.sample(rows // 20, random_state=1)
    everything = pd.concat([everything.iloc[: rows - len(repeated)], repeated], ignore_index=True)
    return everything.iloc[rng.permutation(rows)].to_csv(index=False).encode()


def _medians(*functions: Callable[[], object]) -> list[float]:
    """Median seconds of each function, runs interleaved so that a busy machine slows all alike."""
    seconds: list[list[float]] = [[] for _ in functions]
    for function in functions:
        function()
    for _ in range(REPEATS):
        for taken, function in zip(seconds, functions, strict=True):
            start = time.perf_counter()
            function()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`; empty where the real files are absent."""
    results = []
    for name in FILES:
        path = folder() / name
        if not path.exists():
            continue
        data = enlarged(path)
        bare, ours = _medians(
            lambda d=data: pd.read_csv(io.BytesIO(d)), lambda d=data: read(d, source="bench")
        )  # type: ignore[misc]
        results.append(
            {
                "name": f"read + dedupe {ROWS:,} rows, {path.stem}",
                "ratio": round(ours / bare, 2),
                "limit": LIMIT,
            }
        )
    return results


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']:<80} {row['ratio']:>6} ≤ {row['limit']}")
