"""Ways in which fetching a feed fails before there is a file to read. None of them ever carries the key."""

# ruff: noqa: N818 -- named for what happened, as geo.errors
from __future__ import annotations

from typing import Any

from data.feeds.redact import redact
from geo.errors import SourceError, Unreachable


class FetchFailed(Unreachable):
    """Base of the failures of a download; `source` is the address without its key.

    `transient` says that the same server may do better in a moment: a time-out, 429 or 5xx, nothing else.
    """

    code = "fetch_failed"
    transient = False

    def __init__(self, **params: Any) -> None:
        super().__init__(**{k: redact(v) if isinstance(v, str) else v for k, v in params.items()})


class TimedOut(FetchFailed):
    """No complete answer in time: no connection, no first byte, or a body that only drips."""

    code = "timed_out"
    sentence = "{source} did not answer completely within {seconds} s"
    transient = True


class ConnectionFailed(FetchFailed):
    """No network, no such name, connection refused or broken off, certificate not accepted.

    Not tried again at once: without a network every feed would wait in vain. The next poll tries anew.
    """

    code = "connection_failed"
    sentence = "{source} cannot be reached: {reason}"


class ServerFailed(FetchFailed):
    """Status 5xx."""

    code = "server_failed"
    sentence = "{source} answered with status {status}: its server has a fault"
    transient = True


class RateLimited(FetchFailed):
    """Status 429; `retry_after_s` is what the server asked for, or None."""

    code = "rate_limited"
    sentence = "{source} asks to be polled less often (status 429)"
    transient = True


class RefusedByServer(FetchFailed):
    """Any other status that is not a file: 401, 403, 404, an unasked 304, …"""

    code = "refused_by_server"
    sentence = "{source} answered with status {status} instead of a file"


class Redirected(FetchFailed):
    """The answer leads to a server that is none of the configured ones: a login page, or a hijacked name."""

    code = "redirected"
    sentence = "{source} sends us on to {host}, which is none of the configured servers"


class BrokenEncoding(SourceError):
    """The body is not what Content-Encoding says, or its compressed stream breaks off."""

    code = "broken_encoding"
    sentence = "The answer is marked {encoding} but cannot be unpacked"


class SourceNotAvailable(SourceError):
    """The API lists no data of a sensor for the days asked: its empty answer would not mean 'no fires'."""

    code = "source_not_available"
    sentence = "The source has no data of {source} for {first} to {last}"
