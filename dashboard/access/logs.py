"""Keep links that let somebody in or act out of the server's log: whoever reads it could use them."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"/(setup|display|ack|checkin|calendar)/[^/?\s\"]+|/(positions)/[^\s\"]+")
"""Behind a link for positions stands where a phone is: that goes too."""
_LOGGERS = ("uvicorn.access", "uvicorn.error")
"""A filter on a logger sees only that logger's own records, so each is named."""


def _hidden(found: re.Match[str]) -> str:
    return f"/{found[1] or found[2]}/***"


class _Filter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SECRET.sub(_hidden, record.getMessage()), ()
        return True


_FILTER = _Filter()


def guard_logs() -> None:
    """Put the filter on every logger that writes addresses of requests. Calling it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
