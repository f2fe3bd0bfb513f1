"""The document of names and lines: its units, and what a browser may keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
import requests
import shapely

from dashboard.map.places import places_payload
from dashboard.routes import places as place_routes
from dashboard.services import Services
from data.places import Place, add, plan, retire, store
from data.places.editing import Act
from data.store.engine import reading, writing
from geo.place_file import gathered
from tests.servers.dashboard import installation, serving

ROAD = shapely.LineString([(103.6, 21.6), (103.65, 21.65), (103.7, 21.6)])
LAKE = shapely.Polygon(
    shapely.box(103.60, 21.60, 103.62, 21.62).exterior, [shapely.box(103.605, 21.605, 103.61, 21.61).exterior]
)


def test_units_of_the_document() -> None:
    places = pd.DataFrame(
        [
            ("Phiêng Bay", "village", "bản", 21.6436, 103.6619, None),
            ("Cầu", "other", "", 21.7, 103.6, "© OSM"),
        ],
        columns=["name", "kind", "unit", "latitude", "longitude", "attribution"],
    )
    lines = gpd.GeoDataFrame(
        {
            "kind": ["road", "reservoir"],
            "name": ["QL 279", None],
            "rank": [1, 1],
            "attribution": ["© OSM", "A"],
        },
        geometry=[ROAD, LAKE],
        crs=4326,
    )
    found = places_payload(places, lines)
    assert found["names"] == ["Phiêng Bay", "Cầu"]
    assert found["villages"] == [1, 0]
    assert found["at"] == [2164360, 10366190, 2170000, 10360000]
    road, lake = found["lines"]
    assert road == [0, 1, "QL 279", [[2160000, 10360000, 5000, 5000, -5000, 5000]]]
    assert (found["kinds"][lake[0]], lake[2], len(lake[3])) == ("reservoir", "", 2)
    assert found["attributions"] == ["A", "© OSM"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    found = installation(f"sqlite:///{tmp_path_factory.mktemp('places') / 'canhlua.db'}")
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def server(here: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("log") / "log"
    with serving(here.engine.url.render_as_string(hide_password=False), log) as found:
        yield found


def test_a_browser_keeps_one_version_for_ever_and_asks_for_the_next(here: Services, server: str) -> None:
    act = Act(datetime.now(UTC), here.areas)
    road = gathered([], [(1, "QL 279", "road", 1, ROAD)], [], 1)
    with writing(here.engine) as conn:
        row_id = add(conn, Place("Phiêng Bay", "bản", "village", 21.6436, 103.6619), act)
        planned = plan(conn, road, areas=here.areas, day=act.now.date())
        store(conn, planned, act, source="a.geojson", day=act.now.date())
    first = place_routes.address(here)
    got = requests.get(server + first, timeout=30)
    assert (got.json()["names"], len(got.json()["lines"])) == (["Phiêng Bay"], 1)
    assert "immutable" in got.headers["cache-control"]
    again = requests.get(server + first, headers={"If-None-Match": got.headers["etag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    plain = requests.get(server + first, headers={"Accept-Encoding": "identity"}, timeout=30)
    assert plain.json() == got.json()
    with writing(here.engine) as conn:
        retire(conn, row_id, act.now.date(), act, seen_version=1)
    second = place_routes.address(here)
    assert second != first
    late = requests.get(server + first, headers={"If-None-Match": got.headers["etag"]}, timeout=30)
    assert (late.status_code, late.headers["cache-control"]) == (200, "no-cache")
    with reading(here.engine) as conn:
        assert late.headers["etag"] == f'"{place_routes.version(conn, here)}"'
