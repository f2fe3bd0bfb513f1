"""The shipped profile on a test's database at a fixed time, for pages that run without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from dashboard import services as installed
from dashboard.services import Services
from data.profile import load_profile
from geo.areas import load_areas


@contextmanager
def at(engine: Engine, now: datetime) -> Iterator[Services]:
    """What the pages take as installed while this lasts; its clock shows `now` (aware)."""
    profile = load_profile()
    with installed.replaced(Services(profile, load_areas(profile.areas_dir), engine, lambda: now)) as found:
        yield found
