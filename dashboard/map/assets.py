"""Where the map's files lie on disk and under which address a page finds them.

Leaflet comes from the installed package ``django-leaflet``; only its static folder is used. The package is
located
without being imported, so Django never starts.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LEAFLET_PATH = "/assets/leaflet"
MAP_PATH = "/assets/map"
_HERE = Path(__file__).parent
#: In loading order: the renderer builds on the others.
SCRIPTS = (
    "switches.js",
    "basemap.js",
    "places.js",
    "zones.js",
    "forest.js",
    "incidents.js",
    "patrols.js",
    "danger.js",
    "names.js",
    "untold.js",
    "renderer.js",
)


class AssetsMissingError(RuntimeError):
    """The package that carries Leaflet is not installed."""


@cache
def leaflet_folder() -> Path:
    """Folder that holds ``leaflet.js``, ``leaflet.css`` and ``images/``.

    Raises
    ------
    AssetsMissingError
        If no installed package carries Leaflet.
    """
    spec = find_spec("leaflet")
    for root in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(root) / "static" / "leaflet"
        if (folder / "leaflet.js").is_file():
            return folder
    raise AssetsMissingError("Leaflet is not installed: pip install -r requirements.txt")


def map_files() -> dict[str, Path]:
    """The renderer's own files by the name under which they are served."""
    return {name: _HERE / name for name in (*SCRIPTS, "renderer.css")}


@cache
def _digest(file: Path, changed_ns: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def address(path: str, file: Path, base: str = "") -> str:
    """URL of a served file, with a digest of its content so that no browser keeps an old version."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}{path}/{file.name}?v={_digest(file, file.stat().st_mtime_ns)}"


def script_addresses(base: str = "") -> list[tuple[str, str]]:
    """``(name, url)`` of the scripts a map needs, in loading order."""
    files = map_files()
    return [
        ("leaflet", address(LEAFLET_PATH, leaflet_folder() / "leaflet.js", base)),
        *((f"canhlua_{name.removesuffix('.js')}", address(MAP_PATH, files[name], base)) for name in SCRIPTS),
    ]


def style_addresses(base: str = "") -> list[tuple[str, str]]:
    """``(name, url)`` of the style sheets a map needs."""
    files = map_files()
    return [
        ("leaflet_css", address(LEAFLET_PATH, leaflet_folder() / "leaflet.css", base)),
        ("canhlua_css", address(MAP_PATH, files["renderer.css"], base)),
    ]
