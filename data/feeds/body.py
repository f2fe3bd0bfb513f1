"""The body of an answer: complete, unpacked, and never larger than allowed."""

from __future__ import annotations

import zlib

import requests
from urllib3.exceptions import ProtocolError

from data.feeds.errors import BrokenEncoding
from geo.errors import TooLarge, TruncatedDownload

_CHUNK = 64 * 1024


class _Unpacker:
    """Unpacks gzip (several members too) and counts what comes out, so that a small bomb stays small."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._encoding, self._limit = encoding, limit
        self._gzip = zlib.decompressobj(31) if encoding else None
        self._out = bytearray()

    def feed(self, packed: bytes) -> None:
        if self._gzip is None:
            self._out += packed
        while self._gzip is not None and packed:
            try:
                if self._gzip.eof:
                    self._gzip = zlib.decompressobj(31)
                self._out += self._gzip.decompress(packed, self._limit + 1 - len(self._out))
            except zlib.error:
                self._broken()
            packed = self._gzip.unconsumed_tail or self._gzip.unused_data
            if len(self._out) > self._limit:
                break
        if len(self._out) > self._limit:
            raise TooLarge(received=len(self._out), limit=self._limit)

    def _broken(self) -> None:
        raise BrokenEncoding(encoding=self._encoding)

    def done(self) -> bytes:
        if self._gzip is not None and not self._gzip.eof:
            self._broken()
        return bytes(self._out)


def read_body(response: requests.Response, limit: int) -> bytes:
    """The unpacked body, checked against the announced length and the limit while it comes in.

    Parameters
    ----------
    response
        Opened with stream=True, nothing read yet.
    limit
        Most bytes, packed and unpacked.

    Raises
    ------
    TooLarge, TruncatedDownload, BrokenEncoding
        And whatever the connection raises when it breaks.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    encoding = "" if encoding == "identity" else encoding
    if encoding not in ("", "gzip", "x-gzip"):
        raise BrokenEncoding(encoding=encoding)
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    length = response.headers.get("Content-Length", "")
    announced = int(length) if length.isdigit() and not chunked else None
    if announced is not None and announced > limit:
        raise TooLarge(received=announced, limit=limit)
    raw, received, unpacker = response.raw, 0, _Unpacker(encoding, limit)
    raw.enforce_content_length = False  # compared below, where both numbers are known
    try:
        while chunk := raw.read(_CHUNK, decode_content=False):
            received += len(chunk)
            unpacker.feed(chunk)
    except ProtocolError as problem:
        if "Incomplete" not in repr(problem) and "InvalidChunk" not in repr(problem):
            raise
        cut = True
    else:
        cut = announced is not None and received < announced
    if cut:
        raise TruncatedDownload(received=received, announced=announced)
    return unpacker.done()
