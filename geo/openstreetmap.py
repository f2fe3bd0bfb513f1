"""Administrative boundaries from OpenStreetMap: osmnx (an optional package) asks an Overpass server."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import requests

from geo.errors import OutlineSourceUnreadable, PackageMissing, Unreachable

OVERPASS_URL = "https://overpass-api.de/api"
"""Used where neither the argument nor CANHLUA_OVERPASS_URL names another server."""

OVERPASS_VARIABLE = "CANHLUA_OVERPASS_URL"

ADMIN_LEVELS = ("6", "8")
"""Communes in Vietnam: level 8 under districts (until 2025-06-30), 6 where they were raised since."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"


def _osmnx() -> Any:
    try:
        import osmnx
    except ImportError as error:
        raise PackageMissing(package="osmnx") from error
    return osmnx


def _refuse_busy(response: requests.Response, *_: Any, **__: Any) -> None:
    """Stop at an error status: osmnx itself would try 429 and 504 again for ever, a minute apart."""
    response.raise_for_status()


@contextmanager
def _settings(osmnx: Any, url: str, timeout_s: float) -> Iterator[None]:
    """Set osmnx up for one question, and leave all as it was (it patches name resolution too)."""
    wanted = {
        "overpass_url": url.rstrip("/").removesuffix("/interpreter"),
        "use_cache": False,
        "overpass_rate_limit": False,
        "doh_url_template": None,
        "requests_timeout": timeout_s,
        "requests_kwargs": {"hooks": {"response": _refuse_busy}},
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    resolve = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        socket.getaddrinfo = resolve
        for name, value in before.items():
            setattr(osmnx.settings, name, value)


def outlines_from_osm(
    box: tuple[float, float, float, float],
    *,
    overpass_url: str | None = None,
    admin_levels: Sequence[str] = ADMIN_LEVELS,
    timeout_s: float = 180.0,
) -> gpd.GeoDataFrame:
    """Fetch administrative boundaries that meet a box.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, degrees EPSG:4326.
    overpass_url : str, optional
        Default: CANHLUA_OVERPASS_URL, else `OVERPASS_URL`.
    admin_levels : sequence of str
    timeout_s : float, default 180

    Returns
    -------
    GeoDataFrame
        EPSG:4326, one row per boundary, OpenStreetMap's tags as columns.

    Raises
    ------
    PackageMissing
        If osmnx is not installed.
    Unreachable
        If the server cannot be reached, or answers with an error status.
    OutlineSourceUnreadable
        If the answer is no Overpass answer or has no boundary.
    """
    osmnx = _osmnx()
    url = overpass_url or os.environ.get(OVERPASS_VARIABLE, "").strip() or OVERPASS_URL
    try:
        with _settings(osmnx, url, timeout_s):
            table = osmnx.features_from_bbox(box, {"admin_level": list(admin_levels)})
    except requests.exceptions.JSONDecodeError as error:
        raise OutlineSourceUnreadable(source=url, reason="the answer is not JSON") from error
    except requests.exceptions.RequestException as error:
        raise Unreachable(source=url, reason=str(error)) from error
    except (osmnx._errors.InsufficientResponseError, osmnx._errors.ResponseStatusCodeError) as error:
        raise OutlineSourceUnreadable(source=url, reason=str(error)[:200]) from error
    except (KeyError, TypeError, AttributeError) as error:  # JSON, but not Overpass's
        raise OutlineSourceUnreadable(
            source=url, reason="the answer is not that of an Overpass server"
        ) from error
    table = table[table.geom_type.isin(["Polygon", "MultiPolygon"])].reset_index(drop=True)
    if "boundary" in table:
        table = table[table["boundary"] == "administrative"].reset_index(drop=True)
    if table.empty:
        raise OutlineSourceUnreadable(source=url, reason="it has no closed administrative boundary there")
    return table
