"""The drill's satellite files, byte for byte in the dialect of NASA FIRMS' keyless regional CSV."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from data.drill.pixels import Pixel, pixels_of, published_at
from data.drill.scene import Scene
from data.drill.sky import Pass, passes

_SHARED = "scan,track,acq_date,acq_time,satellite,confidence,version"
VIIRS_HEADER = f"latitude,longitude,bright_ti4,{_SHARED},bright_ti5,frp,daynight"
MODIS_HEADER = f"latitude,longitude,brightness,{_SHARED},bright_t31,frp,daynight"
_SHORT = {"NOAA-20": "N20", "NOAA-21": "N21"}


def viirs_file(scene: Scene, satellite: str, now: datetime, *, hours: int) -> bytes:
    """The file as it stands on the server at `now`: passes of the last `hours` that are already published."""
    looks = passes(now - timedelta(hours=hours), now, (satellite,))
    rows = [row for look in looks if published_at(scene, look) <= now for row in _rows(scene, look)]
    return ("\n".join([VIIRS_HEADER, *rows]) + "\n").encode()


def empty_modis_file() -> bytes:
    """A header alone: a valid answer that says zero detections."""
    return (MODIS_HEADER + "\n").encode()


def is_out(scene: Scene, satellite: str, now: datetime) -> bool:
    """Whether the story has this satellite's file unreachable at `now`."""
    return any(o.feed_satellite == satellite and o.start <= now < o.end for o in scene.outages)


@lru_cache(maxsize=512)
def _rows(scene: Scene, look: Pass) -> tuple[str, ...]:
    return tuple(_row(pixel) for pixel in pixels_of(scene, look))


def _row(p: Pixel) -> str:
    cooler = p.brightness_k - (30.0 if p.daylight else 12.0)
    return (
        f"{p.latitude:.5f},{p.longitude:.5f},{p.brightness_k},{p.scan_km},{p.track_km},"
        f"{p.time:%Y-%m-%d},{p.time:%H%M},{_SHORT[p.satellite]},{p.confidence},2.0NRT,"
        f"{cooler:.1f},{p.frp_mw},{'D' if p.daylight else 'N'}"
    )
