"""The real dashboard on a free port with a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from dashboard.services import Services
from data.profile import load_profile
from data.store.engine import migrate, open_engine
from geo.areas import load_areas

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    database: str, log: Path, *, profile: Path | None = None, drill: Path | None = None
) -> Iterator[str]:
    """``python -m dashboard`` on a free port, without the watch; yields its address.

    Without `profile` it is the shipped one. With `drill`, the profile of an exercise, it serves that exercise
    on the database, and its story plays.
    """
    port = free_port()
    environment = {**os.environ, "CANHLUA_DATABASE_URL": database, "CANHLUA_WATCH": "off"}
    environment.pop("CANHLUA_PROFILE", None)
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    if profile is not None:
        command += ["--profile", str(profile)]
    if drill is not None:
        environment |= {"CANHLUA_DRILL_DATABASE_URL": database, "CANHLUA_WATCH": "on"}
        command += ["--drill", "--profile", str(drill)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            session = requests.Session()
            session.mount(
                "http://", HTTPAdapter(max_retries=Retry(60, connect=60, backoff_factor=0.1, backoff_max=1))
            )
            session.get(f"http://127.0.0.1:{port}/health", timeout=30)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def installation(database: str) -> Services:
    """The shipped profile on a fresh database."""
    engine = open_engine(database)
    migrate(engine)
    profile = load_profile(ROOT / "data" / "profiles" / "quynh_nhai")
    return Services(profile, load_areas(profile.areas_dir), engine)
