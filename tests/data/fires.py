"""Small hand-made fires around Quỳnh Nhai, and what the ingest tests share."""

from datetime import UTC, datetime, timedelta
from functools import cache

from data.ingest import RunInfo, store
from data.profile import Profile, load_profile
from geo.areas import Areas, load_areas
from geo.hotspots import read
from tests.servers.dialects import Pixel, keyless

NOW = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)  # 16:00 in Quỳnh Nhai
PASS = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)  # 13:34, the day pass

# Three pixels of one fire in the communes, one fire 12 km away, and two pixels far outside the box.
NEAR = [
    Pixel(21.6436, 103.6619, PASS),
    Pixel(21.6470, 103.6650, PASS),
    Pixel(21.6450, 103.6700, PASS, confidence="high", frp=0.0),
]
OTHER = [Pixel(21.7619, 103.6791, PASS, frp=None)]
FAR = [Pixel(16.0, 107.5, PASS - timedelta(minutes=3)), Pixel(12.5, 105.0, PASS - timedelta(minutes=5))]


@cache
def profile() -> Profile:
    return load_profile()


@cache
def areas() -> Areas:
    return load_areas(profile().areas_dir)


def run_info(feed_id="noaa-20", kind="poll", name="J1_VIIRS_C2_SouthEast_Asia_24h.csv", started=NOW, **more):
    return RunInfo(feed_id, kind, "system:watch", "watch", started, file_name=name, **more)


def put(engine, pixels, *, info=None, now=NOW, data=None, fence=None, name="file.csv"):
    """Store pixels (as a regional file unless `data` is given)."""
    data = keyless(pixels) if data is None else data
    return store(
        engine,
        read(data, source=name),
        data,
        info or run_info(),
        now=now,
        profile=profile(),
        areas=areas(),
        fence=fence,
    )
