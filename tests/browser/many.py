"""50,000 hotspots of 2,500 fires in two months, stored by the program's own services."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from dashboard.period import covering
from dashboard.services import Services
from data.ingest import RunInfo, store
from geo.hotspots import read

COUNT, FIRES, DAYS = 50_000, 2_500, 60


def table(now: datetime) -> pd.DataFrame:
    """The hotspots as a regional VIIRS file of FIRMS has them; a fire burns for up to 20 hours."""
    random = np.random.default_rng(5)
    fire = random.integers(0, FIRES, COUNT)
    latitude, longitude = random.uniform(21.47, 22.03, FIRES), random.uniform(103.37, 103.88, FIRES)
    begun = random.integers(24 * 60, DAYS * 1440, FIRES)
    ago = begun[fire] - random.integers(0, 20 * 60, COUNT)
    times = pd.Timestamp(now).floor("min") - pd.to_timedelta(ago, unit="min")
    return pd.DataFrame(
        {
            "latitude": (latitude[fire] + random.normal(0, 0.003, COUNT)).round(5),
            "longitude": (longitude[fire] + random.normal(0, 0.003, COUNT)).round(5),
            "bright_ti4": random.uniform(295, 367, COUNT).round(2),
            "scan": random.uniform(0.32, 0.8, COUNT).round(2),
            "track": random.uniform(0.36, 0.78, COUNT).round(2),
            "acq_date": times.strftime("%Y-%m-%d"),
            "acq_time": times.strftime("%H%M"),
            "satellite": random.choice(["N", "N20", "N21"], COUNT),
            "confidence": random.choice(["low", "nominal", "high"], COUNT, p=[0.1, 0.7, 0.2]),
            "version": "2.0NRT",
            "bright_ti5": random.uniform(280, 310, COUNT).round(2),
            "frp": random.exponential(8, COUNT).round(2),
            "daynight": random.choice(["D", "N"], COUNT),
        }
    )


def fill(here: Services) -> tuple[pd.DataFrame, str]:
    """Store them; returns them and the address that shows them all."""
    now = here.now()
    points = table(now)
    data = points.to_csv(index=False).encode()
    info = RunInfo("noaa-20", "poll", "system:watch", "watch", now, file_name="many.csv")
    reading = read(data, source="many.csv")
    store(here.engine, reading, data, info, now=now, profile=here.profile, areas=here.areas)
    # In local days: from 17:00 UTC on it is already tomorrow.
    return points, f"/?period={covering(now - timedelta(days=DAYS + 1), now)}"
