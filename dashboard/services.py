"""What every page and every route needs, opened once per process: profile, areas, database, clock.

No Streamlit here: the HTTP routes and the background watch use the same objects as the pages.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from data.clock import Clock, real_now
from data.profile import Profile, load_profile
from data.store.engine import migrate, open_engine
from geo.areas import Areas, load_areas

if TYPE_CHECKING:
    from sqlalchemy import Engine

PROFILE_VARIABLE = "CANHLUA_PROFILE"


@dataclass(frozen=True)
class Services:
    """The running installation. ``now`` is the clock of facts and deadlines, aware UTC."""

    profile: Profile
    areas: Areas
    engine: Engine
    now: Clock = field(default=real_now)


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
            profile = load_profile(_profile_folder())
            engine = open_engine()
            migrate(engine)
            _open.append(Services(profile, load_areas(profile.areas_dir), engine))
        return _open[0]


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
