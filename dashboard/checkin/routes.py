"""Which address is which page, how large a body may be, and what is said when something fails."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.checkin import acts, page, positions, shell, uploads
from dashboard.checkin.holder import HEADERS, Holder, held, told, unusable
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words.errors import say
from data.access.errors import Denied
from data.patrols.link_errors import MemberLinkUnusable
from geo.errors import GeoError

_MOST_FORM = 64 * 1024
_log = logging.getLogger(__name__)
_Taker = Callable[[Request, bytes, Holder, Services], Response]


def _refused(error: GeoError) -> Response:
    status = 403 if isinstance(error, Denied) else 400
    problem = str(error.params.get("problem", ""))
    return told({"message": say(error.code, error.params), "code": error.code, "problem": problem}, status)


def _down() -> Response:
    # The address is a secret here: whoever has it acts for the member.
    _log.exception("checkin: database unusable")
    return Response(say("database_unusable"), 503, media_type="text/plain; charset=utf-8")


def _shown(request: Request) -> Response:
    words.use(request.query_params.get("lang"))
    try:
        own = held(request)
        said = _("Đã ghi.") if request.query_params.get("done") else ""
        return page.shown(request, own, said=said)
    except MemberLinkUnusable as error:
        return unusable(request, error)
    except (SQLAlchemyError, OSError):
        return _down()


def _acted(request: Request, given: dict[str, str], *, scripted: bool) -> Response:
    words.use(given.get("lang") or request.query_params.get("lang") or request.headers.get("x-lang"))
    try:
        own = held(request)
        try:
            done = acts.act(given, own, services())
        except GeoError as error:
            if scripted:
                return _refused(error)
            status = 403 if isinstance(error, Denied) else 400
            return page.shown(request, own, problem=say(error.code, error.params), status=status)
    except MemberLinkUnusable as error:
        return unusable(request, error, scripted=scripted)
    except (SQLAlchemyError, OSError):
        return _down()
    if scripted:
        draft = given.get("draft", "")
        return told({"draft_id": draft, "id": done.id, "again": done.again, "text": done.text})
    # To itself, so that loading the page again sends nothing again.
    return RedirectResponse(f"{own.path}?lang={words.current()}&done=1", 303, headers=HEADERS)


async def _body(request: Request, most: int) -> bytes | None:
    """The body; None where it is longer than `most`."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        return None
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


def _too_large(request: Request, most: int) -> Response:
    words.use(request.headers.get("x-lang"))
    text = _("Quá lớn: tối đa {limit} MB.", limit=max(most // (1024 * 1024), 1))
    return told({"message": text, "code": "too_large"}, 413)


async def _page(request: Request) -> Response:
    if request.method != "POST":
        return await run_in_threadpool(_shown, request)
    if request.headers.get("content-type", "").startswith("application/json"):
        raw = await _body(request, _MOST_FORM)
        if raw is None:
            return _too_large(request, _MOST_FORM)
        try:
            found = json.loads(raw)
            given = {str(name): "" if value is None else str(value) for name, value in found.items()}
        except (ValueError, AttributeError, RecursionError):
            return told({"message": "not JSON", "code": "body_unreadable"}, 400)
        return await run_in_threadpool(_acted_scripted, request, given)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _MOST_FORM:
        return _too_large(request, _MOST_FORM)
    async with request.form(max_files=0, max_fields=40) as form:
        return await run_in_threadpool(_acted_plain, request, form)


def _acted_scripted(request: Request, given: dict[str, str]) -> Response:
    return _acted(request, given, scripted=True)


def _acted_plain(request: Request, form: FormData) -> Response:
    return _acted(request, {name: str(value) for name, value in form.items()}, scripted=False)


def _take(request: Request, raw: bytes, taker: _Taker) -> Response:
    words.use(request.headers.get("x-lang"))
    try:
        return taker(request, raw, held(request), services())
    except MemberLinkUnusable as error:
        return unusable(request, error, scripted=True)
    except GeoError as error:
        return _refused(error)
    except (SQLAlchemyError, OSError):
        return _down()


def _taking(path: str, taker: _Taker, most: int) -> Route:
    async def endpoint(request: Request) -> Response:
        raw = await _body(request, most)
        if raw is None:
            return _too_large(request, most)
        return await run_in_threadpool(_take, request, raw, taker)

    return Route(path, endpoint, methods=["POST"])


def routes() -> list[Route]:
    """Every address of a member's link, and the assets of its page."""
    return [
        *shell.routes(),
        Route("/checkin/{token}", _page, methods=["GET", "POST"]),
        _taking("/checkin/{token}/photo", uploads.photo, uploads.MOST_PHOTO),
        _taking("/checkin/{token}/track", uploads.track, uploads.MOST_TRACK),
        *positions.routes(),
    ]
