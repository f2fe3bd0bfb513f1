"""The shipped area, a planner, and zones in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.profile import load_profile
from data.store.engine import reading, writing
from data.zones import By, Zone, create, ground_of, zone_of
from geo.areas import load_areas
from geo.zones import Ground

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
BY = By(LOCAL_ADMIN, NOW)
HERE = shapely.box(103.655, 21.640, 103.665, 21.650)
NEXT = shapely.box(103.660, 21.640, 103.670, 21.650)
WAY = shapely.LineString([(103.655, 21.640), (103.665, 21.650)])


@pytest.fixture(scope="session")
def ground() -> Ground:
    profile = load_profile(Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai")
    return ground_of(load_areas(profile.areas_dir), profile)


def made(engine: Engine, ground: Ground, wanted: Zone | None = None, by: By = BY, **more: Any) -> int:
    with writing(engine) as conn:
        return create(conn, wanted or Zone("Đồi thông Huổi Ngà", HERE), by, ground, **more)


def stored(engine: Engine, zone_id: int) -> dict[str, Any]:
    with reading(engine) as conn:
        found = zone_of(conn, zone_id)
    assert found is not None
    return found
