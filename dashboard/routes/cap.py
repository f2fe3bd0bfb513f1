"""``/cap/feed.atom`` and ``/cap/{id}.xml``: alerts for other programs, in the Common Alerting Protocol 1.2.

Access is that of the exports (`dashboard.access.guard`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.access.opening import public_url
from dashboard.period import PeriodError
from dashboard.routes import conditional
from dashboard.services import Services, services
from dashboard.words.errors import say
from data.cap.atom import FEED_TYPE, NEVER, Feed, entry_of, feed_xml
from data.cap.composing import compose
from data.cap.errors import CapGone, CapPageUnreadable, CapUnknown
from data.cap.issuer import Issuer, issuer_for
from data.cap.message import identifier_of
from data.cap.reading import message_of, recent_links
from data.cap.writing import MEDIA_TYPE, to_xml
from data.clock import real_now
from data.store.engine import reading

FEED = "/cap/feed.atom"
WINDOW = timedelta(days=30)
PAGE = 100
"""The feed goes back `WINDOW`, `PAGE` messages at a time: older ones of the window are behind its link
"next", so that an afternoon of many fires loses none."""
_PARAMETERS = ("before", "lang")
_STATUS = {CapUnknown.code: 404, CapGone.code: 410}
_log = logging.getLogger(__name__)


def _issuer(here: Services) -> Issuer:
    return issuer_for(here.profile, here.areas, drill=here.drill, public_url=public_url())


def _base(request: Request) -> str:
    """The address that links begin with: the public one, else the one that was asked."""
    return public_url() or f"{request.url.scheme}://{request.url.netloc}"


def _before(request: Request) -> int | None:
    """The row below which the asked page begins.

    Raises
    ------
    PeriodError, CapPageUnreadable
        A parameter is not known, or is no page.
    """
    for name in request.query_params:
        if name not in _PARAMETERS:
            raise PeriodError("parameter_not_known", parameter=name[:40], known=", ".join(_PARAMETERS))
    given = request.query_params.get("before")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 18):
        raise CapPageUnreadable(before=given[:40])
    return int(given)


def _feed(request: Request) -> Response:
    here = services()
    before, issuer, base, language = _before(request), _issuer(here), _base(request), words.current()

    def page(start: int | None) -> str:
        asked = ({"before": str(start)} if start is not None else {}) | (
            {"lang": language} if "lang" in request.query_params else {}
        )
        return f"{base}{FEED}" + (f"?{urlencode(asked)}" if asked else "")

    with reading(here.engine) as conn:
        hours = issuer.settings.expires_hours
        found = recent_links(conn, here.now() - WINDOW, hours, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    entries = []
    for link in shown:
        name = identifier_of(link.row, issuer.zone, exercise=issuer.exercise)
        entries.append(entry_of(link, issuer, language, f"{base}/cap/{name}.xml"))
    following = page(shown[-1].row["id"]) if len(found) > PAGE else None
    body = feed_xml(Feed(language, page(before), page(None), following, entries), issuer)
    modified = max((entry.sent for entry in entries), default=NEVER)
    return conditional.answer(request, body, FEED_TYPE, modified, now=real_now())


def _message(request: Request) -> Response:
    here = services()
    issuer = _issuer(here)
    with reading(here.engine) as conn:
        link = message_of(conn, request.path_params["identifier"], issuer)
    body = to_xml(compose(link, issuer))
    return conditional.answer(request, body, MEDIA_TYPE, link.row["recorded_at"], now=real_now())


def _absent(request: Request) -> Response:
    raise CapUnknown(identifier=request.path_params["rest"][:80])


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status, {"Cache-Control": "no-store"})


def _route(path: str, make: Callable[[Request], Response]) -> Route:
    def answer(request: Request) -> Response:
        words.use(request.query_params.get("lang"))
        try:
            return make(request)
        except (CapUnknown, CapGone) as error:
            return _plain(say(error.code, error.params), _STATUS[error.code])
        except (PeriodError, CapPageUnreadable) as error:
            return _plain(say(error.code, error.params), 400)
        except (SQLAlchemyError, OSError) as error:
            _log.error("%s: database unusable: %s", path, type(error).__name__)
            return _plain(say("database_unusable"), 503)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return Route(path, endpoint)


def routes() -> list[Route]:
    """The feed, the messages, and a plain refusal for every other address below."""
    return [
        _route(FEED, _feed),
        _route("/cap/{identifier}.xml", _message),
        _route("/cap/{rest:path}", _absent),
    ]
