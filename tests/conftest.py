"""Fixtures that every package's tests share: the two databases that the program runs on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.store.engine import migrate, open_engine
from tests.postgres_server import EMPTY, MIGRATED, PostgresAbsentError, PostgresServer, postgres_server

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def absent(reason: str) -> None:
    """What a test does without PostgreSQL: a skip with its reason, a failure where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(f"PostgreSQL with PostGIS must be tested here: {reason}", pytrace=False)
    pytest.skip(f"PostgreSQL with PostGIS is absent: {reason}")


@pytest.fixture(scope="session")
def _server_or_reason() -> Iterator[PostgresServer | str]:
    try:
        manager = postgres_server()
        server = manager.__enter__()
    except PostgresAbsentError as absent:
        yield str(absent)
        return
    try:
        yield server
    finally:
        manager.__exit__(None, None, None)


@pytest.fixture
def postgres(_server_or_reason: PostgresServer | str) -> PostgresServer:
    """The temporary cluster; a skip with its reason where there is none, a failure where CI is set."""
    if isinstance(_server_or_reason, str):
        absent(_server_or_reason)
    assert isinstance(_server_or_reason, PostgresServer)
    return _server_or_reason


def _database(kind: str, template: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if kind == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'canhlua.db'}")
        yield engine
        engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(template) as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(params=ENGINES)
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, on each engine."""
    yield from _database(request.param, EMPTY, request, tmp_path)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database in its newest shape, on each engine."""
    for opened in _database(request.param, MIGRATED, request, tmp_path):
        migrate(opened)
        yield opened


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """The same on SQLite alone, for what only SQLite does."""
    opened = open_engine(f"sqlite:///{tmp_path / 'canhlua.db'}")
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def postgres_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The same on PostgreSQL alone."""
    yield from _database("postgresql", MIGRATED, request, tmp_path)
