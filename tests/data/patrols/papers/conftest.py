"""A joint patrol on a square, a route and a round zone, with hotspots in, near and far from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import shapely
from sqlalchemy import Engine

from data.patrols.papers.order import Order, links_of, order_of
from data.patrols.settings import PatrolSettings
from data.store.engine import reading, writing
from geo.areas import Areas
from tests.data import fires
from tests.data.patrols.conftest import NOW, TZ, World, put_zone
from tests.servers.dialects import Pixel

BASE = "https://canhlua.example.vn"
HOUR = timedelta(hours=1)
# `World.north` is the square 103.70–103.72, 21.80–21.82: a pixel in it, 520 m and 2 km east of it.
INSIDE, NEAR, FAR = (21.81, 103.71), (21.81, 103.725), (21.81, 103.74)


class Patrol(World):
    """`World` with a patrol; `order` reads what its papers say."""

    def __init__(self, engine: Engine, areas: Areas) -> None:
        super().__init__(engine)
        self.areas = areas
        turn = np.linspace(0, 2 * np.pi, 401)[:-1]
        ring = shapely.Polygon(np.column_stack([103.66 + 0.01 * np.cos(turn), 21.8 + 0.008 * np.sin(turn)]))
        way = shapely.LineString([(103.69, 21.80), (103.70, 21.81), (103.71, 21.83)])
        with writing(engine) as conn:
            self.round = put_zone(conn, "Tròn <b>", 103.6, shape=ring, kind="key_area")
            self.way = put_zone(conn, "Tuyến", 103.6, shape=way, kind="route", area_ha=None, length_m=3900.0)
        self.id = self.made(zones=(self.north, self.round, self.way), meeting_place="Bản Huổi Ngà")

    def see(self, *pixels: Pixel) -> None:
        """The satellites' file of an hour ago."""
        fires.put(self.engine, list(pixels), now=NOW - HOUR, info=fires.run_info(started=NOW - HOUR))

    def order(self, *, base: str | None = BASE, **more: Any) -> Order:
        links = links_of(self.engine, self.row(self.id), base)
        wanted = {"areas": self.areas, "place": "Quỳnh Nhai", "settings": PatrolSettings(), "now": NOW}
        with reading(self.engine) as conn:
            return order_of(conn, self.id, **(wanted | {"tz": TZ, "links": links} | more))


@pytest.fixture
def areas() -> Areas:
    return fires.areas()


@pytest.fixture
def patrol(engine: Engine, areas: Areas) -> Patrol:
    return Patrol(engine, areas)


def pixel(at: tuple[float, float], hours: float) -> Pixel:
    """Seen so many hours before NOW."""
    return Pixel(*at, NOW - hours * HOUR)
