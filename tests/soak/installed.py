"""A server with a thousand hotspots and a wall profile of its own, for soak and load."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.seed import FIRE, OTHERS, Row, fill
from tests.servers.dashboard import ROOT, installation
from tests.servers.wall import Server

HOTSPOTS = 1000


def rows() -> tuple[Row, ...]:
    """As many hotspots as a wall draws, in three days, over the area."""
    more = tuple(
        (21.56 + n % 37 * 0.012, 103.5 + n // 37 * 0.011, 1 + n * 7 % 4200 / 60, "N20", "nominal", 2 + n % 40)
        for n in range(HOTSPOTS - len(FIRE) - len(OTHERS))
    )  # fmt: skip
    return FIRE + OTHERS + more


@contextmanager
def served(folder: Path, refresh_s: float) -> Iterator[Server]:
    """The server, its database filled; what was read is kept as long as on a real wall."""
    profile = shutil.copytree(ROOT / "data" / "profiles" / "quynh_nhai", folder / "profile")
    file = profile / "profile.toml"
    file.write_text(f"{file.read_text('utf-8')}\n[wall]\nrefresh_seconds = {refresh_s}\n", encoding="utf-8")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    fill(here, rows())
    server = Server(database, profile, folder / "log", here)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        here.engine.dispose()


def news(server: Server, number: int) -> None:
    """One more small fire: the map, the list and the figures change, as they do on a bad day."""
    there: tuple[Row, ...] = ((21.60 + number * 0.003, 103.55 + number % 7 * 0.02, 0.6, "N21", "high", 9.0),)
    fill(server.here, there, minutes_ago=1)
