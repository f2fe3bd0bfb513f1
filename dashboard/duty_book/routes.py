"""``/duty-book/{agency}``: the same rows and sentences as the .docx, which are Vietnamese in every language;
only the bar of buttons is translated.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard import patrol_papers, words
from dashboard.access import sheets
from dashboard.access.visitor import of_request
from dashboard.duty_book import addresses
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.access import Denied
from data.casework.documents import words as paper_words
from data.dutybook.papers import book as told
from data.dutybook.papers.book import Book, book_of
from data.dutybook.papers.sheet import book_paper
from data.errors import DataError
from data.periods import PeriodUnreadable, between
from data.store.engine import reading

LONGEST = timedelta(days=366)
"""A book of a year is printed; more is a slip of the pen."""
_log = logging.getLogger(__name__)
_TEMPLATES = sheets.environment(Path(__file__).parent / "templates")
_SCRIPT = Path(patrol_papers.__file__).parent / "static" / "print.js"
_HEADERS = sheets.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; frame-ancestors 'none'"
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _days(request: Request) -> tuple[date, date]:
    asked = request.query_params
    text = f"{asked.get('from', '')}..{asked.get('to', '')}"
    try:
        first, last = (date.fromisoformat(asked.get(name, "")) for name in ("from", "to"))
    except ValueError:
        raise PeriodUnreadable(text=text[:40]) from None
    if not first <= last <= first + LONGEST or not 2000 <= first.year <= 2100:
        raise PeriodUnreadable(text=text[:40])
    return first, last


def _book(request: Request) -> Book:
    here = services()
    first, last = _days(request)
    with reading(here.engine) as conn:
        return book_of(
            conn,
            request.path_params["agency_id"],
            between(first, last, here.profile.tz),
            of_request(request),
            areas=here.areas,
            place=here.profile.name_vi.split(",")[0].strip(),
            now=here.now(),
            tz=here.profile.tz,
            drill=here.drill,
        )


def _told(request: Request, book: Book) -> dict[str, Any]:
    first, last = book.period.first, book.period.last
    return {
        "language": words.current(),
        "title": f"Sổ trực ban, {book.name}, {book.span}",
        "drill": paper_words.DRILL if book.drill else "",
        "back": f"{request.scope.get('root_path', '')}/duty?lang={words.current()}",
        "bar": [(addresses.address(book.agency_id, first, last, docx=True), _("Tải .docx"))],
        "w": {"back": _("Về trang Trực ban"), "print": _("In hoặc lưu PDF")},
        "head": book.head,
        "blank": paper_words.BLANK,
        "short_blank": paper_words.SHORT_BLANK,
        "day": paper_words.long_day(book.now.astimezone(book.tz).date()),
        "name": book.name,
        "span": book.span,
        "shifts": (told.SHIFT_HEADER, told.shift_rows(book)),
        "lines": (told.LINE_HEADER, told.line_rows(book)),
        "handovers": [
            {
                "title": told.handover_title(each, book.tz),
                "matters": (told.MATTER_HEADER, told.matter_rows(each)),
                "remark": each["remark"],
                "signed": (told.SIGN_HEADER, [told.sign_row(each, book.tz)]),
            }
            for each in book.handovers
        ],
    }


def _page(request: Request) -> Response:
    body = _TEMPLATES.get_template("duty_book.html").render(_told(request, _book(request)))
    return HTMLResponse(body, headers=_HEADERS)


def _docx(request: Request) -> Response:
    book = _book(request)
    name = f"{'DIEN-TAP_' if book.drill else ''}so-truc-ban-{book.period.first}-{book.period.last}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(book_paper(book), media_type=_DOCX, headers=headers)


def _route(path: str, answer: Callable[[Request], Response]) -> Route:
    def said(request: Request) -> Response:
        words.use(request.query_params.get("lang"))
        try:
            return answer(request)
        except DataError as error:
            code, params = error.code, error.params
            status = 403 if isinstance(error, Denied) else 400
        except (SQLAlchemyError, OSError) as error:
            _log.error("%s: database unusable: %s", path, type(error).__name__)
            code, params, status = "database_unusable", {}, 503
        body = {"error": code, "params": params, "message": say(code, params)}
        return JSONResponse(body, status, {"Cache-Control": "no-store"})

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(said, request)

    return Route(path, endpoint)


async def _script(_request: Request) -> Response:
    return FileResponse(_SCRIPT, media_type="text/javascript")


def routes() -> list[Route]:
    """The page, the file, and the script of the button."""
    return [
        Route(addresses.SCRIPT, _script),
        _route(addresses.DOCX, _docx),
        _route(addresses.PAGE, _page),
    ]
