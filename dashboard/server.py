"""The ASGI application: Streamlit's pages, our routes, and the background watch in the lifespan."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from dashboard import background, briefings, calls, checkin, duty_book, field, notices, patrol_papers
from dashboard.access import routes as access_routes
from dashboard.access.guard import Guard
from dashboard.access.logs import guard_logs
from dashboard.access.opening import allowed_names, public_url
from dashboard.exports import duties as duty_export
from dashboard.exports import effort as effort_export
from dashboard.exports import journal as journal_export
from dashboard.exports import open_data as exports
from dashboard.exports import reports as report_export
from dashboard.map import assets
from dashboard.routes import base_tiles, calendar_feed
from dashboard.routes import cap as cap_routes
from dashboard.routes import forest_tiles as tiles
from dashboard.routes import incidents as incident_routes
from dashboard.routes import patrols as patrol_routes
from dashboard.routes import places as place_routes
from dashboard.routes import session as session_routes
from dashboard.routes import zones as zone_routes
from dashboard.routes.health import health
from dashboard.services import close, services
from dashboard.wall import frame as wall_frame

_CACHE = {"Cache-Control": "public, max-age=31536000, immutable"}  # addresses carry a digest of the content
_log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    """Open and migrate the database, run the watch, and let go of both at the end.

    A database that cannot be opened does not keep the server down: the page and ``/health`` say what is
    wrong.
    """
    try:
        here = await run_in_threadpool(services)
        background.start(here)
        tiles.warm()
    except Exception:
        _log.exception("the installation cannot be opened; pages will say so")
    try:
        yield
    finally:
        await run_in_threadpool(background.stop)
        close()


async def _map_file(request: Request) -> Response:
    file = assets.map_files().get(request.path_params["name"])
    return FileResponse(file, headers=_CACHE) if file else PlainTextResponse("Not found", status_code=404)


def create_app() -> st.App:
    """The application, for uvicorn or any other ASGI server (one worker: sessions live in memory)."""
    # Until the first st.navigation of a process, Streamlit takes files of a folder called "pages" for scripts
    # of their own: a fresh server would answer /sources with an empty page.
    PagesManager.uses_pages_directory = False
    guard_logs()
    names = allowed_names(public_url())
    config.set_option("server.allowedHosts", names)  # for the websocket, which no middleware of ours answers
    return st.App(
        Path(__file__).with_name("app.py"),
        lifespan=_lifespan,
        routes=[
            Route("/health", health),
            *session_routes.routes(),
            *access_routes.routes(),
            *calendar_feed.routes(),
            *calls.routes(),
            *checkin.routes(),
            *field.routes(),
            *notices.routes(),
            Route(f"{assets.MAP_PATH}/{{name}}", _map_file),
            Mount(assets.LEAFLET_PATH, StaticFiles(directory=assets.leaflet_folder())),
            *wall_frame.routes(),
            *cap_routes.routes(),
            *incident_routes.routes(),
            *journal_export.routes(),
            *duty_export.routes(),
            *effort_export.routes(),
            *report_export.routes(),
            *zone_routes.routes(),
            *duty_book.routes(),
            *patrol_papers.routes(),
            *briefings.routes(),
            *exports.routes(),  # its last one answers for every other export
            *patrol_routes.routes(),
            *place_routes.routes(),
            *base_tiles.routes(),
            *tiles.routes(),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False),
            Middleware(Guard),
        ],
    )
