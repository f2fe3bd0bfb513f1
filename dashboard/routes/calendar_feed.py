"""``/calendar/{token}.ics``: what a calendar program shows of an account's calendar."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.access.opening import public_url
from dashboard.access.visitor import visit_of
from dashboard.services import services
from data.access import tokens
from data.agencies import agencies_at
from data.calendar.entries import entries
from data.calendar.feed import feed
from data.clock import real_now
from data.store.engine import reading, writing

PATH = "/calendar/{token}.ics"
BACK, AHEAD = timedelta(days=92), timedelta(days=366)
_GONE = "Địa chỉ lịch này không dùng được nữa. / This calendar address no longer works."
_log = logging.getLogger(__name__)


def _answer(request: Request) -> Response:
    here, secret = services(), request.path_params["token"]
    now, real = here.now(), real_now()
    with reading(here.engine) as conn:
        who = tokens.find_calendar(conn, secret, address=visit_of(request).peer, now=real)
        if who is None:
            return PlainTextResponse(_GONE, status_code=404, headers={"Cache-Control": "no-store"})
        found = entries(conn, now - BACK, now + AHEAD, who, here.profile.tz, off=True)
        there = agencies_at(conn, now.astimezone(here.profile.tz).date())
        noted = tokens.worth_noting(conn, secret, real)
    if noted:
        with writing(here.engine) as conn:
            tokens.note(conn, secret, real)
    communes = here.areas.communes
    names = {each["agency_id"]: each["name"] or each["agency_id"] for each in there}
    names |= dict(zip(communes["area_id"], communes["name"], strict=True))
    body = feed(
        found,
        names,
        installation=here.profile.id,
        base=public_url(),
        now=now,
        tz=here.profile.tz,
        drill=here.drill,
    )
    return Response(body, media_type="text/calendar", headers={"Cache-Control": "no-store"})


async def _calendar(request: Request) -> Response:
    try:
        return await run_in_threadpool(_answer, request)
    except (SQLAlchemyError, OSError):
        _log.exception("the calendar cannot be read")
        return PlainTextResponse("503", status_code=503)


def routes() -> list[Route]:
    """The address of the feed."""
    return [Route(PATH, _calendar)]
