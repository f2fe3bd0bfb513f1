"""Who holds the phone: the account's key, the mark of its forms, and the frame that every page has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from dashboard import drill_mark, words
from dashboard.access import marks, of_request, sheets
from dashboard.field import phrases, shell
from dashboard.parts.actor_words import actor
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.access import Actor
from data.access.accounts import account_row
from data.access.secrets import keyed, make_signing_key
from data.checking.act import By
from data.store.engine import reading, writing

SCREEN = "screen:field"
WHO = "X-Canhlua-Who"
"""Header of every page: whose it is, so that a phone never shows it to somebody else."""
_TEMPLATES = sheets.environment(Path(__file__).with_name("templates"))
_HEADERS = sheets.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "geolocation=(self), camera=(self)",
}


def signing() -> bytes:
    """The database's signing key."""
    with writing(services().engine) as conn:
        return make_signing_key(conn)


def key_of(who: Actor, key: bytes) -> str:
    """What stands for an account on a phone: tells no name, and differs from database to database."""
    return keyed(key, "field", who.name)[:20]


def by_of(request: Request) -> By:
    """Who acts."""
    return By(of_request(request), services().now(), SCREEN)


def name_of(who: Actor) -> str:
    """How people call the one who is signed in; empty without an account."""
    if who.account_id is None:
        return ""
    with reading(services().engine) as conn:
        return str(account_row(conn, who.account_id)["full_name"])


def page(
    request: Request, template: str, title: str, status: int = 200, problem: str = "", **told: Any
) -> Response:
    """A page of ours."""
    here, who, key = services(), of_request(request), signing()
    cookie, mark = marks.mark_for(request, key)
    own = key_of(who, key)
    facts = {
        "who": own,
        "mark": mark,
        "lang": words.current(),
        "now": here.now().isoformat(timespec="seconds"),
        "drill": here.drill,
    }
    frame = sheets.frame(request, title, problem=problem) | {
        "drill": drill_mark.line() if here.drill else "",
        "stamp": shell.stamp(),
        "mark": mark,
        "me": name_of(who) or actor(who.name),
        "has_account": who.account_id is not None,
        "c": phrases.common(),
        "facts": json.dumps(facts, ensure_ascii=False),
    }
    answer = HTMLResponse(_TEMPLATES.get_template(template).render(frame | told), status, _HEADERS)
    answer.headers[WHO] = own
    marks.keep(answer, request, cookie)
    return answer


def bare(template: str, **told: Any) -> str:
    """A template without anybody's data."""
    return _TEMPLATES.get_template(template).render(told)


def told(body: dict[str, Any], status: int = 200) -> Response:
    """JSON that nobody keeps."""
    return JSONResponse(body, status, {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


def refused(message: str, status: int = 400, **more: Any) -> Response:
    """What went wrong, in words."""
    return told({"message": message, **more}, status)


def stale(request: Request, mark: str, whose: str | None = None) -> Response | None:
    """None when a write came from our page and from the account whose page it was.

    Otherwise 403 with a fresh mark (a page that was kept for days has an old one), or 409: somebody else is
    signed in now, and what one person wrote is never sent in another's name.
    """
    key = signing()
    if not marks.is_ours(request, key, mark):
        cookie, fresh = marks.mark_for(request, key)
        answer = refused(say("form_stale"), 403, mark=fresh)
        marks.keep(answer, request, cookie)
        return answer
    if whose is not None and whose != key_of(of_request(request), key):
        return refused(_("Người khác đang đăng nhập trên máy này. Kết quả chờ đúng người viết gửi."), 409)
    return None
