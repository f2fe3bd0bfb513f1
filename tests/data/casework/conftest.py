"""A small forest, an incident in its planted plot, the rules switched on, and the people who write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine

from data.agencies.loading import load as load_agencies
from data.incidents import By
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.plan.loading import load_plans
from data.profile import Profile, load_profile
from geo.areas import Areas
from tests.data.incidents.conftest import BY, NOW, TZ, areas, made, stored
from tests.forests import middle, plant

__all__ = ["BBOX", "BY", "NOW", "POINT", "SQUARE", "TZ", "areas", "fire", "later", "stored"]

BBOX = (103.35, 21.45, 103.90, 22.05)
POINT = middle(1, 0)
"""In lot 2, planted in 2014."""
_LAT, _LON = POINT
# Half in lot 2 (planted), half in lot 1 (natural), which lies west of it.
SQUARE = shapely.box(103.604, 21.742, 103.606, 21.743)


def later(hours: float) -> By:
    """The same person, some hours later."""
    return By(BY.who, NOW + timedelta(hours=hours))


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile()


@pytest.fixture
def forest(engine: Engine) -> int:
    """The number of the layer, in force since ever."""
    return plant(SimpleNamespace(engine=engine, now=lambda: NOW - timedelta(days=30)))  # type: ignore[arg-type]


@pytest.fixture
def ruled(engine: Engine, profile: Profile) -> Engine:
    """The database with the shipped agencies and rules, binding."""
    then = datetime(2027, 1, 1, tzinfo=UTC)
    load_agencies(engine, profile.directory, lambda: then)
    load_plans(engine, profile.directory, lambda: then)
    load_rules(engine, profile.directory, lambda: then, on_from=then)
    keep_settings(engine, profile.ledger)
    return engine


def fire(engine: Engine, areas: Areas, **more: Any) -> int:
    """An incident in lot 2."""
    return made(engine, areas, **({"latitude": _LAT, "longitude": _LON} | more))
