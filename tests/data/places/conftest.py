"""The shipped areas, and an act of a person on one of their days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.places.editing import Act, Place
from geo.areas import Areas, load_areas

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
TODAY = date(2027, 3, 12)
# In the former commune Chiềng Bằng, today xã Quỳnh Nhai.
INSIDE = (21.6436, 103.6619)


@pytest.fixture(scope="session")
def areas() -> Areas:
    return load_areas(Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai" / "areas")


@pytest.fixture
def act(areas: Areas) -> Act:
    return Act(NOW, areas, who="lan", origin="test")


def village(name: str = "Phiêng Bay", at: tuple[float, float] = INSIDE, **more: object) -> Place:
    return Place(name, "bản", "village", *at, **more)  # type: ignore[arg-type]
