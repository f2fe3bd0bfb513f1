"""An Overpass server with a valley in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.overpass import Elements, Overpass, overpass, square

BOX = (103.5, 21.5, 103.8, 21.8)


def valley() -> Elements:
    """Forest, villages, roads and water around 103.6° E, 21.6° N; some of it reaches out of the box."""
    made = Elements()
    made.way(square(103.60, 21.60, 0.02), landuse="forest")
    made.way(square(103.61, 21.61, 0.02), natural="wood", name="Rừng Pú Nậm")  # overlaps the first
    made.way(square(103.79, 21.70, 0.02), landuse="forest")  # half of it is outside
    outer = made.way(square(103.70, 21.60, 0.04))
    hole = made.way(square(103.71, 21.61, 0.01))
    made.relation([outer], [hole], natural="wood")
    made.node(103.65, 21.55, natural="wood")  # a point has no area
    made.node(103.62, 21.64, place="village", name="Ba\u0309n Phie\u0302ng Bay")  # decomposed letters
    made.node(103.63, 21.65, place="hamlet")  # nameless
    made.way([(103.4, 21.7), (103.6, 21.7), (103.65, 21.72)], highway="secondary", name="Tỉnh lộ 107")
    made.way([(103.55, 21.55), (103.56, 21.56)], highway="track")
    made.way([(103.55, 21.75), (103.58, 21.79)], waterway="river", name="Nậm Giôn")
    made.way(square(103.66, 21.66, 0.02), natural="water", water="reservoir", name="Hồ Sơn La")
    return made


@pytest.fixture
def server() -> Iterator[Overpass]:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    with overpass(valley().all) as standing:
        yield standing
