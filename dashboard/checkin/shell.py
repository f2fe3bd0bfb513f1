"""What a phone keeps of these pages themselves: style, script and service worker; nobody's data."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.field import shell as field_shell
from dashboard.services import services

PATH = "/assets/member"
_HERE = Path(__file__).parent
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_WORKER = "sw.js"


@cache
def _files() -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted((_HERE / "static").iterdir())}


@cache
def stamp() -> str:
    """A digest of everything that these pages are made of, the look of the field pages too."""
    parts = [*_files().values(), *(f.read_bytes() for f in sorted((_HERE / "templates").iterdir()))]
    return sha256(b"".join([*parts, field_shell.stamp().encode()])).hexdigest()[:12]


def place(*, drill: bool) -> str:
    """What names of caches on the phone begin with; a drill's are its own."""
    return "canhlua-drill-checkin" if drill else "canhlua-checkin"


def _worker(*, drill: bool) -> bytes:
    """The service worker of this version; a drill's keeps its own things."""
    head = f'const STAMP = "{stamp()}", PLACE = "{place(drill=drill)}";\n'
    return head.encode() + _files()[_WORKER]


def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    if name == _WORKER:
        headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/checkin/"}
        return Response(_worker(drill=services().drill), headers=headers, media_type=_TYPES[".js"])
    if name in _files():
        return Response(_files()[name], headers=_KEPT, media_type=_TYPES[Path(name).suffix])
    return PlainTextResponse("Not found", status_code=404)


async def _asset(request: Request) -> Response:
    return await run_in_threadpool(_answer, request)


def routes() -> list[Route]:
    """Everything of the shell."""
    return [Route(f"{PATH}/{{name}}", _asset)]
