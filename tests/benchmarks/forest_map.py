"""The map page with 100,000 plots of forest against the same page without: navigation to everything drawn.

Both are the real server and a real Chromium that has seen neither before (a context of its own for each
visit); with forest, all tiles in sight must have come. The first visit, when the layer is read from the
database and painted for small zooms, is shown beside it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from tests import forests
from tests.benchmarks._plots import FUNCTIONS, GROUPS, drawn, polygons
from tests.browser import seed
from tests.browser.conftest import FLAGS, chromium_path
from tests.servers.dashboard import installation, serving

PLOTS = 100_000
LIMIT = 2.0
VISITS = 5
_DRAWN = """() => [...document.querySelectorAll("iframe")].some((frame) => {
  const box = frame.contentDocument && frame.contentDocument.querySelector("#map_div[data-drawn]");
  const forest = box && frame.contentWindow.map.canhlua.forest, layer = forest && forest.layer;
  return box && (!forest.there || (layer && Object.keys(layer._tiles).length > 0 && layer._noTilesToLoad()));
})"""


def inventory(count: int) -> gpd.GeoDataFrame:
    """Irregular plots that fill the district, with what the map needs to know of them."""
    shapes = polygons(count)
    columns = {
        "feature": np.arange(len(shapes)),
        "commune_2025_id": "quynh-nhai",
        "state_group": drawn(GROUPS, len(shapes)),
        "function": drawn(FUNCTIONS, len(shapes)),
        "area_ha": 3.0,
        "geometry_ha": 3.0,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


@contextmanager
def _page(folder: Path, plots: gpd.GeoDataFrame | None) -> Iterator[str]:
    folder.mkdir()
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    if plots is not None:
        forests.plant(here, plots)
    here.engine.dispose()
    with serving(database, folder / "log") as address:
        yield address


def run() -> list[dict[str, Any]]:
    """Return rows of `name, ratio, limit`; nothing where Chromium is absent."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if path is None:
        return []
    plots = inventory(PLOTS)
    with (
        tempfile.TemporaryDirectory() as folder,
        _page(Path(folder) / "without", None) as without,
        _page(Path(folder) / "with", plots) as forested,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)

        def visit(address: str) -> float:
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            page = context.new_page()
            began = time.perf_counter()
            page.goto(address)
            page.wait_for_function(_DRAWN, polling="raf", timeout=120_000)
            taken = time.perf_counter() - began
            context.close()
            return taken

        visit(without)
        first = visit(forested)
        plain, green = zip(*((visit(without), visit(forested)) for _ in range(VISITS)), strict=True)
    name = f"map page, {len(plots):,} plots of forest / none, all tiles there"
    return [
        {"name": name, "ratio": round(min(green) / min(plain), 2), "limit": LIMIT},
        {
            "name": "the same, first visit after the server's start",
            "ratio": round(first / min(plain), 2),
            "limit": None,
        },
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
