"""A FIRMS of our own on the loopback: any answer, and any fault that a network can produce.

    with FirmsServer() as firms:
        firms.answer("J1_VIIRS", status(500), body(text))     # first a fault, then the file for ever
        environ["CANHLUA_FIRMS_URL"] = firms.url

Each path fragment has a list of replies; the last one repeats. A path that nobody prepared gets 404. Nothing
here sleeps for a test's sake: an answer that never comes waits until the server closes.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar


@dataclass(frozen=True)
class Reply:
    """One answer. `announced` overrides Content-Length; `fault` names a misbehaviour of the transport.

    fault: "" | "silent" (never answers) | "drip" (a byte at a time) | "drip_headers" | "reset" (closes before
    any byte) | "chunk_cut" (chunked, broken off inside a chunk).
    """

    status: int = 200
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    announced: int | None = None
    fault: str = ""


def body(content: bytes | str, *, kind: str = "text/csv", etag: bool = False) -> Reply:
    """A good answer; with `etag`, a conditional request for the same content gets 304."""
    data = content.encode() if isinstance(content, str) else content
    headers = {"Content-Type": kind}
    if etag:
        headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers["Last-Modified"] = "Fri, 12 Mar 2027 03:00:00 GMT"
    return Reply(200, data, headers)


def status(code: int, text: str = "", **headers: str) -> Reply:
    """A bare status; headers with _ for -: status(429, Retry_After="7")."""
    return Reply(code, text.encode(), {name.replace("_", "-"): value for name, value in headers.items()})


def prose(text: str, code: int = 200) -> Reply:
    return Reply(code, text.encode(), {"Content-Type": "text/plain"})


def html(text: str = "<!DOCTYPE html><html><title>Please log in</title></html>") -> Reply:
    return Reply(200, text.encode(), {"Content-Type": "text/html"})


def redirect(location: str, code: int = 302) -> Reply:
    return Reply(code, b"", {"Location": location})


def gzipped(content: bytes) -> Reply:
    return Reply(200, gzip.compress(content), {"Content-Encoding": "gzip"})


def wrong_gzip(content: bytes = b"latitude,longitude\n") -> Reply:
    """Says gzip, is plain text."""
    return Reply(200, content, {"Content-Encoding": "gzip"})


def cut_gzip(content: bytes) -> Reply:
    """A gzip stream that breaks off, with a Content-Length that agrees with what is sent."""
    return Reply(200, gzip.compress(content)[:-9], {"Content-Encoding": "gzip"})


def truncated(content: bytes, missing: int = 10) -> Reply:
    """Announces `missing` bytes more than it sends."""
    return Reply(200, content, {}, announced=len(content) + missing)


def faulty(fault: str, content: bytes = b"latitude,longitude\n" * 50) -> Reply:
    return Reply(200, content, {}, fault=fault)


@dataclass(frozen=True)
class Seen:
    """A request that came."""

    path: str
    headers: Mapping[str, str]


class FirmsServer:
    """The server; `requests` tells what was asked.

    `on_asked(path)` is called before each answer, `on_sent(path)` after it.
    """

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Seen] = []
        self.on_asked: Callable[[str], None] | None = None
        self.on_sent: Callable[[str], None] | None = None
        self.closing = threading.Event()
        self._replies: dict[str, list[Reply]] = {}
        self._lock = threading.Lock()
        outer = self

        class Handler(_Handler):
            firms = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, fragment: str, *replies: Reply) -> None:
        """Prepare what paths that contain `fragment` get: each reply once, the last one for ever."""
        with self._lock:
            self._replies[fragment] = list(replies)

    def count(self, fragment: str = "") -> int:
        """How many requests had `fragment` in their path."""
        return sum(fragment in seen.path for seen in self.requests)

    def next_reply(self, path: str) -> Reply:
        with self._lock:
            # The longest fragment is the most particular one.
            for fragment in sorted(self._replies, key=len, reverse=True):
                if fragment in path:
                    waiting = self._replies[fragment]
                    return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return status(404, "no such file here")

    def start(self) -> FirmsServer:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> FirmsServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Handler(BaseHTTPRequestHandler):
    firms: ClassVar[FirmsServer]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the tests read `requests`."""

    def do_GET(self) -> None:
        self.firms.requests.append(Seen(self.path, dict(self.headers.items())))
        if self.firms.on_asked is not None:
            self.firms.on_asked(self.path)
        reply = self.firms.next_reply(self.path)
        etag = reply.headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            reply = replace(reply, status=304, content=b"")
        self.close_connection = bool(reply.fault) or reply.announced is not None
        with suppress(OSError):  # the client went away, which is often the point
            self._send(reply)
            if self.firms.on_sent is not None:
                self.firms.on_sent(self.path)

    def _send(self, reply: Reply) -> None:
        if reply.fault == "silent":
            self.firms.closing.wait()
            return
        if reply.fault == "reset":
            return
        if reply.fault == "drip_headers":
            for piece in self._pieces(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 60_000):
                self.wfile.write(piece)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.fault == "chunk_cut":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n" % len(reply.content) + reply.content[:-5])
            return
        if reply.status != 304:
            length = len(reply.content) if reply.announced is None else reply.announced
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if reply.fault == "drip":
            for piece in self._pieces(reply.content):
                self.wfile.write(piece)
        else:
            self.wfile.write(reply.content)
        self.wfile.flush()

    def _pieces(self, content: bytes) -> Iterator[bytes]:
        for place in range(len(content)):
            if self.firms.closing.wait(0.02):
                return
            yield content[place : place + 1]
