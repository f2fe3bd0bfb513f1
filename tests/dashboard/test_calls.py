"""The page of a call over HTTP: what it understands, what it refuses, and that a call is stored once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from data.incidents import list_incidents
from data.reception import latest_calls
from data.store.engine import open_engine, reading
from tests.browser import seed
from tests.servers.dashboard import installation, serving

DRAFT = {
    "said": "Cháy ở đồi sau bản",
    "place_text": "21.6436, 103.6619",
    "latitude": "21.6436",
    "longitude": "103.6619",
    "occurred": "10 phút trước",
    "informant_name": "Lò Văn Giả Định",
    "kind": "forest_fire",
    "channel": "phone",
    "forest_type": "unknown",
    "area_ha": "1,5",
    "spread_risk": "yes",
    "house_risk": "no",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('calls') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def address(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


@pytest.fixture
def desk(address: str) -> requests.Session:
    """A browser that has opened the page."""
    session = requests.Session()
    found = re.search(r'name="mark" value="([^"]+)"', session.get(f"{address}/call", timeout=30).text)
    assert found
    session.headers.update({"X-Mark": found[1], "Accept": "application/json"})
    return session


def send(desk: requests.Session, address: str, draft_id: str, **more: Any) -> requests.Response:
    given = {**DRAFT, "mark": desk.headers["X-Mark"], "draft_id": draft_id, **more}
    return desk.post(f"{address}/call", data=given, timeout=30)


def test_a_call_makes_an_incident_on_the_map_and_is_stored_once(
    desk: requests.Session, address: str, database: str
) -> None:
    first = send(desk, address, "once")
    assert first.status_code == 200
    again = send(desk, address, "once")
    assert again.json()["title"] == first.json()["title"] and "không ghi hai lần" in again.json()["text"]
    engine = open_engine(database)
    with reading(engine) as conn:
        (call,) = [row for row in latest_calls(conn) if row["draft_id"] == "once"]
        (incident,) = [row for row in list_incidents(conn) if row["id"] == call["incident_id"]]
    engine.dispose()
    assert (call["area_ha"], call["spread_risk"]) == (1.5, "yes")
    assert (call["received_at"] - call["occurred_at"]).total_seconds() == 600
    signs = desk.get(f"{address}/map/incidents.json", timeout=30).json()["incidents"]
    assert incident["code"] in {sign["title"].split(" ")[0] for sign in signs}
    exported = desk.get(f"{address}/export/incidents.geojson?period=24h", timeout=30)
    assert incident["code"] in {each["id"] for each in exported.json()["features"]}
    assert "Giả Định" not in exported.text and "Giả Định" not in str(
        signs
    )  # who called is nobody's to export


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"said": "", "place_text": ""}, "said"),
        ({"occurred": "lúc nào đó"}, "occurred"),
        ({"occurred": "ngày 30/2"}, "occurred"),
        ({"area_ha": "nhiều"}, "area_ha"),
        ({"informant_name": ""}, "informant_name"),
        ({"refused": "yes"}, "refused"),
        ({"latitude": "x"}, "place_text"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    desk: requests.Session, address: str, given: dict[str, str], field: str
) -> None:
    answer = send(desk, address, "wrong", **given)
    assert answer.status_code == 400
    assert list(answer.json()["wrong"]) == [field]
    assert answer.json()["wrong"][field].strip()


def test_a_form_that_is_not_ours_is_refused(desk: requests.Session, address: str) -> None:
    answer = send(desk, address, "foreign", mark="x")
    assert answer.status_code == 403 and answer.json()["mark"]


@pytest.mark.parametrize(
    ("text", "said", "sure"),
    [
        ("21.6436, 103.6619", "21.64360", True),
        ("103.6619 21.6436", "hai số đổi chỗ", False),
        ("X=2394242 Y=464808", "VN-2000", True),
        ("21°38'37\"B 103°39'43\"Đ", "độ, phút, giây", True),
        ("40.0, 100.0", "ngoài địa bàn", False),
    ],
)
def test_the_ways_to_say_a_place(
    desk: requests.Session, address: str, text: str, said: str, sure: bool
) -> None:
    found = desk.get(f"{address}/call/where", params={"q": text}, timeout=30).json()["spots"]
    assert said in found[0]["text"]
    assert found[0]["sure"] is sure


def test_what_may_be_the_same_is_offered(desk: requests.Session, address: str) -> None:
    send(desk, address, "near")
    asked = {"lat": 21.645, "lon": 103.663, "occurred": "5 phút trước"}
    found = desk.get(f"{address}/call/matches", params=asked, timeout=30).json()["found"]
    assert any(each["value"].startswith("incident:") and "Cháy ở đồi" in each["text"] for each in found)
    far = desk.get(f"{address}/call/matches", params={**asked, "lat": 21.9}, timeout=30).json()["found"]
    assert not any(each["value"].startswith("incident:") for each in far)


def test_an_export_says_what_it_does_not_know(desk: requests.Session, address: str) -> None:
    answer = desk.get(f"{address}/export/incidents.geojson?perod=24h", timeout=30)
    assert answer.status_code == 400 and answer.json()["error"] == "parameter_not_known"
