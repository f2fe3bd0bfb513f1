"""``/positions/{token}``: phone apps hand in where a member is (`data.positions.requests` says how they do).

Answered for programs: 200 when nothing has to be sent again, 400 with the field that is wrong, 404 and 410
of a link that does not work. A GET without a position is a person who looks: they are sent to their page.
"""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.checkin.holder import told, unusable
from dashboard.services import services
from dashboard.words.errors import say
from data.clock import real_now
from data.patrols.link_errors import MemberLinkUnusable
from data.patrols.tokens import member_token, read_token
from data.positions.errors import PositionUnreadable
from data.positions.requests import Report, read_json, read_query
from data.positions.story import in_story
from data.positions.taking import take
from data.store.engine import reading, writing

_MOST_BYTES = 512 * 1024
"""A thousand positions with all that the newest app adds to each."""
_log = logging.getLogger(__name__)


def _report(request: Request, raw: bytes) -> Report:
    """What was sent: in the query, in a form, or as JSON."""
    asked = dict(request.query_params)
    if raw.lstrip()[:1] in (b"{", b"["):
        return read_json(raw)
    if raw and "lat" not in asked:
        asked |= dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50))
    return read_query(asked)


def _looks(request: Request) -> Response:
    """Somebody opened the address in a browser."""
    here = services()
    with reading(here.engine) as conn:
        days = here.profile.patrols.link_days
        own = read_token(conn, request.path_params["token"], "positions", now=here.now(), valid_days=days)
        page = member_token(conn, own["id"], "checkin")
    return RedirectResponse(f"/checkin/{page}#follow", 303, {"Cache-Control": "no-store"})


def _taken(request: Request, raw: bytes) -> Response:
    here, token = services(), request.path_params["token"]
    settings = here.profile.patrols
    with reading(here.engine) as conn:
        read_token(conn, token, "positions", now=here.now(), valid_days=settings.link_days)
    report = _report(request, raw)
    if here.drill:
        report = in_story(report, here.now(), real_now())
    with writing(here.engine) as conn:
        member = read_token(conn, token, "positions", now=here.now(), valid_days=settings.link_days)
        done = take(conn, member, report, settings, now=here.now(), drill=here.drill)
    wrong = [dict(each.params) for each in report.wrong]
    body = {"kept": done.kept, "doubled": done.doubled, "left_out": dict(done.left_out), "wrong": wrong}
    return JSONResponse(body, 200, {"Cache-Control": "no-store"})


def _answer(request: Request, raw: bytes) -> Response:
    words.use(request.query_params.get("lang"))
    try:
        if request.method == "GET" and not {"lat", "lon", "location"} & set(request.query_params):
            return _looks(request)
        return _taken(request, raw)
    except MemberLinkUnusable as error:
        return unusable(request, error, scripted=request.method != "GET")
    except PositionUnreadable as error:
        return told({"error": error.code, "message": say(error.code, error.params)} | dict(error.params), 400)
    except (SQLAlchemyError, OSError):
        _log.exception("positions: nothing was stored")
        return told({"error": "database_unusable"}, 503)


async def _endpoint(request: Request) -> Response:
    raw, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MOST_BYTES:
            return told({"error": "too_large"}, 413)
        raw.append(part)
    return await run_in_threadpool(_answer, request, b"".join(raw))


def routes() -> list[Route]:
    """The one address. HEAD stores nothing."""
    return [Route("/positions/{token}", _endpoint, methods=["GET", "POST"])]
