"""Points on both maps: a tiny world that can be computed by hand, the shipped communes, and the real file."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import MultiPoint, Polygon, mapping

from geo.areas import Areas, load_areas
from geo.locate import locate
from geo.vn2000 import to_vn2000, to_wgs84

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "profiles" / "quynh_nhai" / "areas"
REAL = ROOT.parent / "shared" / "real" / "firms" / "modis_nrt_northwest_vietnam_2021_2024.csv"

TOML = """
crs_metres = "EPSG:9206"
present_era = "new"
[[eras]]
id = "old"
valid_to = 2025-06-30
file = "old.geojson"
[[eras]]
id = "new"
valid_from = 2025-07-01
file = "new.geojson"
"""
_E, _N = 450_000.0, 2_400_000.0  # south-west corner of the tiny world, EPSG:9206


def _box(west: float, south: float, east: float, north: float, *holes: tuple[float, ...]) -> Polygon:
    """A box in metres from the corner, nodes every 100 m so that it is straight in both planes."""

    def ring(w: float, s: float, e: float, n: float) -> list[tuple[float, float]]:
        return list(Polygon([(w, s), (e, s), (e, n), (w, n)]).segmentize(100).exterior.coords)

    return Polygon(ring(west, south, east, north), [ring(*hole) for hole in holes])


def _lonlat(polygon: Polygon) -> dict:
    def move(ring: list) -> list:
        metres = np.array(ring)
        place = to_wgs84(metres[:, 0] + _E, metres[:, 1] + _N)
        return list(zip(place.lon, place.lat, strict=True))

    return mapping(Polygon(move(polygon.exterior.coords), [move(hole.coords) for hole in polygon.interiors]))


def _points(*metres: tuple[float, float]) -> dict[str, np.ndarray]:
    east, north = np.array(metres, dtype=float).T
    place = to_wgs84(east + _E, north + _N)
    return {"latitude": place.lat, "longitude": place.lon}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Areas:
    """West and East, 5 × 5 km each, side by side; East has a 200 m hole (4 ha) and a 1 km hole (100 ha).

    On the old map West was South-West and North-West.
    """
    folder = tmp_path_factory.mktemp("tiny")
    maps = {
        "old": [
            ("sw", "South-West", "1", _box(0, 0, 5000, 2500)),
            ("nw", "North-West", "2", _box(0, 2500, 5000, 5000)),
            ("e-old", "East", "3", _box(5000, 0, 10000, 5000)),
        ],
        "new": [
            ("w", "West", "2", _box(0, 0, 5000, 5000)),
            (
                "e",
                "East",
                "3",
                _box(5000, 0, 10000, 5000, (7000, 1000, 7200, 1200), (8000, 3000, 9000, 4000)),
            ),
        ],
    }
    successors = {"sw": "w", "nw": "w", "e-old": "e"}
    toml = TOML
    for era, communes in maps.items():
        features = [
            {"type": "Feature", "properties": {"code": code}, "geometry": _lonlat(outline)}
            for _, _, code, outline in communes
        ]
        document = {"type": "FeatureCollection", "features": features}
        (folder / f"{era}.geojson").write_text(json.dumps(document), encoding="utf-8")
        for area_id, name, code, _ in communes:
            toml += (
                f'[[communes]]\narea_id="{area_id}"\nname="{name}"\nkind="xã"\ncode="{code}"\nera="{era}"\n'
            )
            if area_id in successors:
                toml += f'successor_id="{successors[area_id]}"\n'
    (folder / "areas.toml").write_text(toml, encoding="utf-8")
    return load_areas(folder)


@pytest.mark.parametrize(
    ("point", "old", "new", "distance", "border", "location", "neighbour"),
    [
        pytest.param((2000, 1000), "South-West", "West", 0, 1000, "inside", None, id="deep"),
        pytest.param((2000, 290), "South-West", "West", 0, 290, "near_border", None, id="near, inside"),
        pytest.param((2000, 310), "South-West", "West", 0, 310, "inside", None, id="not near, inside"),
        pytest.param((2000, -290), "South-West", "West", 290, 290, "near_border", None, id="near, outside"),
        pytest.param((2000, -310), None, None, 310, 310, "outside", None, id="not near, outside"),
        pytest.param((4900, 1500), "South-West", "West", 0, 1500, "inside", "East", id="neighbour"),
        pytest.param((4600, 1500), "South-West", "West", 0, 1500, "inside", None, id="neighbour too far"),
        pytest.param((4900, -100), "South-West", "West", 100, 100, "near_border", "East", id="both outside"),
        pytest.param((2000, 2600), "North-West", "West", 0, 2000, "inside", None, id="inner border, old"),
        pytest.param((7050, 1100), "East", "East", 0, 1100, "inside", None, id="in a sliver"),
        pytest.param((8150, 3500), "East", "East", 150, 150, "near_border", None, id="in a real hole"),
        pytest.param((8500, 3500), "East", None, 500, 500, "outside", None, id="deep in a real hole"),
        pytest.param((2000, -15000), None, None, 15000, 15000, "outside", None, id="15 km away"),
    ],
)
def test_by_hand(
    tiny: Areas,
    point: tuple[float, float],
    old: str | None,
    new: str | None,
    distance: float,
    border: float,
    location: str,
    neighbour: str | None,
) -> None:
    found = locate(**_points(point), areas=tiny).iloc[0]
    assert (found["commune_old"], found["commune_new"]) == (old, new)
    assert found["distance_m"] == pytest.approx(distance, abs=0.02)
    assert found["border_m"] == pytest.approx(border, abs=0.02)
    assert (found["location"], found["neighbour_new"]) == (location, neighbour)
    assert found["nearest_commune"] == ("East" if point[0] > 5000 else "West")


def test_ids_go_with_names(tiny: Areas) -> None:
    found = locate(**_points((2000, 1000), (2000, -5000)), areas=tiny)
    assert found["commune_old_id"].tolist() == ["sw", None]
    assert found["commune_new_id"].tolist() == ["w", None]


def test_another_width_of_the_border(tiny: Areas) -> None:
    points = _points((2000, 150), (2000, -150), (2000, 50), (4900, 1500))
    found = locate(**points, areas=tiny, near_border_m=100)
    assert found["location"].tolist() == ["inside", "outside", "near_border", "inside"]
    assert found["commune_new"].tolist() == ["West", None, "West", "West"]
    found = locate(**points, areas=tiny, near_border_m=0)
    assert found["location"].tolist() == ["inside", "outside", "inside", "inside"]
    assert found["commune_old"].tolist() == ["South-West", None, "South-West", "South-West"]


def test_order_of_the_input_is_kept(tiny: Areas) -> None:
    points = _points((2000, 1000), (7000, 4000), (2000, 900_000), (2000, 4000))
    straight = locate(**points, areas=tiny)
    back = locate(points["latitude"][::-1], points["longitude"][::-1], tiny)
    pd.testing.assert_frame_equal(straight, back.iloc[::-1].reset_index(drop=True))
    assert straight["commune_old"].tolist() == ["South-West", "East", None, "North-West"]


def test_a_table_with_another_index(tiny: Areas) -> None:
    points = pd.DataFrame(_points((2000, 1000), (7000, 4000)), index=[17, 4])
    found = locate(points["latitude"], points["longitude"], tiny)
    assert found.index.equals(pd.RangeIndex(2))


def test_nothing_in_nothing_out(tiny: Areas) -> None:
    empty, one = locate([], [], tiny), locate(**_points((2000, 1000)), areas=tiny)
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, one.dtypes)
    assert one["distance_m"].dtype == "float64"
    assert one["commune_new"].dtype == object


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ([21.6, np.nan], [103.6, 103.6], "'latitude' should be degrees between -90 and 90, got nan at 1"),
        ([21.6], [np.inf], "'longitude' should be degrees"),
        ([103.6], [21.6], "'latitude' should be degrees between -90 and 90, got 103.6 at 0"),
        ([21.6], [181.0], "'longitude'"),
        (["north"], [103.6], "'latitude' should be an array of degrees"),
        ([21.6, 21.7], [103.6], "equal length, got 2 and 1"),
        (21.6, 103.6, "'latitude' should have one dimension"),
    ],
)
def test_bad_coordinates_name_the_argument(tiny: Areas, latitude: list, longitude: list, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        locate(latitude, longitude, tiny)
    assert said in str(caught.value)


@pytest.mark.parametrize("metres", [-1, 10_001, np.nan])
def test_bad_width_of_the_border(tiny: Areas, metres: float) -> None:
    with pytest.raises(ValueError, match="'near_border_m'"):
        locate([21.6], [103.6], tiny, near_border_m=metres)


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(FOLDER)


def test_far_points_keep_their_distance(areas: Areas) -> None:
    """All of South-East Asia and beyond, against the geodesic to every node of the outlines."""
    random = np.random.default_rng(7)
    lon, lat = random.uniform(88, 146, 300), random.uniform(-12, 32, 300)
    found = locate(lat, lon, areas)
    nodes = np.array(areas.of_era("2025").get_coordinates())
    for n in range(len(lon)):
        geodesic = Geod(ellps="WGS84").inv(
            np.full(len(nodes), lon[n]), np.full(len(nodes), lat[n]), nodes[:, 0], nodes[:, 1]
        )[2]
        assert found["distance_m"][n] == pytest.approx(geodesic.min(), rel=0.01)
    assert (found["border_m"] == found["distance_m"]).all()
    assert set(found["location"]) == {"outside"}
    assert found["nearest_commune"].notna().all()


def test_near_and_far_ways_of_measuring_meet(areas: Areas) -> None:
    """Where one way hands over to the other (0.2° off the box) the distance does not jump."""
    south = areas.bounds[1] - 0.2
    found = locate([south - 1e-6, south + 1e-6], [103.7, 103.7], areas)
    assert found["distance_m"][0] == pytest.approx(found["distance_m"][1], rel=0.0005)
    assert found["nearest_commune"][0] == found["nearest_commune"][1]


@given(st.floats(103.48, 103.821), st.floats(21.524, 22.03))
def test_both_maps_agree_with_the_crosswalk(areas: Areas, lon: float, lat: float) -> None:
    found = locate([lat], [lon], areas).iloc[0]
    became = dict(zip(areas.crosswalk["former_id"], areas.crosswalk["area_id"], strict=True))
    assert found["commune_2025_id"] == became.get(found["commune_2021_id"])
    assert (found["location"] == "outside") == (found["commune_2025"] is None)


def test_nodes_and_edges_agree_with_the_crosswalk(areas: Areas) -> None:
    """The hardest points: every node of the outlines, where up to three communes meet, and every middle."""
    nodes = np.concatenate(
        [
            np.concatenate([ring, (ring[1:] + ring[:-1]) / 2])
            for ring in (np.array(outline.exterior.coords) for outline in areas.of_era("2021").geometry)
        ]
    )
    found = locate(nodes[:, 1], nodes[:, 0], areas)
    became = dict(zip(areas.crosswalk["former_id"], areas.crosswalk["area_id"], strict=True))
    assert found["commune_2021_id"].map(became).tolist() == found["commune_2025_id"].tolist()
    assert (found["distance_m"] < 0.1).all()


def test_slivers_between_the_shipped_communes_are_filled(areas: Areas) -> None:
    union = areas.of_era("2025").union_all()
    slivers = [Polygon(ring) for ring in union.interiors]
    assert len(slivers) == 2
    points = MultiPoint([sliver.representative_point() for sliver in slivers]).geoms
    found = locate([point.y for point in points], [point.x for point in points], areas)
    assert (found["distance_m"] == 0).all()
    assert set(found["location"]) == {"inside"}
    assert found["commune_2021"].notna().all()
    plane = to_vn2000([point.x for point in points], [point.y for point in points])
    assert np.isfinite(plane.easting).all()


@pytest.mark.skipif(not REAL.exists(), reason="the real FIRMS files are not beside the project")
def test_the_real_file(areas: Areas) -> None:
    table = pd.read_csv(REAL)
    here = table[table["longitude"].between(103.35, 103.90) & table["latitude"].between(21.45, 22.05)]
    found = locate(here["latitude"], here["longitude"], areas)
    assert len(found) == 20
    inside = found[found["distance_m"] == 0]
    assert len(inside) == 4
    assert inside["border_m"].min() == pytest.approx(29, abs=0.5)
    assert inside.loc[inside["border_m"].idxmin(), "location"] == "near_border"
    close = found[(found["distance_m"] > 0) & (found["distance_m"] <= 300)]
    assert close["distance_m"].tolist() == [pytest.approx(74, abs=0.5)]
    assert close.iloc[0][["commune_2021", "commune_2025", "location"]].tolist() == [
        "Chiềng Khay",
        "Mường Chiên",
        "near_border",
    ]
    assert found["commune_2025"].notna().sum() == 5
    assert found["location"].value_counts().to_dict() == {"outside": 15, "inside": 3, "near_border": 2}
