"""The HTTP endpoints of the running server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.browser import seed
from tests.data.cap.standard import problems
from tests.servers.dashboard import installation, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("http")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def get(address: str, path: str) -> requests.Response:
    return requests.get(address + path, timeout=30)


def test_each_request_is_logged_once(address: str, folder: Path) -> None:
    assert get(address, "/health?logged=once").status_code == 200
    lines = (folder / "log").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if "/health?logged=once" in line]) == 1


@pytest.mark.parametrize("visit", ["", "b2f7c1de-0000-4000-8000-000000000000", "é" * 40_000, b"\xff\xfe"])
def test_a_visit_that_nobody_makes_is_not_known(address: str, visit: str | bytes) -> None:
    body = visit if isinstance(visit, bytes) else visit.encode()
    answer = requests.post(f"{address}/session", data=body, timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"kept": False})


def test_health(address: str) -> None:
    answer = get(address, "/health")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"status", "version", "drill", "database", "feeds", "ledger", "notices", "worker"}
    assert (body["status"], body["database"], body["drill"], body["worker"]) == ("ok", "ok", False, "off")
    assert body["ledger"] == {"state": "unchecked", "differences": 0, "audited_at": None}
    states = {feed["id"]: feed for feed in body["feeds"]}
    assert states["noaa-20"]["state"] == "fresh"
    assert 20 * 60 < states["noaa-20"]["age_s"] < 60 * 60
    assert states["s-npp"]["state"] == "ended"


def test_hotspots_by_period_box_and_satellite(address: str) -> None:
    def count(query: str) -> int:
        return len(get(address, f"/export/hotspots.geojson?{query}").json()["features"])

    assert count("period=7d") == 13
    assert count("period=24h") == 9
    assert count("period=7d&satellite=NOAA-21") == 6
    assert count("period=7d&satellite=NOAA-21,NOAA-20") == 13
    assert count("period=7d&bbox=103.63,21.75,103.66,21.78") == 7
    assert count("period=7d&confidence=low") == 1
    assert count("period=2020-01-01..2020-01-02") == 0


def test_events(address: str) -> None:
    answer = get(address, "/export/events.geojson?period=7d")
    assert answer.headers["content-type"].startswith("application/geo+json")
    events = {f["id"]: f["properties"] for f in answer.json()["features"]}
    big = max(events.values(), key=lambda e: e["detections"])
    assert (big["detections"], big["strength"], big["communes"]) == (7, "strong", ["Mường Giôn"])


def test_kml(address: str) -> None:
    answer = get(address, "/export/hotspots.kml?period=7d")
    assert answer.headers["content-type"].startswith("application/vnd.google-earth.kml+xml")
    assert answer.text.count("<Placemark") == 13


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("period=soon", "period_unreadable"),
        ("period=2027-02-30..2027-03-01", "period_no_such_day"),
        ("bbox=1,2,3", "bbox_unreadable"),
        ("bbox=104,21,103,22", "bbox_unreadable"),
        ("bbox=nan,21,103,22", "bbox_unreadable"),
        ("satellite=Sputnik", "satellite_not_known"),
        ("confidence=sure", "confidence_not_known"),
        ("from=2024-01-01", "parameter_not_known"),
    ],
)
@pytest.mark.parametrize("path", ["hotspots.geojson", "events.geojson", "hotspots.kml"])
def test_bad_parameters_are_400_with_a_name_and_words(address: str, path: str, query: str, code: str) -> None:
    answer = get(address, f"/export/{path}?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"] == code
    assert answer.json()["message"] != get(address, f"/export/{path}?{query}&lang=en").json()["message"]


def test_an_export_that_does_not_exist_is_404(address: str) -> None:
    assert get(address, "/export/nope.geojson").status_code == 404


def test_alerts_for_other_programs(address: str) -> None:
    feed = get(address, "/cap/feed.atom")
    assert feed.status_code == 200 and feed.headers["content-type"].startswith("application/atom+xml")
    links = re.findall(r'type="application/cap\+xml" href="([^"]+)"', feed.text)
    assert links
    for link in links:
        assert problems(requests.get(link, timeout=30).content) == []
    assert get(address, "/cap/nothing.xml").status_code == 404


def test_assets_are_served_and_nothing_beside_them(address: str) -> None:
    assert "javascript" in get(address, "/assets/leaflet/leaflet.js").headers["content-type"]
    assert get(address, "/assets/leaflet/leaflet.css").status_code == 200
    assert "CanhLuaMap" in get(address, "/assets/map/renderer.js").text
    for path in (
        "/assets/map/payload.py",
        "/assets/map/..%2fserver.py",
        "/assets/leaflet/..%2f..%2f__init__.py",
    ):
        assert get(address, path).status_code in (400, 404)


def test_the_page_itself_is_served(address: str) -> None:
    assert get(address, "/").status_code == 200
