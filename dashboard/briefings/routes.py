"""``/briefings/{id}``, its .docx and its map. What is told is redacted by who asks; the map holds nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.access import of_request, sheets
from dashboard.briefings import reading as own
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.casework.documents import words as paper
from data.store.engine import reading
from data.wall.briefings import picture_bytes
from data.wall.errors import BriefingUnknown
from data.wall.papers import telling
from data.wall.papers.sheet import POSITION, briefing_paper
from data.wall.papers.words import CAUTION

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_TEMPLATES = sheets.environment(_HERE / "templates")
_HEADERS = sheets.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_ID = 2**63 - 1


def _bar(briefing_id: int, picture: bool) -> list[tuple[str, str]]:
    found = [(own.address(own.DOCX, briefing_id), _("Tải .docx"))]
    return [*found, (own.address(own.MAP, briefing_id), _("Bản đồ (.png)"))] if picture else found


def _filled(request: Request, told: telling.Told, head: Any, picture: bool) -> dict[str, Any]:
    here, row = services(), told.row
    return {
        "language": words.current(),
        "title": telling.title(told),
        "drill": paper.DRILL if here.drill else "",
        "back": f"{request.scope.get('root_path', '')}/briefings?briefing={row['id']}",
        "bar": _bar(row["id"], picture),
        "w": {"back": _("Về danh sách bản tin"), "print": _("In hoặc lưu PDF")},
        "head": head,
        "blank": paper.BLANK,
        "short_blank": paper.SHORT_BLANK,
        "day": paper.long_day(row["day"]),
        "lead": f"{telling.taken(told)} {CAUTION}",
        "figures": telling.figures(told),
        "decisions": (telling.DECISION_HEADER, telling.decision_rows(told)),
        "left": telling.decisions_left(told),
        "sky": (telling.SKY_HEADER, telling.sky_rows(told)),
        "levels": (telling.LEVEL_HEADER, telling.level_rows(told)),
        "incidents": (telling.INCIDENT_HEADER, telling.incident_rows(told)),
        "patrols": (telling.PATROL_HEADER, telling.patrol_rows(told)),
        "duty": (telling.DUTY_HEADER, telling.duty_rows(told)),
        "coming": [("Sắp tới", line) for line in telling.coming(told)],
        "signed": telling.signed(told),
        "position": POSITION,
        "picture": own.address(own.MAP, row["id"]).rpartition("/")[2] if picture else "",
    }


def _page(request: Request, briefing_id: int) -> Response:
    here = services()
    with reading(here.engine) as conn:
        told = own.told(conn, here, of_request(request), briefing_id)
        head = own.head_of(conn, here, told)
    picture = picture_bytes(told.row, drill=here.drill) is not None
    body = _TEMPLATES.get_template("briefing.html").render(_filled(request, told, head, picture))
    return HTMLResponse(body, headers=_HEADERS)


def _docx(request: Request, briefing_id: int) -> Response:
    here = services()
    with reading(here.engine) as conn:
        told = own.told(conn, here, of_request(request), briefing_id)
        head = own.head_of(conn, here, told)
    made = briefing_paper(told, head, picture_bytes(told.row, drill=here.drill), drill=here.drill)
    name = own.file_name(here, told, "docx")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(made, media_type=_DOCX, headers=headers)


def _map(request: Request, briefing_id: int) -> Response:
    here = services()
    with reading(here.engine) as conn:
        told = own.told(conn, here, of_request(request), briefing_id)
    picture = picture_bytes(told.row, drill=here.drill)
    if picture is None:
        return PlainTextResponse("Not found", status_code=404)
    name = own.file_name(here, told, "png")
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, max-age=3600"}
    return Response(picture, media_type="image/png", headers=headers)


def _route(path: str, answer: Callable[[Request, int], Response]) -> Route:
    def said(request: Request) -> Response:
        words.use(request.query_params.get("lang"))
        briefing_id = request.path_params["id"]
        try:
            if briefing_id > _MOST_ID:
                raise BriefingUnknown(id=briefing_id)
            return answer(request, briefing_id)
        except BriefingUnknown as error:
            code, params, status = error.code, error.params, 404
        except (SQLAlchemyError, OSError) as error:
            _log.error("%s: unusable: %s", path, type(error).__name__)
            code, params, status = "database_unusable", {}, 503
        body = {"error": code, "params": params, "message": say(code, params)}
        return JSONResponse(body, status, {"Cache-Control": "no-store"})

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(said, request)

    return Route(path, endpoint)


async def _script(_request: Request) -> Response:
    return FileResponse(_HERE / "static" / "print.js", media_type="text/javascript")


def routes() -> list[Route]:
    """Every address of briefings."""
    return [
        Route(own.SCRIPT, _script),
        _route(own.DOCX, _docx),
        _route(own.MAP, _map),
        _route(own.PAGE, _page),
    ]
