"""Keep the FIRMS key out of everything that is written down: errors, logs, run rows, screens.

The key sits in the path of the area API's addresses, so every text that may hold an address goes through
`redact` first. Two nets: the keys known to this process (`remember`), and the places where a key stands
(`geo.sources.redact`).
"""

from __future__ import annotations

import logging
import threading
from urllib.parse import quote

from geo.sources import redact as redact_places

REDACTED = "***"

_known: set[str] = set()
_lock = threading.Lock()

# Where addresses are logged: a filter on a logger sees only that logger's own records, so each is named.
_LOGGERS = (
    "urllib3.connectionpool",
    "urllib3.connection",
    "urllib3.util.retry",
    "urllib3.poolmanager",
    "requests.sessions",
    "data.feeds.fetch",
    "data.ingest",
    "data.watch",
    "apprise",
    "data.notices.sending",
    "data.notices.outbox",
    "data.notices.recording",
    "data.notices.watching",
)


def remember(secret: str | None) -> None:
    """Make a key known, so that it is found in any text and not only inside an address."""
    # A very short "key" would blank out half of every log line.
    if secret and len(secret) >= 6:
        with _lock:
            _known.update({secret, quote(secret, safe="")})


def redact(text: str) -> str:
    """`text` with every key replaced by ***."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return redact_places(text)


class RedactingFilter(logging.Filter):
    """Rewrites each record before any handler sees it, its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


_FILTER = RedactingFilter()


def guard_logs() -> None:
    """Put the filter on every logger that may write an address. Calling it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
