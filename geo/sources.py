"""Fetch the bytes of a SOURCE: a file or an address. Keys never leave this module in words."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests

from geo.errors import TooLarge, Unreachable

#: A regional 24 h file has 1–2 MB, a 7 d file about ten times as much.
MOST_BYTES = 64 * 1024 * 1024
CONNECT_S = 10.0
READ_S = 30.0
#: From head to last byte: an answer that drips slower than this is a time-out, though every read succeeds.
DEADLINE_S = 120.0
_PIECE = 64 * 1024
_HIDDEN = "***"

_SECRETS = (
    # /api/area/csv/{KEY}/…, /api/country/csv/{KEY}/…, /api/data_availability/csv/{KEY}/…
    re.compile(r"(?<=/)(?P<keep>api/[^/\s?#]+/[^/\s?#]+/)[^/\s?#'\"]+", re.IGNORECASE),
    re.compile(r"(?<=/)(?P<keep>mapserver/wfs/[^/\s?#]+/)[^/\s?#'\"]+", re.IGNORECASE),
    re.compile(
        r"(?P<keep>[?&;](?:map_?key|api_?key|key|token|access_token|password|secret|sig\w*)=)[^&;\s#'\"]*",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>://)[^/\s@'\"]+(?=@)"),
    # A MAP_KEY wherever it stands: 32 hexadecimal digits.
    re.compile(r"(?P<keep>)(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])", re.IGNORECASE),
)


@dataclass(frozen=True)
class Source:
    """What came: the body, the name its rows carry (redacted), and how many bytes the sender announced."""

    data: bytes
    name: str
    announced_length: int | None = None


def redact(text: str) -> str:
    """The text without MAP_KEYs (in a path or a query), passwords and tokens of addresses."""
    for pattern in _SECRETS:
        text = pattern.sub(lambda match: match.group("keep") + _HIDDEN, text)
    return text


def is_address(source: str) -> bool:
    """Whether SOURCE is an address rather than a file (`C:\\fires.csv` is a file)."""
    return re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE) is not None


def _announced(response: requests.Response) -> int | None:
    """Content-Length counts the bytes on the wire, so it says nothing about a compressed body's text."""
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() and "Content-Encoding" not in response.headers else None


def _body(response: requests.Response, name: str, most: int, deadline_s: float) -> bytes:
    announced = _announced(response)
    if announced is not None and announced > most:
        raise TooLarge(received=announced, limit=most, source=name)
    end = time.monotonic() + deadline_s
    pieces: list[bytes] = []
    received = 0
    for piece in response.iter_content(_PIECE):
        pieces.append(piece)
        received += len(piece)
        if received > most:
            raise TooLarge(received=received, limit=most, source=name)
        if time.monotonic() > end:
            raise Unreachable(source=name, reason=f"the answer took longer than {deadline_s:g} s")
    return b"".join(pieces)


def _get(url: str, most: int, timeout: tuple[float, float], deadline_s: float) -> Source:
    name = redact(url)
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:  # http://[::1
        raise Unreachable(source=name, reason="the address cannot be asked") from None
    if scheme not in ("http", "https"):
        raise Unreachable(source=name, reason="only http and https addresses can be read")
    # `from None`: the text of what requests raises holds the address with its key.
    try:
        with requests.get(url, stream=True, timeout=timeout) as response:
            if response.status_code != requests.codes.ok:
                raise Unreachable(source=name, reason=f"it answered with status {response.status_code}")
            return Source(_body(response, name, most, deadline_s), name, _announced(response))
    except requests.exceptions.Timeout:
        raise Unreachable(source=name, reason="no answer in time") from None
    except requests.exceptions.ContentDecodingError:
        raise Unreachable(source=name, reason="the compressed answer is damaged") from None
    except requests.exceptions.ChunkedEncodingError:
        raise Unreachable(source=name, reason="the answer broke off") from None
    except requests.exceptions.ConnectionError as error:
        late = "timed out" in str(error).lower()
        raise Unreachable(source=name, reason="no answer in time" if late else "no connection") from None
    except (requests.exceptions.RequestException, ValueError):
        raise Unreachable(source=name, reason="the address cannot be asked") from None


def _open(path: Path, name: str, most: int) -> Source:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise Unreachable(source=name, reason="there is no such file") from None
    except IsADirectoryError:
        raise Unreachable(source=name, reason="it is a folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be read"
        raise Unreachable(source=name, reason=reason) from None
    if len(data) > most:
        raise TooLarge(received=path.stat().st_size, limit=most, source=name)
    return Source(data, name)


def open_source(
    source: str,
    *,
    most_bytes: int = MOST_BYTES,
    timeout_s: tuple[float, float] = (CONNECT_S, READ_S),
    deadline_s: float = DEADLINE_S,
) -> Source:
    """Read a SOURCE whole.

    Parameters
    ----------
    source : str
        An http(s) address or the path of a file.
    most_bytes : int
        More than this, after decompression, is refused.
    timeout_s : (connect, read) time-outs; `deadline_s` bounds the whole body

    Raises
    ------
    Unreachable
        No such file, no connection, a status other than 200, a time-out, a body that broke off or whose
        compression is damaged. No address in its words holds a key.
    TooLarge
    """
    if is_address(source):
        return _get(source, most_bytes, timeout_s, deadline_s)
    return _open(Path(source), source, most_bytes)
