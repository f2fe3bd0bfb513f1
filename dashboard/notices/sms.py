"""``POST /sms/inbound``: the SMS gateway hands in what people answered.

Headers ``X-Canhlua-Timestamp`` (seconds since 1970) and ``X-Canhlua-Signature`` (hex of HMAC-SHA-256 with
CANHLUA_SMS_SECRET over ``timestamp.body``); body ``{"id", "from", "text"}`` as JSON or as a form. The answer
is ``{"result", "reply"}``; the gateway sends `reply` to the sender. The same id twice acts once.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.services import services
from dashboard.words.errors import say
from data.checking.by_sms import answers
from data.clock import real_now
from data.notices.errors import SmsRefused
from data.notices.inbound_sms import check_signature, take
from data.notices.office import office_of
from data.notices.settings import read_channels
from data.store.engine import writing

_log = logging.getLogger(__name__)
_MOST_BYTES = 8192
_STATUS = {"sms_not_configured": 404, "sms_signature": 401, "sms_stale": 401, "sms_unreadable": 400}


def _fields(body: bytes, kind: str) -> dict[str, str]:
    try:
        text = body.decode("utf-8")
        given: Any = dict(parse_qsl(text)) if "form" in kind else json.loads(text)
    except ValueError:
        raise SmsRefused(problem="sms_unreadable") from None
    if not isinstance(given, dict):
        raise SmsRefused(problem="sms_unreadable")
    return {name: str(given.get(name) or "") for name in ("id", "from", "text")}


def _take(body: bytes, headers: dict[str, str]) -> Response:
    here, real = services(), real_now()
    words.use(None)
    try:
        channels = read_channels(drill=here.drill)
        check_signature(
            channels.sms_secret,
            headers.get("x-canhlua-timestamp", ""),
            body,
            headers.get("x-canhlua-signature", ""),
            real_now=real,
        )
        given = _fields(body, headers.get("content-type", ""))
        office = office_of(here.profile, here.areas, channels)
        now, prefix = here.now(), office.notices.code_prefix
        verdicts = answers(prefix, now, here.profile.checking, drill=here.drill)
        with writing(here.engine) as conn:
            taken = take(
                conn,
                given["id"],
                given["from"],
                given["text"],
                office,
                now=now,
                real_now=real,
                other=verdicts,
            )
    except SmsRefused as error:
        status = _STATUS.get(str(error.params["problem"]), 400)
        return JSONResponse(
            {
                "error": error.code,
                "problem": error.params["problem"],
                "message": say(error.code, error.params),
            },
            status,
        )
    except (SQLAlchemyError, OSError):
        _log.exception("sms: database unusable")
        return JSONResponse({"error": "database_unusable", "message": say("database_unusable")}, 503)
    return JSONResponse({"result": taken.result, "reply": taken.reply}, headers={"Cache-Control": "no-store"})


async def _inbound(request: Request) -> Response:
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _MOST_BYTES:
        return JSONResponse({"error": "too_large"}, 413)
    body = await request.body()
    return await run_in_threadpool(_take, body, dict(request.headers))


def routes() -> list[Route]:
    """The gateway's door."""
    return [Route("/sms/inbound", _inbound, methods=["POST"])]
