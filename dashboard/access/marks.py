"""Marks of our own forms: a form that a foreign page sends in somebody's name has none (CSRF)."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response

from dashboard.access import cookies
from dashboard.services import services
from data.access.secrets import keyed, new_secret

_PURPOSE = "form"


def mark_for(request: Request, key: bytes) -> tuple[str, str]:
    """The browser's form cookie (a new one where none of ours came) and the mark that belongs to it."""
    drill = services().drill
    held = cookies.secret_of(request.cookies, cookies.FORM, key, drill=drill) or new_secret()
    return cookies.signed(key, held), keyed(key, _PURPOSE, held)


def keep(response: Response, request: Request, cookie: str) -> None:
    """Send the form cookie with the form."""
    cookies.put(response, request, cookies.FORM, cookie, drill=services().drill, seconds=None)


def is_ours(request: Request, key: bytes, mark: str) -> bool:
    """Whether a form was ours: its mark belongs to this browser's cookie, and it was sent from our pages."""
    held = cookies.secret_of(request.cookies, cookies.FORM, key, drill=services().drill)
    if held is None or not hmac.compare_digest(mark.encode(), keyed(key, _PURPOSE, held).encode()):
        return False
    origin = request.headers.get("origin")
    return origin in (None, "null") or origin.split("://", 1)[-1] == request.headers.get("host")
