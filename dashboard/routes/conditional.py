"""Answers that need not be sent twice: ETag and Last-Modified (RFC 9110, 8.8 and 13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from data.clock import require_aware

SETTLED = timedelta(minutes=1)
"""A moment younger than this is no Last-Modified yet: a record of the same second, or one whose transaction
began before it, may still come. Nor is one that lies ahead, as the clock of a drill does."""


def _tags(header: str) -> set[str]:
    return {part.strip().removeprefix("W/") for part in header.split(",")}


def _not_newer(header: str, modified: datetime) -> bool:
    try:
        seen = parsedate_to_datetime(header)
    except ValueError:
        return False
    return seen.tzinfo is not None and modified <= seen


def answer(request: Request, body: bytes, media_type: str, modified: datetime, *, now: datetime) -> Response:
    """The body, or 304 where the asker has it.

    Parameters
    ----------
    modified
        When what is told was last changed, aware.
    now
        The real time: headers of HTTP know no other.
    """
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    at = require_aware(modified, "modified").replace(microsecond=0)
    settled = at <= now - SETTLED
    if settled:
        headers["Last-Modified"] = format_datetime(at, usegmt=True)
    matching, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if matching is not None:
        same = matching.strip() == "*" or tag in _tags(matching)
    else:
        same = settled and since is not None and _not_newer(since, at)
    if same:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
