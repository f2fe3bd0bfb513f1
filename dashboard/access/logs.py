"""Keep links that let somebody in or act out of the server's log: whoever reads it could use them.

What follows such a link goes too: the apps that send positions put them there.
"""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"/(setup|display|ack|checkin|positions)/[^/\s\"]+")
_LOGGERS = ("uvicorn.access", "uvicorn.error")
"""A filter on a logger sees only that logger's own records, so each is named."""


class _Filter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SECRET.sub(r"/\1/***", record.getMessage()), ()
        return True


_FILTER = _Filter()


def guard_logs() -> None:
    """Put the filter on every logger that writes addresses of requests. Calling it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
