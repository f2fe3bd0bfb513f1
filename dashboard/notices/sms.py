"""``POST /sms/inbound``: the SMS gateway hands in what people answered. ``POST /sms/delivered``: it reports
what became of a message.

Headers ``X-Canhlua-Timestamp`` (seconds since 1970) and ``X-Canhlua-Signature`` (hex of HMAC-SHA-256 with
CANHLUA_SMS_SECRET over ``timestamp.body``); the body is JSON or a form.

- inbound: ``{"id", "from", "text"}``; the answer is ``{"result", "reply"}``, and the gateway sends `reply` to
  the sender
- delivered: ``{"id", "status"}`` with the ``{notice}`` under which the message was handed over; the answer is
  ``{"result"}``

The same twice acts once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.office import office
from dashboard.services import Services, services
from dashboard.words.errors import say
from data.checking.by_sms import answers
from data.clock import real_now
from data.notices.delivering import report
from data.notices.errors import SmsRefused
from data.notices.inbound_sms import check_signature, take
from data.store.engine import writing

_log = logging.getLogger(__name__)
_MOST_BYTES = 8192
_STATUS = {"sms_not_configured": 404, "sms_signature": 401, "sms_stale": 401}
"""Every other problem is 400."""
Given = Mapping[str, str]
Act = Callable[[Connection, Given, Services], dict[str, str]]


def _fields(body: bytes, kind: str) -> Given:
    try:
        text = body.decode("utf-8")
        given: Any = dict(parse_qsl(text)) if "form" in kind else json.loads(text)
    except ValueError:
        raise SmsRefused(problem="sms_unreadable") from None
    if not isinstance(given, dict):
        raise SmsRefused(problem="sms_unreadable")
    return {name: str(given.get(name) or "") for name in ("id", "from", "text", "status")}


def _answered(conn: Connection, given: Given, here: Services) -> dict[str, str]:
    now, real, own = here.now(), real_now(), office()
    verdicts = answers(own.notices.code_prefix, now, here.profile.checking, drill=here.drill)
    said = given["id"], given["from"], given["text"]
    taken = take(conn, *said, own, now=now, real_now=real, other=verdicts)
    return {"result": taken.result, "reply": taken.reply}


def _delivered(conn: Connection, given: Given, here: Services) -> dict[str, str]:
    return {"result": report(conn, given["id"], given["status"], now=here.now(), real=real_now())}


def _take(act: Act, body: bytes, headers: Mapping[str, str]) -> Response:
    here = services()
    words.use(None)
    try:
        check_signature(
            office().channels.sms_secret,
            headers.get("x-canhlua-timestamp", ""),
            body,
            headers.get("x-canhlua-signature", ""),
            real_now=real_now(),
        )
        given = _fields(body, headers.get("content-type", ""))
        with writing(here.engine) as conn:
            answer = act(conn, given, here)
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
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def _door(path: str, act: Act) -> Route:
    async def handed_in(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            return JSONResponse({"error": "too_large"}, 413)
        body = await request.body()
        return await run_in_threadpool(_take, act, body, dict(request.headers))

    return Route(path, handed_in, methods=["POST"])


def routes() -> list[Route]:
    """The gateway's doors."""
    return [_door("/sms/inbound", _answered), _door("/sms/delivered", _delivered)]
