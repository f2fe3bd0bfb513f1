"""One question to an Overpass server: complete, in time and not too large, or a named failure."""

from __future__ import annotations

import json
import os
import re
import socket
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import numpy as np
import requests
import shapely
from urllib3.exceptions import HTTPError, ProtocolError

from geo.errors import PackageMissing
from geo.openstreetmap.errors import OverpassBusy, OverpassEmpty, OverpassUnreachable, OverpassUnreadable
from geo.sources import redact

OVERPASS_URL = "https://overpass-api.de/api"
"""Used where neither the argument nor CANHLUA_OVERPASS_URL names another server."""

OVERPASS_VARIABLE = "CANHLUA_OVERPASS_URL"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
MOST_BYTES = 128 * 1024 * 1024
"""Of one answer; all roads and waters of the shipped area are a few MB."""

_PIECE = 64 * 1024
_BUSY_WORDS = re.compile(r"rate.?limit|too many requests|too busy|timed? ?out|timeout|out of memory", re.I)

Box = tuple[float, float, float, float]


def _osmnx() -> Any:
    try:
        import osmnx
    except ImportError as error:
        raise PackageMissing(package="osmnx") from error
    return osmnx


class _Check:
    """Looks at every answer before osmnx does.

    osmnx itself would try 429 and 504 again for ever, a minute apart, take half an answer for a whole one,
    and wait as long as bytes drip in.
    """

    def __init__(self, source: str, ends: float) -> None:
        self._source, self._ends = source, ends

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        while piece := response.raw.read1(_PIECE, decode_content=True):
            body += piece
            if len(body) > MOST_BYTES:
                raise OverpassUnreadable(source=self._source, reason=f"more than {MOST_BYTES} bytes")
            if time.monotonic() > self._ends:
                raise OverpassUnreachable(source=self._source, reason="no complete answer in time")
        return bytes(body)

    def __call__(self, response: requests.Response, *_: Any, **__: Any) -> None:
        status = response.status_code
        if status == 429 or status >= 500:
            raise OverpassBusy(source=self._source, reason=f"status {status}")
        if status >= 400:
            raise OverpassUnreachable(source=self._source, reason=f"status {status}")
        response._content = body = self._body(response)  # what requests would read next, without our limits
        if not response.ok or response.is_redirect:
            return
        try:
            answer = json.loads(body)
        except ValueError:
            text = re.sub(r"<[^>]*>|\s+", " ", body[:4000].decode("utf-8", "replace"))
            if _BUSY_WORDS.search(text):
                raise OverpassBusy(source=self._source, reason=" ".join(text.split())[:120]) from None
            raise OverpassUnreadable(source=self._source, reason="the answer is not JSON") from None
        if isinstance(answer, dict) and answer.get("remark"):
            raise OverpassBusy(source=self._source, reason=str(answer["remark"])[:120])


@contextmanager
def _settings(osmnx: Any, url: str, timeout_s: float) -> Iterator[None]:
    """Set osmnx up for one question, and leave all as it was (it patches name resolution too)."""
    wanted = {
        "overpass_url": url.rstrip("/").removesuffix("/interpreter"),
        "use_cache": False,
        "overpass_rate_limit": False,
        "doh_url_template": None,
        "requests_timeout": max(1, round(timeout_s)),  # Overpass takes whole seconds only
        "requests_kwargs": {"hooks": {"response": _Check(redact(url), time.monotonic() + timeout_s)}},
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


def _composed(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """All texts in NFC."""
    for name in table.columns:
        if name != table.geometry.name:
            table[name] = [
                unicodedata.normalize("NFC", value) if isinstance(value, str) else value
                for value in table[name]
            ]
    return table


def _clipped(table: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    """Lines and areas as far as they lie in the box: a river is hundreds of kilometres long."""
    shapes = table.geometry.to_numpy().copy()
    long = shapely.get_dimensions(shapes) > 0
    shapes[long] = shapely.intersection(shapely.make_valid(shapes[long]), shapely.box(*box))
    for n in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapes[n])  # an area that touches the edge leaves lines and points there
        kinds = shapely.get_dimensions(parts)
        shapes[n] = shapely.union_all(parts[kinds == kinds.max(initial=-1)])
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=4326))[~shapely.is_empty(shapes)]


def features(
    box: Box,
    tags: Mapping[str, bool | str | list[str]],
    *,
    overpass_url: str | None = None,
    timeout_s: float = 180.0,
    clip: bool = True,
) -> gpd.GeoDataFrame:
    """Fetch what has one of the tags and meets a box.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, degrees EPSG:4326.
    tags : mapping
        As osmnx takes them: key to True, a value, or a list of values.
    overpass_url : str, optional
        Default: CANHLUA_OVERPASS_URL, else `OVERPASS_URL`.
    timeout_s : float
        For the server's work and for the whole exchange.
    clip : bool, default True
        Cut lines and areas at the box.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, tags as columns, texts in NFC; index `(element, id)`, e.g. `("way", 42)`.

    Raises
    ------
    PackageMissing
        If osmnx is not installed.
    OverpassUnreachable, OverpassBusy
        No answer; see there.
    OverpassUnreadable, OverpassEmpty
    """
    osmnx = _osmnx()
    url = overpass_url or os.environ.get(OVERPASS_VARIABLE, "").strip() or OVERPASS_URL
    name = redact(url)
    try:
        with _settings(osmnx, url, timeout_s):
            table = osmnx.features_from_bbox(box, dict(tags))
    except requests.exceptions.JSONDecodeError as error:
        raise OverpassUnreadable(source=name, reason="the answer is not JSON") from error
    except (requests.exceptions.Timeout, TimeoutError) as error:
        raise OverpassUnreachable(source=name, reason="no answer in time") from error
    except ProtocolError as error:
        raise OverpassUnreachable(source=name, reason="the answer broke off") from error
    except (requests.exceptions.RequestException, HTTPError, OSError) as error:
        raise OverpassUnreachable(source=name, reason=redact(str(error))[:200]) from error
    except osmnx._errors.InsufficientResponseError as error:
        raise OverpassEmpty(source=name) from error
    except osmnx._errors.ResponseStatusCodeError as error:
        raise OverpassUnreadable(source=name, reason=redact(str(error))[:200]) from error
    except (KeyError, TypeError, AttributeError) as error:  # JSON, but not Overpass's
        raise OverpassUnreadable(source=name, reason="it is not that of an Overpass server") from error
    table = _composed(table)
    return _clipped(table, box) if clip else table
