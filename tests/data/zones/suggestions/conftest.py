"""Two fires of one pass, people who go there and people who plan, and runs made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data.access import Actor
from data.forest.settings import ForestSettings
from data.profile import load_profile
from data.store.engine import reading, writing
from data.zones import By, ground_of
from data.zones.suggestions import Proposal, keep, of_run, propose
from geo.suggesting import Rules
from geo.zones import Ground
from tests.data.checking.conftest import NOW, World, account, world
from tests.data.fires import areas

__all__ = ["NOW", "RULES", "by", "ground", "made", "planner", "proposed", "stored", "world"]

RULES = Rules()
TZ = load_profile().tz


@pytest.fixture(scope="session")
def ground() -> Ground:
    return ground_of(areas(), load_profile())


@pytest.fixture
def planner(world: World) -> Actor:
    return account(world.engine, world.admin, "hanh", "planner")


def by(who: Actor) -> By:
    return By(who, NOW)


def proposed(engine: Engine, rules: Rules = RULES, days: float = 0) -> Proposal:
    """What is proposed `days` later."""
    return propose(engine, areas(), rules, ForestSettings(), NOW + timedelta(days=days), TZ)


def made(engine: Engine, who: Actor, rules: Rules = RULES) -> int:
    """A run that is stored; its number."""
    found = proposed(engine, rules)
    with writing(engine) as conn:
        return keep(conn, found, by(who))


def stored(engine: Engine, run: int) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        return of_run(conn, run)
