"""The small world of `tests.data.ledger.world`, on each engine."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.data.ledger.world import World


@pytest.fixture
def world(engine: Engine) -> World:
    """Two communes, seven agencies, six rules in force, and nothing known yet."""
    return World(engine)
