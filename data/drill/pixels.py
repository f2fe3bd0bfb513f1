"""What a satellite sees of the drill's fires in one pass: pixels, as VIIRS' 375 m product would list them.

Deterministic: the same scene and pass give the same pixels on every machine and in every order of asking
(each draw is seeded by the scene, the fire and the pass).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from data.drill import slope
from data.drill.scene import Fire, Scene, Stage
from data.drill.sky import LOCAL, Pass, passes

_METRES_PER_DEGREE = 111_320.0
_REGION = (95.0, 10.0, 110.0, 26.0)
_SEASON_PEAK_MONTH = 3
_FROM_STORY_DEGREES = 0.036  # 4 km: no field burns where the story does
_APART_M, _BESIDE_DEGREES = 1200.0, 0.001
"""Fields lie farther apart than what counts as one fire (`link_km`); a pixel lies beside its field."""
_TRIED = 30_000
_BEFORE = timedelta(days=30)  # the first files reach back before the backstory


@dataclass(frozen=True)
class Pixel:
    """One row of a FIRMS file; degrees WGS84, kilometres, megawatts, kelvin."""

    latitude: float
    longitude: float
    scan_km: float
    track_km: float
    frp_mw: float
    brightness_k: float
    confidence: str
    time: datetime
    satellite: str
    daylight: bool


def pixels_of(scene: Scene, look: Pass) -> list[Pixel]:
    """All pixels of one pass: the story's fires, the season's field burning, and the region's other fires."""
    seen = [pixel for fire in scene.fires for pixel in _of_fire(scene, fire, look)]
    seen += _of_background(scene, look)
    return seen + _of_region(scene, look)


def _of_fire(scene: Scene, fire: Fire, look: Pass) -> list[Pixel]:
    now = _stage_at(fire, look.time)
    if now is None:
        return []
    draw = _draw(scene, fire.id, look)
    if fire.kind == "swarm":
        return _swarm(draw, now, look)
    scan, track = _pixel_size(look)
    wanted = max(1, round(math.pi * now.radius_m**2 / (scan * track * 1e6)))
    return [
        _pixel(
            draw,
            look,
            now.latitude + north / _METRES_PER_DEGREE,
            now.longitude + east / _east(now),
            now.frp_mw,
        )
        for north, east in _disc(draw, wanted, now.radius_m)
    ]


def _swarm(draw: np.random.Generator, now: Stage, look: Pass) -> list[Pixel]:
    """Many small separate fires: for a swarm, `frp_mw` is the power and `radius_m` / 100 the number."""
    spread = 0.055
    return [
        _pixel(draw, look, now.latitude + dy, now.longitude + dx, now.frp_mw)
        for dy, dx in draw.normal(0.0, spread, size=(round(now.radius_m / 100), 2)) * (1.6, 1.0)
    ]


def _of_background(scene: Scene, look: Pass) -> list[Pixel]:
    """Fields, each burned once, one after the other, so that a recurrence is the exception."""
    draw, number = _background_draw(scene, look)
    fields, first = fields_of(scene), _burned_before(scene).get((look.satellite, look.time), 0)
    found = []
    for n in range(first, first + number):
        latitude, longitude = fields[n % len(fields)] + draw.uniform(-_BESIDE_DEGREES, _BESIDE_DEGREES, 2)
        found.append(_pixel(draw, look, latitude, longitude, draw.gamma(1.5, 2.0)))
    return found


def _background_draw(scene: Scene, look: Pass) -> tuple[np.random.Generator, int]:
    local = look.time.astimezone(LOCAL)
    near_peak = max(0.0, 1.0 - abs(local.month + local.day / 31 - _SEASON_PEAK_MONTH - 0.5) / 2.0)
    mean = scene.background.per_day + (scene.background.peak_per_day - scene.background.per_day) * near_peak
    draw = _draw(scene, "background", look)
    return draw, int(draw.poisson(mean / 2 if look.daylight else mean / 8))


