"""What every page and every route needs, opened once per process: profile, areas, database, clock.

No Streamlit here: the HTTP routes and the background watch use the same objects as the pages.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from data.agencies.loading import load as load_agencies
from data.clock import Clock, real_now
from data.drill.director import Director
from data.drill.scene import load_scene
from data.drill.story import load_story
from data.feeds.fetch import open_session
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.plan.loading import load_plans
from data.profile import Profile, load_profile
from data.store.engine import ROOT, migrate, open_engine
from geo.areas import Areas, load_areas

if TYPE_CHECKING:
    from sqlalchemy import Engine

PROFILE_VARIABLE = "CANHLUA_PROFILE"
DRILL_VARIABLE = "CANHLUA_DRILL"
DRILL_DATABASE_VARIABLE = "CANHLUA_DRILL_DATABASE_URL"


@dataclass(frozen=True)
class Services:
    """The running installation. ``now`` is the clock of facts and deadlines, aware UTC.

    In a drill `director` holds the scenario, and ``now`` is its clock; None where work is real.
    """

    profile: Profile
    areas: Areas
    engine: Engine
    now: Clock = field(default=real_now)
    director: Director | None = None

    @property
    def drill(self) -> bool:
        """Whether nothing of this happens."""
        return self.director is not None

    def open_session(self) -> requests.Session:
        """A session to the feeds' servers; in a drill to the scenario's sky, which opens no connection."""
        return self.director.open_session() if self.director else open_session()


_lock = threading.Lock()
_open: list[Services] = []


def _profile_folder() -> Path | None:
    named = os.environ.get(PROFILE_VARIABLE)
    return Path(named) if named else None


def services() -> Services:
    """The installation of this process, opened (and its database migrated) at the first call.

    Raises
    ------
    ProfileError, AreaError
        If the profile's files cannot be read.
    sqlalchemy.exc.SQLAlchemyError
        If the database cannot be opened.
    """
    with _lock:
        if not _open:
            _open.append(_drill() if os.environ.get(DRILL_VARIABLE) else _real())
        return _open[0]


def _fill(
    engine: Engine, profile: Profile, now: Clock, *, drill: bool = False, on_from: datetime | None = None
) -> None:
    """Store what the profile knows of agencies, plans, rules, once; a drill's rules bind from `on_from`."""
    load_agencies(engine, profile.directory, now, drill=drill)
    load_plans(engine, profile.directory, now)
    if drill:
        load_plans(engine, profile.directory / "drill", now)
    load_rules(engine, profile.directory, now, on_from=on_from)
    keep_settings(engine, profile.ledger, now())


def _real() -> Services:
    profile = load_profile(_profile_folder())
    engine = open_engine()
    migrate(engine)
    _fill(engine, profile, real_now)
    return Services(profile, load_areas(profile.areas_dir), engine)


def _drill() -> Services:
    """A drill never opens the database of real work: it has its own address, and its own file by default."""
    profile = load_profile(_profile_folder())
    areas = load_areas(profile.areas_dir)
    folder = profile.areas_dir.parent / "drill"
    scene, story = load_scene(folder / "scenario.toml"), load_story(folder)
    url = os.environ.get(DRILL_DATABASE_VARIABLE, "").strip()
    engine = open_engine(url or f"sqlite:///{ROOT / 'data' / 'local' / 'drill.db'}")
    migrate(engine)
    director = Director(engine, profile, scene, areas, story=story)
    _fill(engine, profile, director.time, drill=True, on_from=scene.opens)
    return Services(profile, areas, engine, director.time, director)


def close() -> None:
    """Let go of the database; the next :func:`services` opens it anew."""
    with _lock:
        while _open:
            _open.pop().engine.dispose()


@contextmanager
def replaced(other: Services) -> Iterator[Services]:
    """Use another installation for a while (tests)."""
    with _lock:
        kept, _open[:] = list(_open), [other]
    try:
        yield other
    finally:
        with _lock:
            _open[:] = kept
