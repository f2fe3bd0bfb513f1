"""Drawn ground in communes of both maps: by hand on two squares, then on the real outlines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from data.profile import load_profile
from geo.areas import load_areas
from geo.communes import COLUMNS, Areas, Era
from geo.zones.communes import communes_of

STRIP = 100.0


def _areas(**outlines: Any) -> Areas:
    """One map, "2025": communes by their ids, degrees."""
    rows = [
        dict.fromkeys(COLUMNS) | {"area_id": own, "name": own, "kind": "xã", "code": own, "era": "2025"}
        for own in outlines
    ]
    table = gpd.GeoDataFrame(rows, columns=list(COLUMNS), geometry=list(outlines.values()), crs=4326)
    era = Era("2025", None, None, "", "code", None, "", True)
    return Areas(table, (era,), "2025", "EPSG:9206", "", "", Path(), {}, {})


WEST, EAST = shapely.box(103.6, 21.7, 103.7, 21.8), shapely.box(103.7, 21.7, 103.8, 21.8)
TWO = _areas(west=WEST, east=EAST)


def at(west: float, east: float, south: float = 21.72, north: float = 21.74) -> Any:
    return shapely.box(west, south, east, north)


def way(west: float, east: float, north: float = 21.75) -> Any:
    return shapely.LineString([(west, north), (east, north)])


@pytest.mark.parametrize(
    ("shapes", "found"),
    [
        ([], []),
        ([at(103.62, 103.64)], ["west"]),
        ([at(103.69, 103.72)], ["east", "west"]),  # two thirds lie in the east
        ([at(103.69, 103.72), at(103.62, 103.66)], ["west", "east"]),
        ([at(103.69, 103.72)] * 3, ["east", "west"]),  # drawn thrice it is no more
        ([at(103.6, 103.704)], ["west"]),  # four hundredths: that is how the outline was drawn
        ([way(103.66, 103.76)], ["east", "west"]),
        ([way(103.62, 103.7), at(103.72, 103.74)], ["east", "west"]),  # 80 ha of strip, 460 ha of zone
        ([shapely.MultiLineString([way(103.62, 103.64), way(103.62, 103.66)])], ["west"]),
        ([at(103.62, 103.64, 21.801, 21.82)], ["west"]),  # 111 m beyond the border
        ([at(103.62, 103.64, 21.81, 21.82)], []),  # a kilometre beyond
        ([way(103.72, 103.74, 21.8009)], ["east"]),
    ],
)
def test_by_hand(shapes: list[Any], found: list[str]) -> None:
    assert communes_of(shapes, TWO, strip_m=STRIP) == {"2025": found}


def test_both_maps_are_asked() -> None:
    areas = load_areas(load_profile().areas_dir)
    present = areas.of_era("2025")
    shape = present.geometry[0].representative_point().buffer(0.01)
    found = communes_of([shape], areas, strip_m=STRIP)
    assert found["2025"] == [present["area_id"][0]]
    successors = {areas.by_id(each).successor_id for each in found["2021"]}
    assert found["2021"] and successors == {present["area_id"][0]}
