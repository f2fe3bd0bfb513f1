"""A web server with one file in it, as a public bucket has it: with ranges, without, or failing."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = b"<!DOCTYPE html><html><title>Log in</title></html>"


@dataclass
class Bucket:
    """A running server. `sent` counts the bytes of the bodies, `asked` holds (path, Range header).

    `fault` is one of: "" (all is well), "no_ranges", "html" (a page with status 200), "cut" (half of each
    body), "other_range", "silent" (never answers), "drip" (a byte now and then), or a status as text ("404",
    "500"). `faults` is how many answers have it (None: all). `replaced` changes the `etag` after the
    first answer; without `honours_match` If-Match is not looked at.
    """

    address: str
    folder: Path
    fault: str = ""
    faults: int | None = None
    etag: str = '"one"'
    replaced: bool = False
    honours_match: bool = True
    sent: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def template(self) -> str:
        return self.address + "/{tile}.tif"


def _fault(bucket: Bucket) -> str:
    if bucket.faults is None:
        return bucket.fault
    if bucket.faults <= 0:
        return ""
    bucket.faults -= 1
    return bucket.fault


@contextmanager
def bucket(folder: Path) -> Iterator[Bucket]:
    """Serve the files of a folder on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _send(self, status: int, body: bytes, announced: int | None = None, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body) if announced is None else announced))
            self.end_headers()
            with suppress(OSError):  # the client has seen enough
                for start in range(0, len(body), 16384):
                    self.wfile.write(body[start : start + 16384])
                    standing.sent += len(body[start : start + 16384])
            if announced is not None and announced != len(body):
                self.close_connection = True

        def _drip(self, start: int, stop: int, size: int) -> None:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
            self.send_header("Content-Length", str(stop - start))
            self.end_headers()
            self.close_connection = True
            with suppress(OSError):
                while not closing.wait(0.02):
                    self.wfile.write(b"I")

        def handle(self) -> None:
            with suppress(ConnectionError):  # the client has left
                super().handle()

        def do_GET(self) -> None:
            standing.asked.append((self.path, self.headers.get("Range", "")))
            path = standing.folder / self.path.lstrip("/")
            fault = _fault(standing)
            if fault == "silent":
                closing.wait()
                self.close_connection = True
                return None
            if fault.isdigit() or not path.is_file():
                return self._send(int(fault) if fault.isdigit() else 404, b"<html>sorry</html>")
            if fault == "html":
                return self._send(200, PAGE, Content_Type="text/html")
            if standing.replaced and len(standing.asked) > 1:
                standing.etag = '"two"'
            if standing.honours_match and self.headers.get("If-Match", standing.etag) != standing.etag:
                return self._send(412, b"")
            body = path.read_bytes()
            stated = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
            if stated is None or fault == "no_ranges":
                return self._send(200, body, ETag=standing.etag)
            start, stop = int(stated[1]), min(int(stated[2]) + 1, len(body))
            if start >= len(body):
                return self._send(416, b"")
            part = body[start:stop]
            if fault == "drip":
                return self._drip(start, stop, len(body))
            shown = start + 1 if fault == "other_range" else start
            return self._send(
                206,
                part[: len(part) // 2] if fault == "cut" else part,
                announced=len(part),
                Content_Range=f"bytes {shown}-{stop - 1}/{len(body)}",
                ETag=standing.etag,
                Last_Modified="Fri, 28 Oct 2022 07:00:00 GMT",
            )

        def log_message(self, *_: object) -> None:
            """No line per request."""

    closing = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    standing = Bucket(f"http://127.0.0.1:{server.server_address[1]}", folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield standing
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