@lru_cache(maxsize=4)
def fields_of(scene: Scene) -> np.ndarray:
    """The fields of the season (latitude, longitude) in the order in which they burn: strewn over the ground
    that is tilled or lies fallow, none near another, none near the story."""
    west, south, east, north = scene.bbox
    spots = np.random.default_rng(scene.seed).uniform((south, west), (north, east), (_TRIED, 2))
    height = slope.height_at(scene, spots[:, 0], spots[:, 1])
    spots = spots[(height >= slope.FIELD) & (height < slope.PLANTED)]
    story = [s for fire in scene.fires if fire.kind != "swarm" for s in fire.stages]
    places = np.array([(s.latitude, s.longitude) for s in story]).reshape(-1, 1, 2)
    away = np.abs(spots - places).max(axis=2).min(axis=0, initial=np.inf)
    spots = spots[away > _FROM_STORY_DEGREES]
    metres = spots * _METRES_PER_DEGREE * (1.0, math.cos(math.radians((south + north) / 2)))
    taken: list[int] = []
    for n, spot in enumerate(metres):
        if np.square(metres[taken] - spot).sum(axis=1).min(initial=np.inf) >= _APART_M**2:
            taken.append(n)
    return np.asarray(spots[taken])


@lru_cache(maxsize=4)
def _burned_before(scene: Scene) -> dict[tuple[str, datetime], int]:
    """How many fields have burned before each pass of the story."""
    counts, total = {}, 0
    for look in passes(scene.backstory_from - _BEFORE, scene.ends + timedelta(days=1)):
        counts[look.satellite, look.time] = total
        total += _background_draw(scene, look)[1]
    return counts


def _of_region(scene: Scene, look: Pass) -> list[Pixel]:
    draw = _draw(scene, "region", look)
    west, south, east, north = _REGION
    number = draw.poisson(scene.background.regional_rows_per_pass * (1.0 if look.daylight else 0.3))
    spots = [(draw.uniform(south, north), draw.uniform(west, east)) for _ in range(number)]
    w, s, e, n = scene.bbox
    return [
        _pixel(draw, look, lat, lon, draw.gamma(1.5, 4.0))
        for lat, lon in spots
        if not (s - 0.2 <= lat <= n + 0.2 and w - 0.2 <= lon <= e + 0.2)
    ]


def _pixel(draw: np.random.Generator, look: Pass, latitude: float, longitude: float, frp: float) -> Pixel:
    scan, track = _pixel_size(look)
    power = max(0.2, frp * draw.lognormal(0.0, 0.35))
    brightness = min(367.0, (325.0 if look.daylight else 298.0) + 9.0 * math.log1p(power))
    # No low-confidence pixels at night: FEEDS.md, "low confidence is about 16 % of day rows, none at night".
    confidence = "high" if power > 25 else "low" if look.daylight and power < 1.6 else "nominal"
    # A file's rows of one pass carry times a minute or two apart; ours carry the pass's own minute.
    return Pixel(
        round(float(latitude), 5), round(float(longitude), 5), scan, track, round(float(power), 1),
        round(brightness, 1), confidence, look.time, look.satellite, look.daylight,
    )  # fmt: skip


def _pixel_size(look: Pass) -> tuple[float, float]:
    """Scan and track in km: 0.39 × 0.37 overhead to 0.78 × 0.78 at the edge, as real VIIRS rows show."""
    return round(0.39 + 0.39 * look.tilt**2, 2), round(0.37 + 0.41 * look.tilt**2, 2)


def _disc(draw: np.random.Generator, number: int, radius_m: float) -> list[tuple[float, float]]:
    far = radius_m * np.sqrt(draw.uniform(size=number))
    turn = draw.uniform(0, 2 * math.pi, size=number)
    return list(zip(far * np.sin(turn), far * np.cos(turn), strict=True))


def _east(stage: Stage) -> float:
    return _METRES_PER_DEGREE * math.cos(math.radians(stage.latitude))


def _stage_at(fire: Fire, time: datetime) -> Stage | None:
    if not fire.stages[0].time <= time < fire.end:
        return None
    before = max((s for s in fire.stages if s.time <= time), key=lambda s: s.time)
    after = min((s for s in fire.stages if s.time > time), key=lambda s: s.time, default=None)
    if after is None:
        return before
    share = (time - before.time) / (after.time - before.time)

    def between(a: float, b: float) -> float:
        return a + (b - a) * share

    return Stage(
        time,
        between(before.latitude, after.latitude),
        between(before.longitude, after.longitude),
        between(before.radius_m, after.radius_m),
        between(before.frp_mw, after.frp_mw),
    )


def _draw(scene: Scene, what: str, look: Pass) -> np.random.Generator:
    key = f"{scene.seed}|{what}|{look.satellite}|{look.time.isoformat()}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]))


def published_at(scene: Scene, look: Pass) -> datetime:
    """When NASA would list the pass: 1 h 50 to 2 h 50 after it (the global NRT promise is ≤ 3 h)."""
    return look.time + timedelta(minutes=int(_draw(scene, "latency", look).integers(110, 171)))
