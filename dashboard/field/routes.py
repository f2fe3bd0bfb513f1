"""``/m/``: which address is which page, how large a body may be, and what is said when something fails."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.access import sheets
from dashboard.field import acts, alarm_page, list_page, receiving, sheet_page, shell, taking
from dashboard.field.session import refused
from dashboard.notices.plain import page as plain_page
from dashboard.words import _
from dashboard.words.errors import say
from data.errors import EventUnknown

_log = logging.getLogger(__name__)
_Page = Callable[[Request, FormData], Response]
_Taker = Callable[[Request, bytes], Response]


def _unknown(request: Request, error: EventUnknown) -> Response:
    return sheets.notice(
        request,
        title=_("Không có đám cháy này"),
        problem=say(error.code, error.params),
        href=f"/m/?lang={words.current()}",
        button=_("Việc của tôi"),
        status=404,
    )


def _known(answer: _Page) -> _Page:
    """A page about an event; one that there is not is said so."""

    def said(request: Request, form: FormData) -> Response:
        try:
            return answer(request, form)
        except EventUnknown as error:
            return _unknown(request, error)

    return said


def _take(request: Request, raw: bytes, taker: _Taker) -> Response:
    words.use(request.query_params.get("lang") or request.headers.get("x-lang"))
    try:
        return taker(request, raw)
    except (SQLAlchemyError, OSError):
        _log.exception("%s: nothing was stored", request.url.path)
        return refused(say("database_unusable"), 503)


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


def _taking(path: str, taker: _Taker, most: int) -> Route:
    async def endpoint(request: Request) -> Response:
        raw = await _body(request, most)
        if raw is None:
            words.use(request.headers.get("x-lang"))
            text = _("Quá lớn: tối đa {limit} MB.", limit=max(most // (1024 * 1024), 1))
            return refused(text, 413, code="too_large")
        return await run_in_threadpool(_take, request, raw, taker)

    return Route(path, endpoint, methods=["POST"])


async def _home(_request: Request) -> Response:
    return RedirectResponse("/m/", 308)


def routes() -> list[Route]:
    """Every address of the field pages; those with a fixed name before those of an event."""
    return [
        *shell.routes(),
        Route("/m", _home),
        plain_page("/m/", lambda request, _form: list_page.shown(request)),
        plain_page("/m/now", taking.now),
        plain_page(alarm_page.PATH, alarm_page.shown, alarm_page.take),
        _taking("/m/photo", receiving.photo, receiving.MOST_PHOTO),
        plain_page("/m/photo/{photo:int}.jpg", taking.photo),
        plain_page("/m/{event}", _known(lambda request, _form: sheet_page.shown(request))),
        plain_page("/m/{event}/take.{form}", _known(taking.take)),
        _taking("/m/{event}/verdict", receiving.verdict, receiving.MOST_VERDICT),
        _taking("/m/{event}/track", receiving.track, receiving.MOST_TRACK),
        *(
            plain_page(f"/m/{{event}}/{what}", _known(_back), _known(_acting(what)))
            for what in ("claim", "hand-over", "release")
        ),
    ]


def _back(request: Request, _form: FormData) -> Response:
    return RedirectResponse(f"/m/{request.path_params['event']}?lang={words.current()}", 303)


def _acting(what: str) -> _Page:
    def acted(request: Request, form: FormData) -> Response:
        request.path_params["what"] = what
        return acts.act(request, form)

    return acted
