"""What lies under a shape, against rows placed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely
from sqlalchemy import Engine, insert

from data.store.engine import reading, writing
from data.store.tables import (
    detection,
    feed_run,
    fire_event,
    ground_track,
    incident,
    patrol,
    patrol_track,
    patrol_track_day,
    patrol_zone,
)
from data.zones import Zone
from data.zones.under import Under, fire_year, strip, under
from geo.zones import Ground, area_ha
from tests.data.zones.conftest import HERE, NEXT, NOW, WAY, made
from tests.data.zones.test_changing import PATROL

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
INSIDE, OUTSIDE = (103.657, 21.645), (103.700, 21.700)


def asked(engine: Engine, shape: Any, own: int | None = None) -> Under:
    with reading(engine) as conn:
        return under(conn, shape, now=NOW, tz=TZ, crs_metres="EPSG:9206", visibility_m=50.0, own=own)


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 12, 1, tzinfo=UTC), 2027),
        (datetime(2027, 4, 30, 16, 59, tzinfo=UTC), 2027),
        (datetime(2027, 4, 30, 17, 0, tzinfo=UTC), 2028),  # the first of May in Vietnam
    ],
)
def test_a_fire_year_goes_from_may_to_april_by_the_local_clock(moment: datetime, year: int) -> None:
    assert fire_year(moment, TZ) == year


def _detection(own: str, at: tuple[float, float], when: datetime, run: int, **more: Any) -> dict[str, Any]:
    return {
        "id": own, "time_utc": when, "satellite": "N20", "instrument": "VIIRS", "latitude": at[1],
        "longitude": at[0], "confidence": "nominal", "scan_km": 0.4, "track_km": 0.4, "footprint_ha": 14.0,
        "daynight": "D", "version": "2.0NRT", "processing": "NRT", "source": "x", "run_id": run,
        "stored_at": when, "superseded": False, **more,
    }  # fmt: skip


def _event(own: str, at: tuple[float, float], when: datetime, **more: Any) -> dict[str, Any]:
    return {
        "id": own, "content_id": own, "first_seen": when, "last_seen": when, "detections": 1,
        "satellites": ["N20"], "passes": 1, "strength": "weak", "strength_reason": "x", "latitude": at[1],
        "longitude": at[0], "hull": shapely.Point(at).buffer(0.001), "area_ha": 1.0, "known_at": when,
        "updated_at": when, "version": 1, **more,
    }  # fmt: skip


def _filled(engine: Engine) -> None:
    then = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
    with writing(engine) as conn:
        run = conn.execute(
            insert(feed_run).returning(feed_run.c.id),
            {
                "feed_id": "x",
                "kind": "poll",
                "actor": "x",
                "started_at": NOW,
                "status": "ok",
            },
        ).scalar_one()
        conn.execute(
            insert(detection),
            [
                _detection("a", INSIDE, NOW - timedelta(days=1), run),
                _detection("b", INSIDE, then, run),
                _detection("c", INSIDE, then, run, superseded=True),
                _detection("d", OUTSIDE, then, run),
                _detection("e", INSIDE, datetime(2021, 3, 1, tzinfo=UTC), run),
            ],
        )
        conn.execute(insert(fire_event), [_event("E1", INSIDE, then), _event("E2", OUTSIDE, then)])
        conn.execute(
            insert(fire_event),
            [
                _event("E3", INSIDE, then, merged_into="E1"),
            ],
        )
        conn.execute(
            insert(incident),
            {
                "code": "VV-2026-0001", "year": 2026, "number": 1, "kind": "forest_fire", "field": "forest",
                "status": "reported", "summary": "x", "occurred_at": then, "known_at": then,
                "latitude": INSIDE[1], "longitude": INSIDE[0], "place_text": "", "actor": "x",
                "created_at": then, "version": 1,
            },
        )  # fmt: skip


def test_fires_are_counted_by_season_and_where_they_are(engine: Engine) -> None:
    _filled(engine)
    found = asked(engine, HERE).counted
    assert found.hotspots == {2027: 1, 2026: 1}, "neither superseded, elsewhere nor older than five years"
    assert found.events == {2026: 1} and found.incidents == {2026: 1}
    assert found.years == [2027, 2026]
    assert asked(engine, shapely.box(103.80, 21.60, 103.81, 21.61)).counted.years == []


def test_a_route_sees_to_both_sides(engine: Engine) -> None:
    _filled(engine)
    beside = shapely.LineString([(103.6573, 21.640), (103.6573, 21.650)])  # 31 m east of the point
    far = shapely.LineString([(103.6580, 21.640), (103.6580, 21.650)])  # 103 m
    assert asked(engine, beside).counted.incidents == {2026: 1}
    assert asked(engine, far).counted.incidents == {}
    # 1,107 m long: 100 m wide and a round end on either side.
    assert area_ha(strip(beside, "EPSG:9206", 50.0)) == pytest.approx(
        (1107.3 * 100 + 3.14159 * 2500) / 1e4, rel=5e-3
    )


def test_zones_that_overlap_and_patrols_that_were_there(engine: Engine, ground: Ground) -> None:
    own, other, way = (
        made(engine, ground),
        made(engine, ground, Zone("Cạnh", NEXT)),
        made(engine, ground, Zone("Tuyến", WAY, "route")),
    )
    found = asked(engine, HERE, own)
    assert [row["id"] for row, _ha in found.overlaps] == [other, way]
    assert found.overlaps[0][1] == pytest.approx(area_ha(HERE) / 2, rel=1e-3)
    assert found.overlaps[1][1] == 0
    assert (found.patrols, found.last_patrol, found.tracks) == (0, None, 0)
    with writing(engine) as conn:
        went = conn.execute(insert(patrol).returning(patrol.c.id), PATROL | {"started_at": NOW}).scalar_one()
        stays = PATROL | {"code": "TT-2027-0002", "number": 2}
        stayed = conn.execute(insert(patrol).returning(patrol.c.id), stays).scalar_one()
        conn.execute(
            insert(patrol_zone),
            [{"patrol_id": each, "zone_id": zone} for each in (went, stayed) for zone in (own, other)],
        )
        track = conn.execute(
            insert(ground_track).returning(ground_track.c.id),
            {"sha256": "0" * 64, "file": "x", "name": "x", "points": 2, "length_m": 1.0,
             "line": shapely.multilinestrings([WAY]), "received_at": NOW, "actor": "x"},
        ).scalar_one()  # fmt: skip
        judged = conn.execute(
            insert(patrol_track).returning(patrol_track.c.id),
            {"patrol_id": went, "track_id": track, "distance_m": 1.0, "visibility_m": 50.0, "covered": [],
             "gaps": [], "findings": [], "actor": "x", "received_at": NOW, "computed_at": NOW},
        ).scalar_one()  # fmt: skip
        conn.execute(
            insert(patrol_track_day),
            {"patrol_track_id": judged, "day": NOW.date(), "line": shapely.multilinestrings([WAY]),
             "times": [], "metres": 1.0, "seconds": 0.0, "parts": []},
        )  # fmt: skip
    found = asked(engine, HERE, own)
    assert (found.patrols, found.last_patrol, found.tracks) == (1, NOW, 1), "planned is not gone"


def test_without_a_forest_layer_nothing_is_said_of_forest(engine: Engine) -> None:
    found = asked(engine, HERE)
    assert found.layer is None and found.forest == []
