"""Where land cover comes from when there is no inventory, and how patient a download is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.toml_table import Table
from geo.landcover import WORLDCOVER_URL
from geo.landcover.ranges import Limits

_MEGABYTE = 1024 * 1024
_SECONDS = ("connect_s", "read_s", "total_s")


@dataclass(frozen=True)
class LandCoverSettings:
    """The table ``[landcover]`` of a profile.

    worldcover_url
        Address, or path on this machine (carried there on a disk), of WorldCover's tiles with {tile} in it.
    overpass_url
        None: CANHLUA_OVERPASS_URL, else the public server.
    limits
        Of the download of one tile.
    overpass_s
        Seconds for one question to OpenStreetMap.
    """

    worldcover_url: str = WORLDCOVER_URL
    overpass_url: str | None = None
    limits: Limits = field(default_factory=Limits)
    overpass_s: float = 180.0


def _is_web(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", address)


def _tiles(table: Table, directory: Path) -> str:
    given = table.text("worldcover_url").strip()
    if re.findall(r"\{([^{}]*)\}", given) != ["tile"]:
        raise table.error("worldcover_url", f"should contain {{tile}} once, got {given!r}")
    if "://" not in given:
        return str(directory / given)
    if not _is_web(given):
        raise table.error("worldcover_url", f"should be an http(s) address or a path, got {given!r}")
    return given


def _overpass(table: Table) -> str:
    given = table.text("overpass_url").strip()
    if not _is_web(given):
        raise table.error("overpass_url", f"should be an http(s) address, got {given!r}")
    return given


def read_landcover(table: Table, directory: Path) -> LandCoverSettings:
    """Check the table ``[landcover]`` of a profile; what it leaves out has its default.

    Parameters
    ----------
    directory
        The profile's folder, from which a path is counted.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    default = LandCoverSettings()
    seconds: dict[str, Any] = {name: table.number(name, above=0) for name in _SECONDS if table.has(name)}
    largest = default.limits.max_bytes
    if table.has("max_megabytes"):
        largest = int(table.number("max_megabytes", above=0) * _MEGABYTE)
    settings = LandCoverSettings(
        worldcover_url=_tiles(table, directory) if table.has("worldcover_url") else default.worldcover_url,
        overpass_url=_overpass(table) if table.has("overpass_url") else None,
        limits=Limits(**seconds, max_bytes=largest),
        overpass_s=table.number("overpass_s", above=0) if table.has("overpass_s") else default.overpass_s,
    )
    table.refuse_unknown()
    return settings
