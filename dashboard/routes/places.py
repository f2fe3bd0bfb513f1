"""``/map/places.json``: names and lines of today for the renderer.

The address carries a version that changes with every change and with the day: a browser that has the document
never asks again, and one that asks anyway is told by the ETag that nothing changed.
"""

from __future__ import annotations

import gzip
import json
import logging
import threading

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import formats
from dashboard.map.places import places_payload
from dashboard.services import Services, services
from data.places.reading import list_lines, list_places, standing
from data.store.engine import reading
from geo.place_names import valid_on

PATH = "/map/places.json"
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_made: dict[tuple[str, str], bytes] = {}  # the last document of each database, packed


def version(conn: Connection, here: Services) -> str:
    """What the document depends on: the stored places and lines, and the day in Vietnam."""
    return f"{standing(conn)}-{formats.local(here.now()):%Y%m%d}"


def address(here: Services, base: str = "") -> str:
    """Where the renderer finds the document as it is now."""
    with reading(here.engine) as conn:
        now = version(conn, here)
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}{PATH}?version={now}"


def _document(conn: Connection, here: Services, now: str) -> bytes:
    key = (str(here.engine.url), now)
    with _lock:
        if key in _made:
            return _made[key]
    places = valid_on(list_places(conn), formats.local(here.now()).date())
    payload = places_payload(places, list_lines(conn))
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    packed = gzip.compress(body, 6, mtime=0)
    with _lock:
        _made.clear()
        _made[key] = packed
    return packed


def _answer(request: Request) -> Response:
    here = services()
    try:
        with reading(here.engine) as conn:
            now = version(conn, here)
            asked = request.query_params.get("version")
            headers = {
                "ETag": f'"{now}"',
                "Vary": "Accept-Encoding",
                "Cache-Control": "private, max-age=31536000, immutable" if asked == now else "no-cache",
            }
            if f'"{now}"' in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            packed = _document(conn, here, now)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", PATH, type(error).__name__)
        return PlainTextResponse("The database is unusable", status_code=503)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="application/json", headers=headers)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(_answer, request)


def routes() -> list[Route]:
    """The one address."""
    return [Route(PATH, _endpoint)]
