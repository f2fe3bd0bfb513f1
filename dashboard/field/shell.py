"""What a phone keeps of the program itself: styles, scripts, the icon, the manifest; nobody's data."""

from __future__ import annotations

import io
import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageDraw
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import drill_mark, words
from dashboard.field import phrases
from dashboard.services import services
from dashboard.words import _
from dashboard.words.catalogue import languages

PATH = "/assets/field"
_HERE = Path(__file__).parent
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_FRESH = {"Cache-Control": "no-cache"}
_WORKER = "sw.js"
_SIZES = (192, 512)
_FLAME = ((50, 12), (66, 34), (60, 46), (70, 42), (78, 62), (64, 86), (36, 86), (22, 62), (34, 38), (42, 48))
"""Corners of a flame on a square of 100."""


@cache
def _files() -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted((_HERE / "static").iterdir())}


@cache
def _words(language: str) -> bytes:
    """The words of the scripts, once for all pages: each page is smaller by a third."""
    kept = words.current()
    words.use(language)
    try:
        said = json.dumps(phrases.script_words(), ensure_ascii=False)
    finally:
        words.use(kept)
    return f"window.CanhLuaWords = {said};\n".encode()


@cache
def stamp() -> str:
    """A digest of everything that pages are made of: another one means another version."""
    parts = [*_files().values(), *(f.read_bytes() for f in sorted((_HERE / "templates").iterdir()))]
    parts += [_words(language) for language in languages()]
    return sha256(b"".join(parts)).hexdigest()[:12]


@cache
def _icon(size: int, *, drill: bool) -> bytes:
    """A flame on green; in a drill on the yellow of exercises."""
    image = Image.new("RGB", (size, size), "#ffd23f" if drill else "#143d2b")
    pen = ImageDraw.Draw(image)
    for scale, colour in ((0.80, "#d32f2f"), (0.46, "#ffb300")):
        middle = (50, 50 if scale > 0.5 else 62)
        corners = [
            ((middle[0] + (x - 50) * scale) * size / 100, (middle[1] + (y - 50) * scale) * size / 100)
            for x, y in _FLAME
        ]
        pen.polygon(corners, fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _manifest(language: str, *, drill: bool) -> bytes:
    mark = f"{drill_mark.MARK} – " if drill else ""
    body = {
        "id": "/m/",
        "name": f"{mark}Canh Lửa",
        "short_name": drill_mark.MARK if drill else "Canh Lửa",
        "description": _("Kiểm tra điểm cháy ngoài rừng, dùng được khi không có mạng."),
        "lang": language,
        "start_url": f"/m/?lang={language}",
        "scope": "/m/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffd23f" if drill else "#143d2b",
        "icons": [
            {"src": f"{PATH}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": use}
            for size in _SIZES
            for use in ("any", "maskable")
        ],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _worker(*, drill: bool) -> bytes:
    """The service worker of this version; a drill's keeps its own things."""
    head = f'const STAMP = "{stamp()}", PLACE = "{"canhlua-drill" if drill else "canhlua"}";\n'
    return head.encode() + _files()[_WORKER]


def _answer(request: Request) -> Response:
    name, drill = request.path_params["name"], services().drill
    language = words.use(request.query_params.get("lang"))
    if name == _WORKER:
        headers = _FRESH | {"Service-Worker-Allowed": "/m/"}
        return Response(_worker(drill=drill), headers=headers, media_type=_TYPES[".js"])
    if name == "app.webmanifest":
        body = _manifest(language, drill=drill)
        return Response(body, headers=_FRESH, media_type="application/manifest+json")
    if name == "offline.html":
        from dashboard.field.session import bare

        told = {"stamp": stamp(), "drill": drill_mark.line() if drill else ""}
        policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        return HTMLResponse(
            bare("offline.html", **told), headers=_FRESH | {"Content-Security-Policy": policy}
        )
    if name in {f"icon-{size}.png" for size in _SIZES}:
        return Response(_icon(int(name[5:-4]), drill=drill), headers=_FRESH, media_type="image/png")
    if name in {f"words-{each}.js" for each in languages()}:
        return Response(_words(name[6:-3]), headers=_KEPT, media_type=_TYPES[".js"])
    if name in _files():
        return Response(_files()[name], headers=_KEPT, media_type=_TYPES[Path(name).suffix])
    return PlainTextResponse("Not found", status_code=404)


async def _asset(request: Request) -> Response:
    return await run_in_threadpool(_answer, request)


def routes() -> list[Route]:
    """Everything of the shell."""
    return [Route(f"{PATH}/{{name}}", _asset)]
