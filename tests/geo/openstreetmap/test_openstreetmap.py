"""Forest, villages and lines from an Overpass server; half an answer is no answer."""

import socket
import sys
import unicodedata

import pytest
import shapely

from geo.errors import GeoError, PackageMissing, Unreachable
from geo.openstreetmap import forest_from_osm, names_from_osm
from geo.openstreetmap.errors import OverpassBusy, OverpassEmpty, OverpassUnreachable, OverpassUnreadable
from geo.openstreetmap.overpass import features
from tests.geo.openstreetmap.conftest import BOX
from tests.servers.overpass import Elements, Overpass


def test_forest(server: Overpass) -> None:
    found = forest_from_osm(BOX, overpass_url=server.url)
    assert shapely.get_type_id(found).tolist() == [shapely.GeometryType.POLYGON] * len(found)
    assert shapely.is_valid(found).all()
    # 2 squares of 0.0004 that overlap in 0.0001, half a square, a square of 0.0016 without 0.0001
    assert shapely.area(found).sum() == pytest.approx(0.0007 + 0.0002 + 0.0015)
    assert shapely.union_all(found).area == pytest.approx(shapely.area(found).sum()), "nothing counts twice"
    assert shapely.total_bounds(found)[2] == pytest.approx(103.8), "cut at the box"
    assert len(server.asked) == 1
    assert "'landuse'='forest'" in server.asked[0]
    assert "'natural'='wood'" in server.asked[0]


def test_overpass_is_asked_in_whole_seconds(server: Overpass) -> None:
    """`[timeout:90.0]` is a syntax error to it."""
    forest_from_osm(BOX, overpass_url=server.url, timeout_s=90.4)
    assert "[timeout:90]" in server.asked[0]


def test_a_large_box_is_asked_in_parts(server: Overpass) -> None:
    found = forest_from_osm((103.35, 21.45, 103.90, 22.05), overpass_url=server.url)
    assert len(server.asked) > 1
    assert shapely.area(found).sum() == pytest.approx(0.0007 + 0.0004 + 0.0015), "each thing once"


def test_names(server: Overpass) -> None:
    found = names_from_osm(BOX, overpass_url=server.url)
    places = found.places.set_index("name")
    assert list(places.index) == ["Phiêng Bay"]
    place = places.loc["Phiêng Bay"]
    assert (place["unit"], place["kind"]) == ("bản", "village")
    assert (place["latitude"], place["longitude"]) == (21.64, 103.62)
    assert place["place_id"].startswith("osm:node/")
    lines = found.lines.sort_values(["kind", "rank"])
    assert lines[["kind", "name", "rank"]].to_numpy().tolist() == [
        ["reservoir", "Hồ Sơn La", 1],
        ["river", "Nậm Giôn", 1],
        ["road", "Tỉnh lộ 107", 2],
        ["road", "", 3],
    ]
    road = lines[lines["rank"] == 2]["geometry"].iloc[0]
    assert road.bounds[0] == pytest.approx(103.5), "cut at the box"
    assert all(
        unicodedata.is_normalized("NFC", text) for text in [*places.index, *lines["name"], *places["unit"]]
    )
    for tag in ("place", "highway", "waterway", "natural", "landuse"):
        assert f"'{tag}'=" in server.asked[0]
    assert "footway" not in server.asked[0]


def test_ids_stay_the_same(server: Overpass) -> None:
    first, second = (names_from_osm(BOX, overpass_url=server.url).places for _ in range(2))
    assert first["place_id"].tolist() == second["place_id"].tolist()


FAULTS = [
    ("429", OverpassBusy, "429"),
    ("504", OverpassBusy, "504"),
    ("500", OverpassBusy, "500"),
    ("400", OverpassUnreachable, "400"),
    ("rate_limited", OverpassBusy, "rate_limited"),
    ("remark", OverpassBusy, "timed out"),
    ("html", OverpassUnreadable, "not JSON"),
    ("cut", OverpassUnreachable, "broke off"),
]


@pytest.mark.parametrize(("fault", "error", "said"), FAULTS, ids=[fault for fault, *_ in FAULTS])
def test_faults_are_named_at_once(server: Overpass, fault: str, error: type[GeoError], said: str) -> None:
    server.fault = fault
    with pytest.raises(error, match=said) as caught:
        forest_from_osm(BOX, overpass_url=server.url)
    assert type(caught.value) is error
    assert isinstance(caught.value, Unreachable) is (error is not OverpassUnreadable)
    assert len(server.asked) == 1, "nobody waits a minute and asks again"


@pytest.mark.parametrize("fault", ["silent", "drip"])
def test_a_server_that_does_not_come_to_an_end(server: Overpass, fault: str) -> None:
    server.fault = fault
    with pytest.raises(OverpassUnreachable, match="in time"):
        forest_from_osm(BOX, overpass_url=server.url, timeout_s=1)


def test_an_answer_that_never_ends(server: Overpass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.openstreetmap.overpass.MOST_BYTES", 1000)
    with pytest.raises(OverpassUnreadable, match="more than 1000 bytes"):
        forest_from_osm(BOX, overpass_url=server.url)


def test_nobody_there() -> None:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    with pytest.raises(OverpassUnreachable, match="stays as it is") as caught:
        forest_from_osm(BOX, overpass_url="http://user:geheim@127.0.0.1:9/api")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("elements", [[], Elements().all], ids=["none", "empty"])
def test_nothing_there(server: Overpass, elements: list) -> None:
    server.elements = elements
    with pytest.raises(OverpassEmpty):
        forest_from_osm(BOX, overpass_url=server.url)


def test_points_alone_are_no_forest(server: Overpass) -> None:
    made = Elements()
    made.node(103.65, 21.55, natural="wood")
    server.elements = made.all
    with pytest.raises(OverpassEmpty):
        forest_from_osm(BOX, overpass_url=server.url)


def test_osmnx_is_left_as_it_was(server: Overpass) -> None:
    import osmnx

    before = osmnx.settings.overpass_url, osmnx.settings.requests_kwargs, socket.getaddrinfo
    server.fault = "remark"
    with pytest.raises(OverpassBusy):
        features(BOX, {"landuse": ["forest"]}, overpass_url=server.url)
    assert (osmnx.settings.overpass_url, osmnx.settings.requests_kwargs, socket.getaddrinfo) == before


def test_without_osmnx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osmnx", None)
    with pytest.raises(PackageMissing, match="pip install osmnx"):
        forest_from_osm(BOX)
