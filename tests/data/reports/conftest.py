"""Two engines, one installation, March 2027 on the local clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.effort.ground import Ground
from data.periods import Period, read_period
from data.profile import load_profile
from data.reports.figure import Figure
from data.reports.indicators import INDICATORS
from data.store.engine import reading
from geo.areas import load_areas

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
NOW = datetime(2027, 4, 2, 2, 0, tzinfo=UTC)
MARCH = read_period("2027-03", PROFILE.tz)
Count = Callable[..., Figure]


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(PROFILE, AREAS, tmp_path / "tracks")


@pytest.fixture
def count(engine: Engine, ground: Ground) -> Count:
    def counted(code: str, period: Period = MARCH, now: datetime = NOW) -> Figure:
        with reading(engine) as conn:
            return INDICATORS[code](conn, period, now, ground)

    return counted


def parts(figure: Figure, *names: str) -> dict[str, float]:
    return {name: figure.parts[name] for name in names}


def behind(figure: Figure) -> list[tuple[Any, ...]]:
    """What its rows say, in short."""
    return [(each["kind"], each["ref"], each["part"]) for each in figure.rows]
