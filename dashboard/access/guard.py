"""The guard at the door: every address that tells or takes something asks first who it is.

What is not in `NEEDS` holds no data (assets, Streamlit's own files) or asks for itself: a page of Streamlit
decides inside the script, the routes of signing in are for those who have not.
"""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import words
from dashboard.access.visitor import PEER, of_request
from dashboard.words.errors import say
from data.access import Actor, decide
from data.access.deciding import Decision
from data.access.sessions import WALL

NEEDS = {
    "/export/journal.csv": "journal.read",
    "/export/": "export.read",
    "/cap/": "export.read",
    "/tiles/": "map.read",
    "/forest/at": "map.read",
    "/map/patrols.json": "patrols.positions",
    "/map/": "map.read",
    "/call": "reception.record",
    "/m/": "checking.verdict",
    "/patrols/": "patrols.follow",
    "/briefings/": "wall.look",
    "/duty-book/": "map.read",
    "/media/": "map.read",
    "/_stcore/upload_file/": "map.read",
}
"""The beginning of an address → the action in the role table."""
WALL_TOO = ("/tiles/", "/map/places.json", "/map/wall.json")
"""Of these, what a screen on a wall needs that may look at nothing but the wall (`wall.look`)."""
CLOSED = ("/_stcore/agent/", "/_stcore/metrics")
"""Streamlit's doors that nobody here uses."""


def action_for(path: str) -> str | None:
    """What asking this address is; None where anybody may."""
    return next((action for start, action in NEEDS.items() if path.startswith(start)), None)


def _refusal(request: Request, actor: Actor, decision: Decision, action: str) -> Response:
    words.use(request.query_params.get("lang"))
    params = {"name": actor.name, "action": action, "problem": decision.reason}
    if not actor.signed_in and "text/html" in request.headers.get("accept", ""):
        asked = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?{urlencode({'next': asked})}", status_code=303)
    body = {"error": "access_denied", "params": params, "message": say("access_denied", params)}
    headers = {"Cache-Control": "no-store"}
    if not actor.signed_in:
        return JSONResponse(body, 401, headers | {"WWW-Authenticate": 'Bearer realm="Canh Lua"'})
    return JSONResponse(body, 403, headers)


def _ask(request: Request, action: str) -> Response | None:
    """None when it may; the refusal otherwise."""
    try:
        actor = of_request(request)
    except (SQLAlchemyError, OSError):
        code = "database_unusable"
        return JSONResponse({"error": code, "params": {}, "message": say(code)}, 503)
    decision = decide(actor, action)
    if not decision.allowed and request.scope["path"].startswith(WALL_TOO):
        decision = decide(actor, WALL)
    return None if decision.allowed else _refusal(request, actor, decision, action)


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        del headers[PEER]
        connection = HTTPConnection(scope)
        if scope["type"] == "websocket":
            headers[PEER] = connection.client.host if connection.client else ""
        else:
            refusal = await self._refusal(Request(scope, receive))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        path = str(request.scope["path"])  # what the router goes by, whatever the Host header says
        if path.startswith(CLOSED):
            return Response("Not found", status_code=404)
        action = action_for(path)
        return None if action is None else await run_in_threadpool(_ask, request, action)
