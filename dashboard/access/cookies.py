"""The cookies: signed, HttpOnly, SameSite=Lax, Secure under TLS; a drill has its own names.

What a cookie holds is a random secret and this database's signature: a forged one is known without a look
into the sessions.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import Response

from data.access.secrets import keyed

SESSION, WALL, FORM = "session", "wall", "form"
_PURPOSE = "cookie"


def name(kind: str, *, drill: bool) -> str:
    """The cookie's name: browsers share cookies between the ports of a machine."""
    return f"canhlua_drill_{kind}" if drill else f"canhlua_{kind}"


def signed(key: bytes, secret: str) -> str:
    """A cookie's value."""
    return f"{secret}.{keyed(key, _PURPOSE, secret)}"


def unsigned(key: bytes | None, value: str | None) -> str | None:
    """The secret of a cookie's value; None when we did not sign it."""
    secret, _, mark = (value or "").partition(".")
    if key is None or not secret or not hmac.compare_digest(mark, keyed(key, _PURPOSE, secret)):
        return None
    return secret


def secret_of(cookies: Mapping[str, str], kind: str, key: bytes | None, *, drill: bool) -> str | None:
    """The secret of one of our cookies, if it came and is ours."""
    return unsigned(key, cookies.get(name(kind, drill=drill)))


def is_encrypted(request: HTTPConnection) -> bool:
    """Whether the browser came by HTTPS (a proxy on this machine says so in X-Forwarded-Proto)."""
    return request.url.scheme in ("https", "wss")


def put(
    response: Response, request: HTTPConnection, kind: str, value: str, *, drill: bool, seconds: int | None
) -> None:
    """Give the browser a cookie; without `seconds` until it is closed."""
    response.set_cookie(
        name(kind, drill=drill),
        value,
        max_age=seconds,
        path="/",
        secure=is_encrypted(request),
        httponly=True,
        samesite="strict" if kind == FORM else "lax",
    )


def drop(response: Response, request: HTTPConnection, kind: str, *, drill: bool) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        name(kind, drill=drill), path="/", secure=is_encrypted(request), httponly=True, samesite="lax"
    )
