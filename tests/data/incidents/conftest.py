"""The shipped areas, a person who acts, and an incident in the middle of xã Quỳnh Nhai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.incidents import By, Incident, create, incident_by_id, place_facts
from data.store.engine import reading, writing
from geo.areas import Areas, load_areas

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
# In the former commune Chiềng Bằng, today xã Quỳnh Nhai.
INSIDE = (21.6436, 103.6619)
BY = By(LOCAL_ADMIN, NOW)


@pytest.fixture(scope="session")
def areas() -> Areas:
    return load_areas(Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai" / "areas")


def burning(**more: Any) -> Incident:
    first = {
        "kind": "forest_fire",
        "field": "forest",
        "summary": "Cháy trên đồi sau bản",
        "occurred_at": NOW - timedelta(minutes=30),
        "known_at": NOW - timedelta(minutes=10),
        "latitude": INSIDE[0],
        "longitude": INSIDE[1],
        "place_text": "đồi sau bản",
    }
    return Incident(**(first | more))


def made(engine: Engine, areas: Areas, by: By = BY, **more: Any) -> int:
    wanted = burning(**more)
    place = place_facts(engine, areas, wanted.latitude, wanted.longitude, by.now)
    with writing(engine) as conn:
        return create(conn, wanted, place, by, TZ)


def stored(engine: Engine, incident_id: int) -> dict[str, Any]:
    with reading(engine) as conn:
        found = incident_by_id(conn, incident_id)
    assert found is not None
    return found
