"""Zones over HTTP: what the renderer draws, and files for other programs, behind the guard."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
import shapely
import uvicorn
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import services
from dashboard.access.guard import Guard
from dashboard.routes import zones as zone_routes
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.store.engine import writing
from data.zones import By, Zone, archive, create, ground_of, standing
from geo.zones.reading import read_zones
from tests.data.access.people import administrator
from tests.data.fires import areas, profile
from tests.servers.dashboard import free_port

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
BY = By(LOCAL_ADMIN, NOW)
HILL = shapely.box(103.655, 21.640, 103.665, 21.650)
WAY = shapely.LineString([(103.655, 21.640), (103.665, 21.650)])


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    ground = ground_of(areas(), profile())
    with writing(engine) as conn:
        create(conn, Zone('Đồi "thông" <b>', HILL, "key_area", "dry", 1), BY, ground)
        create(conn, Zone("Tuyến", WAY, "route", priority=3), BY, ground)
        gone = create(conn, Zone("Cũ", HILL), BY, ground)
        archive(conn, gone, BY, seen_version=1, reason="x")
    app = Starlette(routes=zone_routes.routes(), middleware=[Middleware(Guard)])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    with services.replaced(Services(profile(), areas(), engine, lambda: NOW)):
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(20)


def test_the_map_gets_zones_in_use_the_most_urgent_last(address: str, engine: Engine) -> None:
    with writing(engine) as conn:
        now = standing(conn)
    answer = requests.get(f"{address}/map/zones.json?version={now}&lang=vi", timeout=30)
    assert "immutable" in answer.headers["cache-control"]
    way, hill = answer.json()["zones"]
    assert (way[0], way[4], hill[0], hill[4]) == ("KV-0002", 1, "KV-0001", 0)
    assert hill[1] == 'Đồi "thông" <b>' and hill[5].startswith("Trọng điểm cháy · 115 ha")
    assert hill[6][0][:2] in ([2164000, 10366500], [2164000, 10365500]) and len(hill[6][0]) == 10
    old = requests.get(f"{address}/map/zones.json?version=0", timeout=30)
    assert old.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("end", ["geojson", "kml", "gpx", "zip"])
def test_files_hold_the_zones_in_use(address: str, end: str) -> None:
    answer = requests.get(f"{address}/export/zones.{end}", timeout=30)
    assert answer.status_code == 200
    assert f'filename="zones.{end}"' in answer.headers["content-disposition"]
    if end == "zip":
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    found = read_zones(answer.content, f"zones.{end}").zones
    assert {zone.name for zone in found} == {'Đồi "thông" <b>', "Tuyến"}


def test_nobody_gets_them_who_has_not_signed_in(address: str, engine: Engine) -> None:
    administrator(engine)
    for path in ("/map/zones.json", "/export/zones.geojson", "/export/zones.zip"):
        assert requests.get(address + path, timeout=30).status_code == 401
