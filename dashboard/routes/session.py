"""``POST /session``: whether the server still knows a visit, for a browser whose line was cut."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import runtime

LONGEST = 100
"""Characters; a visit's name, as Streamlit gives it, has 36."""


def known(session: str) -> bool:
    """Whether somebody is connected to the visit of this name; only the visitor knows it."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


async def _session(request: Request) -> JSONResponse:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            break
    return JSONResponse({"kept": known(body.decode(errors="replace"))}, headers={"Cache-Control": "no-store"})


def routes() -> list[Route]:
    """For the server's table of routes."""
    return [Route("/session", _session, methods=["POST"])]
