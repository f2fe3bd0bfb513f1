"""What a wall gets once, not with every refresh: outlines, words, attributions. ``/map/wall.json``, and its
scripts and styles under ``/assets/wall``. The address carries a digest of the content."""

from __future__ import annotations

import hashlib
import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import screen, words
from dashboard.map import assets
from dashboard.map.payload import area_payload
from dashboard.services import Services, services
from dashboard.wall import phrases

PATH = "/map/wall.json"
ASSETS = "/assets/wall"
_STATIC = Path(__file__).with_name("static")
SCRIPTS = ("time.js", "sound.js", "panels.js", "legend.js", "ground.js", "trust.js", "controls.js", "wall.js")
"""In loading order: the last brings the others together."""
_CACHE = {"Cache-Control": "public, max-age=31536000, immutable"}
_log = logging.getLogger(__name__)


def _board() -> Any:
    """`dashboard.parts.map.board`, when it is needed: it loads streamlit-folium, whose files Streamlit serves
    only where that is loaded after the server has begun."""
    from dashboard.parts.map import board as map_board

    return map_board


def files() -> dict[str, Path]:
    """The wall's own files by the name under which they are served."""
    return {name: _STATIC / name for name in (*SCRIPTS, "wall.css")}


def scripts(base: str = "") -> list[str]:
    """Addresses of every script that the wall needs, in loading order: Leaflet, the renderer, the wall."""
    own = [assets.address(ASSETS, files()[name], base) for name in SCRIPTS]
    return [url for _name, url in assets.script_addresses(base)] + own


def styles(base: str = "") -> list[str]:
    """Addresses of every style sheet."""
    return [
        *(url for _name, url in assets.style_addresses(base)),
        assets.address(ASSETS, files()["wall.css"], base),
    ]


def program() -> str:
    """Changes with every change of what runs in the browser: an open wall then loads itself anew."""
    return hashlib.sha256("".join((*scripts(), *styles())).encode()).hexdigest()[:12]


@cache
def _made(areas_dir: str, language: str, basemap: str) -> bytes:
    here = services()
    of_now = here.areas.communes[here.areas.communes["era"] == here.areas.present_era]
    labels = {here.areas.present_era: screen.era_label(here.areas.present_era)}
    frame: dict[str, Any] = {
        "areas": area_payload(of_now, labels),
        "attribution": "NASA FIRMS · " + " · ".join(here.areas.attributions),
        "basemap": json.loads(basemap),
        "words": _board().renderer_words(),
        "screen": phrases.screen_words(),
        "tourSeconds": here.profile.wall.tour_seconds,
    }
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()


def document(here: Services) -> bytes:
    """The frame in the language in use."""
    return _made(str(here.areas.directory), words.current(), json.dumps(_board().basemap()))


def address(here: Services, base: str = "") -> str:
    """Where a browser finds it."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    digest = hashlib.sha256(document(here)).hexdigest()[:12]
    return f"{prefix}{PATH}?v={digest}&lang={words.current()}"


def _answer(request: Request) -> Response:
    words.use(request.query_params.get("lang"))
    try:
        return Response(document(services()), media_type="application/json", headers=_CACHE)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: unusable: %s", PATH, type(error).__name__)
        return PlainTextResponse("The installation is unusable", status_code=503)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(_answer, request)


async def _file(request: Request) -> Response:
    file = files().get(request.path_params["name"])
    return FileResponse(file, headers=_CACHE) if file else PlainTextResponse("Not found", status_code=404)


def routes() -> list[Route]:
    """The frame and the files."""
    return [Route(PATH, _endpoint), Route(f"{ASSETS}/{{name}}", _file)]
