"""Whatever happens: the ledger is what the auditor works out, and every duty stands in one bucket."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from data.auditing import audit
from data.auditing.partition import bucket
from data.journal import verify
from data.ledger.desk import Wanted, count
from data.ledger.states import LIVE
from data.store.engine import migrate, open_engine, reading
from data.store.tables import duty
from tests.data.ledger.history import STEPS, History
from tests.data.ledger.plan_steps import PLAN_RULES
from tests.data.ledger.world import RULES, World
from tests.postgres_server import MIGRATED, PostgresServer

_EVENTS = ["hotspots", "hotspots", "hotspots", "merge", "split", "take_back", "gone", "again", "settle"]
_PEOPLE = ["incident", "incident", "edit", "edit", "status", "undo", "link", "link", "call"]
_NUMBER = st.integers(0, 11)
_SCRIPT = st.lists(
    st.tuples(st.sampled_from([*STEPS, *_EVENTS, *_PEOPLE]), _NUMBER, _NUMBER, _NUMBER),
    min_size=4,
    max_size=22,
)
_PLANS = ["planned", "planned", "named", "named", "replanned", "replanned", "called_off"]
_AROUND = ["rule", "agency", "settings", "tell", "acknowledge", "waive", "revoke", "wait"]
_PLAN_SCRIPT = st.lists(
    st.tuples(st.sampled_from([*_PLANS, *_PLANS, *_AROUND]), _NUMBER, _NUMBER, _NUMBER),
    min_size=6,
    max_size=24,
)
_OPTIONS = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    "derandomize": "HISTORIES" not in os.environ,
}


def _agrees(world: World) -> None:
    with reading(world.engine) as conn:
        assert [str(each) for each in audit(conn, world.now)] == []
        rows = [dict(row) for row in conn.execute(select(duty)).mappings()]
        counting = conn.execute(select(func.count()).where(duty.c.status != "withdrawn")).scalar_one()
        owed = [row for row in rows if row["status"] in LIVE and row["proven_at"] is None]
        assert count(conn, Wanted(), world.now).overdue == sum(_too_late(row, world.now) for row in owed)
    found = [bucket(row, row["deadline_at"], world.now) for row in rows]
    assert sum(each is not None for each in found) == counting


def _too_late(row: dict[str, Any], now: datetime) -> bool:
    """The deadline is past, or what must be told before it begins was known before that, and has begun."""
    begins = row["before_at"]
    return bool(row["deadline_at"] < now or (begins is not None and row["started_at"] < begins < now))


def _live(engine: Engine, script: list[tuple[str, int, int, int]], *, forest: bool) -> None:
    world = World(engine, RULES | PLAN_RULES)
    history = History(world, forest=forest)
    for name, *numbers in script:
        history.step(name, *numbers)
        _agrees(world)
    with reading(engine) as conn:
        assert verify(conn) is None


@pytest.fixture(scope="module")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("ledger") / "empty.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@contextmanager
def _copied(file: Path) -> Iterator[Engine]:
    here = file.with_name("one.db")
    for rest in ("", "-wal", "-shm"):
        here.with_name(f"one.db{rest}").unlink(missing_ok=True)
    shutil.copy(file, here)
    engine = open_engine(f"sqlite:///{here}")
    yield engine
    engine.dispose()


@given(script=_SCRIPT, forest=st.booleans())
@settings(max_examples=int(os.environ.get("HISTORIES", "40")), **_OPTIONS)
def test_any_history(empty_ledger: Path, script: list[tuple[str, int, int, int]], forest: bool) -> None:
    with _copied(empty_ledger) as engine:
        _live(engine, script, forest=forest)


@given(script=_PLAN_SCRIPT)
@settings(max_examples=int(os.environ.get("HISTORIES", "40")), **_OPTIONS)
def test_any_history_of_what_forces_do_together(
    empty_ledger: Path, script: list[tuple[str, int, int, int]]
) -> None:
    with _copied(empty_ledger) as engine:
        _live(engine, script, forest=False)


@pytest.mark.postgresql
@given(script=st.one_of(_SCRIPT, _PLAN_SCRIPT), forest=st.booleans())
@settings(max_examples=12, **_OPTIONS)
def test_any_history_on_postgresql(
    postgres: PostgresServer, script: list[tuple[str, int, int, int]], forest: bool
) -> None:
    with postgres.database(MIGRATED) as url:
        engine = open_engine(url)
        try:
            _live(engine, script, forest=forest)
        finally:
            engine.dispose()
