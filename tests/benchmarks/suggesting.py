"""Suggested zones from five seasons (200,000 hotspots) against reading those hotspots twice."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, insert, text

from data.access import LOCAL_ADMIN
from data.events import load_detections
from data.profile import Profile, load_profile
from data.store.engine import migrate, open_engine, reading, writing
from data.store.tables import (
    detection,
    event_member,
    feed_run,
    fire_event,
    forest_layer,
    forest_plot,
    map_place,
)
from data.zones.act import By
from data.zones.suggestions.making import keep, propose
from geo.areas import load_areas
from geo.communes import Areas
from tests.benchmarks._plots import GROUPS, drawn, polygons

HOTSPOTS, PER_FIRE, PLOTS = 200_000, 5, 20_000
SEASONS = 5
LIMIT = 1.0
REPEATS = 5
NOW = datetime(2027, 4, 20, 9, 0, tzinfo=UTC)
_AT_A_TIME = 20_000


def _times(random: np.random.Generator, fires: int) -> list[datetime]:
    """March of each season, more or less."""
    season = random.integers(0, SEASONS, fires)
    days = np.clip(random.normal(90, 25, fires), 1, 135)
    ends = [datetime(2027 - int(each), 4, 15, 6, tzinfo=UTC) for each in season]
    return [end - timedelta(days=float(before)) for end, before in zip(ends, days, strict=True)]


def _put(conn: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), _AT_A_TIME):
        conn.execute(insert(table), rows[begin : begin + _AT_A_TIME])


def _hotspot(number: int, time_utc: datetime, latitude: float, longitude: float) -> dict[str, Any]:
    return {
        "id": f"VIIRS-N20-{number:09d}",
        "time_utc": time_utc,
        "satellite": "NOAA-20",
        "instrument": "VIIRS",
        "latitude": round(latitude, 5),
        "longitude": round(longitude, 5),
        "confidence": "nominal",
        "confidence_percent": None,
        "frp_mw": 4.2,
        "scan_km": 0.4,
        "track_km": 0.4,
        "footprint_ha": 16.0,
        "brightness_k": 330.1,
        "brightness_2_k": 290.2,
        "daynight": "D",
        "type": 0,
        "version": "2.0NRT",
        "processing": "nrt",
        "location": "inside",
        "commune_2025_id": "quynh-nhai-2025",
        "commune_2025": "Quỳnh Nhai",
        "nearest_commune": "Quỳnh Nhai",
        "distance_m": 0.0,
        "border_m": 2500.0,
        "source": "benchmark",
        "line": number,
        "raw_line": "21.6436,103.6619,330.1,0.4,0.4,2027-03-12,0634,N20,VIIRS,n,2.0NRT,290.2,4.2,D",
        "run_id": 1,
        "stored_at": time_utc + timedelta(hours=3),
    }


def _event(number: int, seen: datetime, latitude: float, longitude: float) -> dict[str, Any]:
    return {
        "id": f"QN-{number:08d}",
        "content_id": f"QN-{number:08d}",
        "first_seen": seen,
        "last_seen": seen + timedelta(hours=8),
        "detections": PER_FIRE,
        "satellites": ["NOAA-20"],
        "passes": 1,
        "strength": "strong",
        "strength_reason": "several",
        "latitude": latitude,
        "longitude": longitude,
        "hull": shapely.Point(longitude, latitude).buffer(0.003),
        "area_ha": 40.0,
        "known_at": seen + timedelta(hours=3),
        "updated_at": seen + timedelta(hours=3),
        "version": 1,
    }


def _fires(conn: Connection, areas: Areas) -> None:
    """Fires where fires are: four in five around a hundred places of the district, the rest anywhere."""
    random, fires = np.random.default_rng(20270420), HOTSPOTS // PER_FIRE
    west, south, east, north = areas.bounds
    places = random.uniform([west, south], [east, north], (100, 2))
    at = places[random.integers(0, 100, fires)] + random.normal(0, 0.01, (fires, 2))
    anywhere = random.random(fires) < 0.2
    at[anywhere] = random.uniform([west, south], [east, north], (int(anywhere.sum()), 2))
    seen, spread = _times(random, fires), random.normal(0, 0.003, (fires, PER_FIRE, 2))
    events, hotspots, members = [], [], []
    for number in range(fires):
        events.append(_event(number, seen[number], float(at[number, 1]), float(at[number, 0])))
        for own in range(PER_FIRE):
            lon, lat = at[number] + spread[number, own]
            row = _hotspot(len(hotspots), seen[number] + timedelta(hours=own), float(lat), float(lon))
            hotspots.append(row)
            members.append({"detection_id": row["id"], "event_id": f"QN-{number:08d}"})
    _put(conn, detection, hotspots)
    _put(conn, fire_event, events)
    _put(conn, event_member, members)


def _forest(conn: Connection) -> None:
    shapes = polygons(PLOTS)
    groups = drawn(GROUPS, len(shapes))
    west, south, east, north = shapely.total_bounds(shapes)
    box = {"west": west, "south": south, "east": east, "north": north}
    conn.execute(
        insert(forest_layer),
        {
            "id": 1, "kind": "inventory", "name": "Kiểm kê", "state": "active", "source_name": "rung.zip",
            "plots": len(shapes), "created_at": NOW, "actor": "benchmark", "version": 1,
        } | box,
    )  # fmt: skip
    bounds = shapely.bounds(shapes)
    _put(
        conn,
        forest_plot,
        [
            {
                "layer_id": 1, "feature": n, "state_group": groups[n], "geometry": shapes[n],
                "west": bounds[n, 0], "south": bounds[n, 1], "east": bounds[n, 2], "north": bounds[n, 3],
            }
            for n in range(len(shapes))
        ],
    )  # fmt: skip


def _villages(conn: Connection, areas: Areas) -> None:
    west, south, east, north = areas.bounds
    at = np.random.default_rng(7).uniform([west, south], [east, north], (200, 2))
    rows = [
        {
            "place_id": f"ban-{n}", "name": f"Bản {n}", "kind": "village", "latitude": float(lat),
            "longitude": float(lon), "source": "benchmark", "actor": "benchmark", "created_at": NOW,
            "version": 1,
        }
        for n, (lon, lat) in enumerate(at)
    ]  # fmt: skip
    conn.execute(insert(map_place), rows)


def _engine(folder: str, areas: Areas) -> Engine:
    engine = open_engine(f"sqlite:///{Path(folder) / 'seasons.db'}")
    migrate(engine)
    with writing(engine) as conn:
        conn.execute(
            insert(feed_run),
            {
                "id": 1, "feed_id": "archive", "kind": "upload", "started_at": NOW, "status": "ok",
                "actor": "benchmark",
            },
        )  # fmt: skip
        _fires(conn, areas)
        _forest(conn)
        _villages(conn, areas)
        conn.execute(text("ANALYZE"))
    return engine


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`; smaller is better."""
    profile: Profile = load_profile()
    areas = load_areas(profile.areas_dir)
    since = datetime(2022, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        engine = _engine(folder, areas)

        def read() -> int:
            with reading(engine) as conn:
                return len(load_detections(conn, since, NOW))

        def made() -> int:
            found = propose(engine, areas, profile.suggesting, profile.forest, NOW, profile.tz)
            assert len(found.zones) == profile.suggesting.most_zones
            with writing(engine) as conn:
                return keep(conn, found, By(LOCAL_ADMIN, NOW))

        start = time.process_time()
        made()  # builds the index of the forest layer, as the first hotspot of the day does
        first = time.process_time() - start
        assert read() == HOTSPOTS
        once, ours = _median(read), _median(made)
        engine.dispose()
    what = f"{HOTSPOTS:,} hotspots, {PLOTS:,} plots"
    return [
        {
            "name": f"suggest zones, {what} / reading twice",
            "ratio": round(ours / (2 * once), 3),
            "limit": LIMIT,
        },
        {
            "name": "the same, forest index not built yet",
            "ratio": round(first / (2 * once), 3),
            "limit": LIMIT,
        },
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
