"""What the pages share: one step of time, one table, which nobody can spoil for the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard import period, queries, screen
from dashboard import services as installed
from dashboard.services import Services
from data.store.engine import reading
from geo.filters import Filters
from tests.browser import seed
from tests.servers.dashboard import installation

NOW = datetime(2027, 3, 12, 6, 31, 2, 345, UTC)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Services]:
    made = installation(f"sqlite:///{tmp_path / 'canhlua.db'}")
    with installed.replaced(made):
        yield made
    made.engine.dispose()


def test_within_a_step_every_visitor_asks_for_the_same() -> None:
    first = screen.stepped(period.parse("24h", NOW))
    assert first == screen.stepped(period.parse("24h", NOW + timedelta(minutes=3, seconds=7)))
    assert first != screen.stepped(period.parse("24h", NOW + timedelta(minutes=5)))
    assert first[0] == datetime(2027, 3, 11, 6, 30, tzinfo=UTC)
    assert first[1] > NOW + timedelta(hours=23), "what is stored meanwhile is shown without a new step"


def test_days_are_taken_as_they_are() -> None:
    days = period.parse("2027-03-01..2027-03-02", NOW)
    assert screen.stepped(days) == (days.start, days.end)


def test_a_page_cannot_spoil_the_shared_table(here: Services) -> None:
    seed.fill(here)
    asked = ("shared", here.now() - timedelta(days=5), here.now())
    mine = screen.hotspots(*asked)
    mine["satellite"] = "nobody"
    mine.loc[0, "latitude"] = 0.0
    events = screen.events(*asked)
    events["strength"] = "none"
    points, found = screen.shown(*asked, "2025", Filters())
    assert set(points["satellite"]) == {"NOAA-20", "NOAA-21"}
    assert points["latitude"].min() > 21
    assert set(found["strength"]) <= {"weak", "strong"}


def test_what_is_filtered_is_what_the_map_is_sent(here: Services) -> None:
    from dashboard.layers import layers

    seed.fill(here)
    asked = ("sent", here.now() - timedelta(days=5), here.now(), "2025", Filters(confidence=("high",)))
    points, events = screen.shown(*asked)
    sent = layers(*asked, "vi", "today")
    assert sent["hotspots"]["n"] == len(points) == 4
    assert [row["id"] for row in sent["events"]] == events["event_id"].tolist()


def test_the_version_tells_one_database_from_another(tmp_path: Path) -> None:
    versions = set()
    for name in ("one", "other"):
        made = installation(f"sqlite:///{tmp_path / name}.db")
        seed.fill(made)
        with reading(made.engine) as conn:
            versions.add(queries.data_version(conn))
        made.engine.dispose()
    assert len(versions) == 2, "both hold one run and as many records"
