from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data import journal
from data.drill.director import Director, next_round
from data.drill.scene import load_scene
from data.errors import DrillBackwards
from data.events import load_events
from data.profile import load_profile
from data.store.engine import migrate, open_engine, reading
from data.store.tables import detection, feed_run
from data.store.tables import journal as journal_table
from geo.areas import load_areas

HOUR = timedelta(hours=1)


class RealClock:
    """A real clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(scope="module")
def profile():
    return load_profile(None)


@pytest.fixture(scope="module")
def areas(profile):
    return load_areas(profile.areas_dir)


@pytest.fixture(scope="module")
def scene(profile):
    """The shipped story with three days of the past instead of six weeks."""
    whole = load_scene(profile.areas_dir.parent / "drill" / "scenario.toml")
    return replace(whole, backstory_from=whole.opens - 3 * 24 * HOUR)


@pytest.fixture
def real():
    return RealClock()


@pytest.fixture
def director(tmp_path, profile, scene, areas, real):
    engine = open_engine(f"sqlite:///{tmp_path / 'drill.db'}")
    migrate(engine)
    yield Director(engine, profile, scene, areas, real=real)
    engine.dispose()


def ids_in(director):
    with reading(director._engine) as conn:
        return set(conn.execute(select(detection.c.id)).scalars())


def test_steps_grow_with_the_way_to_go(scene):
    start = scene.opens
    assert next_round(start, start + 10 * timedelta(minutes=1)) is None
    assert next_round(start, start + 2 * HOUR) == start + HOUR / 2
    assert next_round(start, start + 24 * HOUR) == start + 3 * HOUR
    assert next_round(start, start + 30 * 24 * HOUR) == start + 24 * HOUR
    assert next_round(start, start + HOUR / 3) == start + HOUR / 3
    assert next_round(start, start + HOUR / 6, exact=True) == start + HOUR / 6
    assert next_round(start, start, exact=True) is None


def test_the_story_of_the_first_afternoon(director, scene, real):
    shares = []
    assert not director.now().ready
    director.play(progress=shares.append)
    assert director.now().ready
    assert director.time() == scene.opens
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert not any(i.startswith("NOAA-20.20270316T0636") for i in ids_in(director))

    director.set_rate(60, "test")
    real.time += timedelta(minutes=3)
    assert director.time() == scene.opens + 3 * HOUR
    director.play()
    assert any(i.startswith("NOAA-20.20270316T0636") for i in ids_in(director))
    with reading(director._engine) as conn:
        events = load_events(conn, scene.opens - HOUR, scene.opens + 3 * HOUR)
    near = events[(events.latitude - 21.7428).abs().lt(0.01) & (events.longitude - 103.7062).abs().lt(0.01)]
    assert len(near) == 1
    assert near.iloc[0].strength == "strong"

    director.set_rate(0, "test")
    real.time += HOUR
    assert director.time() == scene.opens + 3 * HOUR


def test_a_jump_plays_the_outage_and_a_restart_brings_the_opening_back(director, scene, real):
    director.play()
    opening = ids_in(director)
    with pytest.raises(DrillBackwards):
        director.jump(scene.opens - HOUR, "test")
    director.jump(scene.outages[0].start + 2 * HOUR, "test")
    director.play()
    assert director.now().target is None
    assert director.time() == scene.outages[0].start + 2 * HOUR
    assert len(ids_in(director)) > len(opening) + 20
    with reading(director._engine) as conn:
        failed = conn.execute(select(feed_run.c.feed_id).where(feed_run.c.status == "failed")).scalars().all()
        told = conn.execute(select(journal_table.c.action).where(journal_table.c.record_kind == "drill"))
        assert set(failed) == {"noaa-20"}
        assert told.scalars().all() == ["jump"]

    director.restart("test")
    assert ids_in(director) == opening
    assert director.time() == scene.opens
    with reading(director._engine) as conn:
        assert journal.verify(conn) is None


def test_killed_in_the_middle_another_goes_on(tmp_path, profile, scene, areas, real, director):
    class Killed(BaseException):
        pass

    def kill(share):
        if share > 0.4:
            raise Killed

    with pytest.raises(Killed):
        director.play(progress=kill)
    again = Director(director._engine, profile, scene, areas, real=real)
    assert not again.now().ready
    again.play()
    assert again.now().ready

    undisturbed = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(undisturbed)
    other = Director(undisturbed, profile, scene, areas, real=real)
    other.play()
    assert ids_in(again) == ids_in(other)
    undisturbed.dispose()
