"""A small installation for tests: two fires and a few single hotspots, stored by the program's own
services."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.services import Services
from data.ingest import RunInfo, Stored, store
from geo.hotspots import read

HEADER = (
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,confidence,version,bright_ti5,"
    "frp,daynight"
)

# (latitude, longitude, hours before now, satellite, confidence, FRP in MW or None)
Row = tuple[float, float, float, str, str, float | None]
FIRE: tuple[Row, ...] = (
    (21.7602, 103.6410, 30.0, "N20", "nominal", 4.1),
    (21.7635, 103.6442, 29.2, "N21", "nominal", 7.8),
    (21.7661, 103.6475, 17.0, "N20", "high", 12.6),
    (21.7690, 103.6449, 16.2, "N21", "high", 22.3),
    (21.7712, 103.6490, 5.2, "N20", "nominal", 15.0),
    (21.7735, 103.6530, 4.4, "N21", "high", 31.7),
    (21.7690, 103.6535, 4.4, "N21", "nominal", 9.9),
)
OTHERS: tuple[Row, ...] = (
    (21.9010, 103.5720, 4.4, "N21", "low", 2.2),
    (21.5905, 103.7180, 16.2, "N20", "nominal", 3.5),
    (21.5931, 103.7201, 4.5, "N20", "nominal", 6.1),
    (21.6805, 103.5702, 52.0, "N20", "high", 41.0),
    (21.9702, 103.6003, 60.0, "N20", "nominal", None),
    (21.4803, 103.8604, 5.0, "N21", "nominal", 8.8),
)
TWINS: tuple[Row, ...] = (
    (21.6402, 103.6702, 3.2, "N20", "nominal", 5.0),
    (21.6402, 103.6702, 2.5, "N21", "high", 6.0),
)


def csv(rows: tuple[Row, ...], now: datetime) -> bytes:
    """The rows as a keyless regional file of FIRMS."""
    lines = [HEADER]
    for latitude, longitude, hours, satellite, confidence, frp in rows:
        when = now - timedelta(hours=hours)
        power = "" if frp is None else frp
        lines.append(
            f"{latitude},{longitude},330.1,0.43,0.38,{when:%Y-%m-%d},{when:%H%M},{satellite},{confidence},"
            f"2.0NRT,290.2,{power},D"
        )
    return ("\n".join(lines) + "\n").encode()


def fill(here: Services, rows: tuple[Row, ...] = FIRE + OTHERS, *, minutes_ago: float = 24) -> Stored:
    """Store the rows as if the feed noaa-20 had brought them a while ago."""
    then = here.now() - timedelta(minutes=minutes_ago)
    data = csv(rows, here.now())
    info = RunInfo(
        "noaa-20", "poll", "system:watch", "watch", then, file_name="J1_VIIRS_C2_SouthEast_Asia_24h.csv"
    )
    reading = read(data, source="J1_VIIRS_C2_SouthEast_Asia_24h.csv")
    return store(here.engine, reading, data, info, now=then, profile=here.profile, areas=here.areas)
