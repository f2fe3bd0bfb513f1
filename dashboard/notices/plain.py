"""A plain page that reads a form: the language, the threadpool, and what is said when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import words
from dashboard.words.errors import say

_log = logging.getLogger(__name__)
_MOST_BYTES = 8192
"""Of a form: a name is short."""
Answer = Callable[[Request, FormData], Response]


def _said(request: Request, form: FormData, answer: Answer) -> Response:
    words.use(str(form.get("lang") or request.query_params.get("lang") or ""))
    try:
        return answer(request, form)
    except (SQLAlchemyError, OSError):
        # The address is a secret here: whoever has it can acknowledge.
        _log.exception("%s: database unusable", request.url.path.split("/")[1])
        return Response(say("database_unusable"), 503, media_type="text/plain; charset=utf-8")


def page(path: str, shown: Answer, acted: Answer | None = None) -> Route:
    """A route that shows on GET and, where there is something to do, acts on POST."""

    async def endpoint(request: Request) -> Response:
        if request.method != "POST" or acted is None:
            return await run_in_threadpool(_said, request, FormData(), shown)
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            return Response("Too large", status_code=413)
        async with request.form(max_files=0, max_fields=20) as form:
            return await run_in_threadpool(_said, request, form, acted)

    return Route(path, endpoint, methods=["GET", "POST"] if acted else ["GET"])
