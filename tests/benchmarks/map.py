"""The map: bytes per hotspot on the wire, Python's cost of a rerun, time to a drawn map in Chromium."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import folium
import numpy as np
import pandas as pd
import streamlit_folium

from dashboard.map import assets, folium_host
from dashboard.map.payload import Payload, area_payload, as_script, hotspot_columns
from data.profile import load_profile
from geo.areas import load_areas

MANY, FEW = 10_000, 100
BYTES_LIMIT = 60
#: "At most one fortieth of the same number of CircleMarkers."
RERUN_LIMIT = 1 / 40
READY_LIMIT = 2.0
REPEATS = 5
_SATELLITES = ("S-NPP", "NOAA-20", "NOAA-21")


def table(count: int) -> pd.DataFrame:
    """A month of random VIIRS hotspots over the watched box: nothing in it repeats, so nothing packs well."""
    random = np.random.default_rng(20270312)
    minutes = np.sort(random.integers(0, 30 * 1440, count))
    return pd.DataFrame(
        {
            "time_utc": pd.Timestamp("2027-03-01", tz="UTC") + pd.to_timedelta(minutes, unit="min"),
            "satellite": random.choice(_SATELLITES, count),
            "instrument": "VIIRS",
            "latitude": random.uniform(21.45, 22.05, count).round(5),
            "longitude": random.uniform(103.35, 103.90, count).round(5),
            "confidence": random.choice(["low", "nominal", "high"], count),
            "frp_mw": random.exponential(8, count).round(2),
            "scan_km": random.uniform(0.32, 0.8, count).round(2),
            "track_km": random.uniform(0.36, 0.78, count).round(2),
            "commune_2021": random.choice(["Cà Nàng", "Nặm Ét", "Mường Sại"], count),
            "commune_2025": random.choice(["Quỳnh Nhai", "Mường Giôn"], count),
            "event_id": [f"DC-{i % 500}" for i in range(count)],
        }
    )


def live(count: int) -> Payload:
    """What a rerun sends for so many hotspots."""
    points = table(count)
    communes = ["Cà Nàng", "Mường Giôn", "Mường Sại", "Nặm Ét", "Quỳnh Nhai"]
    events = sorted(set(points["event_id"]))
    return {
        "version": str(count),
        "satellites": list(("S-NPP", "NOAA-20", "NOAA-21", "Terra", "Aqua")),
        "communes": ["", *communes],
        "hotspots": hotspot_columns(points, communes, ["2021", "2025"], events),
        "events": [],
    }


def frame() -> Payload:
    """What a visitor gets once: the shipped communes."""
    areas = load_areas(load_profile(Path(__file__).parents[2] / "data" / "profiles" / "quynh_nhai").areas_dir)
    return {"areas": area_payload(areas.communes, {}), "attribution": "", "controls": {}}


def _fastest(work: Callable[[], object], repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _circle_markers() -> None:
    drawn = folium.Map(location=[21.75, 103.62], tiles=None)
    for latitude, longitude in table(MANY)[["latitude", "longitude"]].to_numpy():
        folium.CircleMarker([latitude, longitude], radius=5).add_to(drawn)
    streamlit_folium.st_folium(drawn, returned_objects=[])


def _ours(once: Payload) -> None:
    folium_host.show(once, live(MANY), key="bench", height=600)


def rerun() -> dict[str, Any]:
    """Table to component arguments, both through st_folium; the websocket itself is left out of both."""
    once = frame()
    with mock.patch.object(streamlit_folium, "_component_func", lambda **_: {}):
        ours = _fastest(lambda: _ours(once), REPEATS)
        theirs = _fastest(_circle_markers, 1)
    name = f"map rerun in Python, {MANY:,} hotspots / {MANY:,} CircleMarkers"
    return {"name": name, "ratio": round(ours / theirs, 4), "limit": RERUN_LIMIT}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """No line per request."""


def _write_page(folder: Path, count: int, once: Payload) -> None:
    """A bare host: Leaflet, the renderer, one payload."""
    script = f"""
        const map = L.map("map", {{maxZoom: 18, center: [21.75, 103.62], zoom: 10}});
        CanhLuaMap.attach(map, {as_script(once)}).update({as_script(live(count))});
        requestAnimationFrame(() => requestAnimationFrame(() => {{ document.title = "ready"; }}));
    """
    styles = "<style>#map { height: 90vh }</style>"
    folder.joinpath(f"{count}.html").write_text(
        f"<!doctype html><meta charset=utf-8>{styles}<div id=map></div><script src=leaflet.js></script>"
        + "".join(f"<script src={name}></script>" for name in assets.SCRIPTS)
        + f"<script>{script}</script>",
        encoding="utf-8",
    )


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def ready(folder: Path) -> list[dict[str, Any]]:
    """Navigation to drawn map in Chromium, many hotspots against few; nothing where Chromium is absent."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, chromium_path

    path = chromium_path()
    if path is None:
        return []
    for file in (
        assets.leaflet_folder() / "leaflet.js",
        *(assets.map_files()[name] for name in assets.SCRIPTS),
    ):
        folder.joinpath(file.name).write_bytes(file.read_bytes())
    once = frame()
    for count in (MANY, FEW):
        _write_page(folder, count, once)
    with _serving(folder) as address, sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=path, args=FLAGS).new_page()

        def visit(count: int) -> None:
            page.goto(f"{address}/{count}.html")
            page.wait_for_function("document.title === 'ready'")

        visit(FEW)
        many, few = _fastest(lambda: visit(MANY), REPEATS), _fastest(lambda: visit(FEW), REPEATS)
    name = f"map ready in Chromium, {MANY:,} / {FEW} hotspots"
    return [{"name": name, "ratio": round(many / few, 2), "limit": READY_LIMIT}]


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`."""
    import tempfile

    sent = len(json.dumps(as_script(live(MANY))).encode())
    results = [
        {
            "name": f"map bytes per hotspot with footprint, {MANY:,}",
            "ratio": round(sent / MANY, 1),
            "limit": BYTES_LIMIT,
        },
        rerun(),
    ]
    with tempfile.TemporaryDirectory() as folder:
        return results + ready(Path(folder))


if __name__ == "__main__":
    for row in run():
        print(row)
