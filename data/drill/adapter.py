"""The drill's sky as a transport for requests: mounted on NASA's addresses, it answers in their place.

The watch, its session, its retries, conditional requests and readers stay the ones that talk to NASA. As this
transport never opens a connection, a drill cannot reach the real hosts by mistake.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

from data.drill.feed import empty_modis_file, is_out, viirs_file
from data.drill.scene import Scene

_FILE = re.compile(
    r"/(?P<product>J1_VIIRS_C2|J2_VIIRS_C2|SUOMI_VIIRS_C2|MODIS_C6_1)_\w+_(?P<window>24h|48h|7d)\.csv$"
)
_SATELLITE = {"J1_VIIRS_C2": "NOAA-20", "J2_VIIRS_C2": "NOAA-21"}
_HOURS = {"24h": 24, "48h": 48, "7d": 168}


class SkyAdapter(BaseAdapter):
    """Answers every GET from the scene as it stands at `now()` (the scenario's clock, aware UTC)."""

    def __init__(self, scene: Scene, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._scene, self._now = scene, now

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        found = _FILE.search(request.url or "")
        if found is None:
            return _answer(request, HTTPStatus.NOT_FOUND, b"")
        satellite = _SATELLITE.get(found["product"])
        now = self._now()
        if satellite is None:
            return _file(request, empty_modis_file())
        if is_out(self._scene, satellite, now):
            return _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, b"Service Unavailable")
        return _file(request, viirs_file(self._scene, satellite, now, hours=_HOURS[found["window"]]))

    def close(self) -> None:
        """Nothing is held open."""


def _file(request: requests.PreparedRequest, body: bytes) -> requests.Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return _answer(request, HTTPStatus.NOT_MODIFIED, b"", etag)
    return _answer(request, HTTPStatus.OK, body, etag)


def _answer(
    request: requests.PreparedRequest, status: HTTPStatus, body: bytes, etag: str | None = None
) -> requests.Response:
    headers = {"Content-Type": "text/csv", "Content-Length": str(len(body))} | (
        {"ETag": etag} if etag else {}
    )
    raw = HTTPResponse(
        io.BytesIO(body), headers=headers, status=status, reason=status.phrase, preload_content=False
    )
    return HTTPAdapter().build_response(request, raw)
