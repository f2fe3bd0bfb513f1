"""`python -m data watch --once`, killed anywhere and run again, leaves what an undisturbed run leaves."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from data import journal
from data.store import tables
from data.store.engine import migrate, open_engine, reading
from tests.data.fires import FAR, NEAR, OTHER
from tests.servers import firms as server
from tests.servers.dialects import Pixel, keyless
from tests.servers.firms import FirmsServer

ROOT = Path(__file__).resolve().parents[2]
# The program under test runs on the real clock; these pixels are always past.
PASS = datetime(2026, 3, 12, 6, 34, tzinfo=UTC)
_OWN = {"run_id", "stored_at", "known_at", "updated_at", "since"}
COMPARED = ("detection", "fire_event", "event_member", "fire_event_alias", "satellite_pass")


def pixels(satellite, days):
    """The same fires on several days, so that the transaction is not over in a moment."""
    return [
        Pixel(p.latitude, p.longitude, PASS + timedelta(days=day), satellite)
        for day in range(days)
        for p in [*NEAR, *OTHER, *FAR]
    ]


def prepare(running):
    running.answer("J1_VIIRS", server.body(keyless(pixels("NOAA-20", 7)), etag=True))
    newest = keyless(pixels("NOAA-20", 9)[-30:])
    running.answer("J1_VIIRS_C2_SouthEast_Asia_24h", server.body(newest, etag=True))
    running.answer("J2_VIIRS", server.body(keyless(pixels("NOAA-21", 7)), etag=True))
    running.answer("MODIS", server.status(404))


@pytest.fixture
def firms():
    with FirmsServer() as running:
        prepare(running)
        yield running


def start(url, firms):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CANHLUA_", "FIRMS_"))}
    env |= {"CANHLUA_DATABASE_URL": url, "CANHLUA_FIRMS_URL": firms.url}
    return subprocess.Popen(
        [sys.executable, "-m", "data", "watch", "--once"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(url, firms):
    """One complete round; MODIS is absent, so the exit code is 3."""
    process = start(url, firms)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 3, err
    assert "Traceback" not in err
    assert out == ""
    return err


def contents(engine):
    """The tables as they must come out equal; automatic numbers and times of storing are each run's own."""
    found = {}
    with reading(engine) as conn:
        for name in COMPARED:
            table = tables.metadata.tables[name]
            skipped = _OWN | ({"id"} if name == "satellite_pass" else set())
            columns = [column for column in table.c if column.name not in skipped]
            found[name] = sorted(str(tuple(row)) for row in conn.execute(select(*columns)))
        assert journal.verify(conn) is None
        if conn.dialect.name == "sqlite":
            assert conn.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert conn.execute(text("PRAGMA foreign_key_check")).all() == []
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('undisturbed') / 'canhlua.db'}"
    with FirmsServer() as running:
        prepare(running)
        err = run(url, running)
    assert "J1_VIIRS_C2_SouthEast_Asia_7d.csv: 42 rows, 28 watched, 28 new" in err
    assert "status 404" in err
    engine = open_engine(url)
    found = contents(engine)
    engine.dispose()
    assert len(found["detection"]) == 64
    return found


def kill_when(firms, process, event, number, delay):
    """Kill at the `number`-th request asked for or answered, `delay` seconds later."""
    met, gone = [0], threading.Event()

    def kill():
        process.kill()
        gone.set()

    def hook(path):
        met[0] += 1
        if met[0] == number:
            threading.Timer(delay, kill).start()

    setattr(firms, event, hook)
    return gone


POINTS = [
    ("on_asked", 1, 0.0),
    ("on_sent", 1, 0.0),
    ("on_sent", 1, 0.05),
    ("on_sent", 1, 0.2),
    ("on_sent", 2, 0.1),
    ("on_asked", 4, 0.0),
]


def kill_and_run_again(engine, firms, event, number, delay):
    url = engine.url.render_as_string(hide_password=False)
    process = start(url, firms)
    gone = kill_when(firms, process, event, number, delay)
    process.communicate(timeout=300)
    assert gone.is_set() or process.returncode == 3  # with a delay it may have been too quick for us
    firms.on_asked = firms.on_sent = None
    err = run(url, firms)
    assert "another worker" not in err
    return contents(engine)


@pytest.mark.parametrize(("event", "number", "delay"), POINTS)
def test_killed_and_run_again(tmp_path, firms, undisturbed, event, number, delay):
    engine = open_engine(f"sqlite:///{tmp_path / 'canhlua.db'}")
    migrate(engine)
    assert kill_and_run_again(engine, firms, event, number, delay) == undisturbed
    engine.dispose()


def test_killed_while_it_waits_to_write(tmp_path, firms, undisturbed):
    """Another writer holds the database, so the kill falls between reading the file and the transaction."""
    engine = open_engine(f"sqlite:///{tmp_path / 'canhlua.db'}")
    migrate(engine)
    url = engine.url.render_as_string()
    process = start(url, firms)
    blocker = engine.connect()

    def hook(path):
        if not blocker.in_transaction():
            blocker.begin()
            threading.Timer(0.5, process.kill).start()

    firms.on_asked = hook
    process.communicate(timeout=300)
    blocker.rollback()
    blocker.close()
    firms.on_asked = None
    assert process.returncode == -9
    with reading(engine) as conn:
        assert conn.execute(select(tables.feed_run)).all() == []
    run(url, firms)
    assert contents(engine) == undisturbed
    engine.dispose()


@pytest.mark.postgresql
def test_killed_on_postgresql(postgres_engine, firms, undisturbed):
    migrate(postgres_engine)
    found = kill_and_run_again(postgres_engine, firms, "on_sent", 1, 0.1)
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in undisturbed.items()
    }
