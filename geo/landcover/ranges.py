"""A file on a web server, read in parts.

GDAL could do this itself (/vsicurl). It is not used because it remembers failures of the network for the life
of the process, follows neither our time-outs nor the certificates and proxies that `requests` is set up with,
reports a web page as "not a supported format", and does not notice a file that is replaced between two parts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TransportTimeout

from geo.errors import GeoError
from geo.landcover import errors
from geo.sources import redact

_PIECE = 64 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True)
class Limits:
    """How long and how much: seconds, bytes, attempts at each part.

    A window of half a degree needs about 6 MB of a tile of 100 MB, so `max_bytes` refuses before a whole tile
    is read piece by piece.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 600.0
    attempts: int = 3
    wait_s: float = 1.0
    max_bytes: int = 64 * 1024 * 1024


def _reason(problem: BaseException) -> str:
    """The innermost cause in a few words; requests nests it four deep."""
    while (inner := problem.__cause__ or problem.__context__) is not None:
        problem = inner
    return redact(str(problem) or type(problem).__name__)[:200]


def _is_late(problem: BaseException) -> bool:
    inner: BaseException | None = problem
    while inner is not None:
        refused = isinstance(inner, NewConnectionError)  # to urllib3 a kind of time-out
        if not refused and isinstance(inner, (requests.Timeout, TransportTimeout, TimeoutError)):
            return True
        inner = inner.__cause__ or inner.__context__
    return False


def begins(head: bytes) -> str:
    """How a file begins, for people: printable and short."""
    text = head[:60].decode("latin-1")
    return repr("".join(c if c.isprintable() else "·" for c in text).strip())


_TRANSIENT = (errors.LandCoverTimedOut, errors.LandCoverServerFailed, errors.LandCoverTruncated)


class RangedFile:
    """A file at an http(s) address.

    Parameters
    ----------
    url : str
    session : requests.Session
        Its proxies, certificates and adapters count.
    limits : Limits
    sleep : callable
        Waits between attempts at a part.

    Attributes
    ----------
    name : str
        The address without secrets.
    size : int
        Bytes of the whole file; 0 before the first part came.
    etag, last_modified : str or None
    bytes_read : int
        Bytes of all bodies received so far.
    """

    def __init__(
        self,
        url: str,
        session: requests.Session,
        limits: Limits = Limits(),
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.name = redact(url)
        self.size = 0
        self.etag: str | None = None
        self.last_modified: str | None = None
        self.bytes_read = 0
        self._url, self._session, self._limits, self._sleep = url, session, limits, sleep
        self._ends = time.monotonic() + limits.total_s

    def _late(self) -> errors.LandCoverTimedOut:
        whole = time.monotonic() > self._ends
        seconds = self._limits.total_s if whole else self._limits.read_s
        return errors.LandCoverTimedOut(source=self.name, seconds=seconds)

    def _piece(self, response: requests.Response) -> bytes:
        if time.monotonic() > self._ends:
            raise self._late()
        piece: bytes = response.raw.read1(_PIECE)
        self.bytes_read += len(piece)
        self.allow(0)
        return piece

    def allow(self, more: int) -> None:
        """Refuse (`LandCoverTooLarge`) where so many more bytes would be more than `limits.max_bytes`."""
        amount, limit = self.bytes_read + more, self._limits.max_bytes
        if amount > limit:
            raise errors.LandCoverTooLarge(source=self.name, amount=amount, unit="B", limit=limit)

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status == 206:
            return
        if status in (404, 410):
            raise errors.LandCoverMissing(source=self.name)
        if status == 416 and not self.size:
            raise errors.LandCoverDamaged(source=self.name, reason="it is empty")
        if status in (412, 416):
            raise errors.LandCoverChanged(source=self.name)
        if status == 429 or status >= 500:
            raise errors.LandCoverServerFailed(source=self.name, status=status)
        if status != 200:
            raise errors.LandCoverRefused(source=self.name, status=status)
        # A whole file, or a login page. A look at its first bytes tells; the rest is not read.
        head = self._piece(response)
        if head[:2] in (b"II", b"MM"):
            raise errors.LandCoverWithoutRanges(source=self.name)
        raise errors.LandCoverNotATiff(source=self.name, begins=begins(head))

    def _check_part(self, response: requests.Response, start: int, stop: int) -> int:
        """The number of bytes that the answer must have."""
        stated = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if stated is None or response.headers.get("Content-Encoding", "identity") != "identity":
            raise errors.LandCoverWithoutRanges(source=self.name)
        first, last, size = map(int, stated.groups())
        etag = response.headers.get("ETag")
        if self.size and (size, etag) != (self.size, self.etag):
            raise errors.LandCoverChanged(source=self.name)
        if first != start or last + 1 != min(stop, size):
            raise errors.LandCoverWithoutRanges(source=self.name)
        self.size, self.etag = size, etag
        self.last_modified = response.headers.get("Last-Modified")
        return last + 1 - first

    def _ask(self, start: int, stop: int) -> bytes:
        headers = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity", "Accept": "*/*"}
        if self.etag and not self.etag.startswith("W/"):
            headers["If-Match"] = self.etag
        timeout = (self._limits.connect_s, self._limits.read_s)
        with self._session.get(self._url, headers=headers, timeout=timeout, stream=True) as response:
            response.raw.enforce_content_length = False  # compared here, where both numbers are known
            self._check_status(response)
            length = self._check_part(response, start, stop)
            body = bytearray()
            while len(body) < length and (piece := self._piece(response)):
                body += piece
        if len(body) < length:
            raise errors.LandCoverTruncated(source=self.name, received=len(body), announced=length)
        return bytes(body[:length])

    def _attempt(self, start: int, stop: int) -> bytes:
        failure: GeoError
        try:
            return self._ask(start, stop)
        except GeoError:
            raise
        except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
            failure = (
                self._late()
                if _is_late(problem) or time.monotonic() > self._ends
                else errors.LandCoverUnreachable(source=self.name, reason=_reason(problem))
            )
        raise failure  # outside the handler: no address with a secret hangs on it as its context

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes `start` to `stop` (not included), fewer only where the file ends.

        Time-outs, 429, 5xx and broken-off answers are tried again, `limits.attempts` times in all.

        Raises
        ------
        Unreachable, LandCoverError
            One of `geo.landcover.errors`.
        """
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._attempt(start, stop)
            except _TRANSIENT:
                if attempt == self._limits.attempts or time.monotonic() > self._ends:
                    raise
            self._sleep(self._limits.wait_s * 2 ** (attempt - 1))
        raise AssertionError("at least one attempt")
