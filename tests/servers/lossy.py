"""A line that loses answers: what was asked arrives and is done, and nobody hears of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Line:
    """`lose`: parts of paths; the first answer to each is lost. `lost`: those that were."""

    address: str
    lose: list[str]
    lost: list[str] = field(default_factory=list)


@contextmanager
def lossy(port: int, lose: list[str]) -> Iterator[Line]:
    """A proxy before a server of this machine."""
    line = Line("", list(lose))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            there = HTTPConnection("127.0.0.1", port, timeout=60)
            there.request(self.command, self.path, body, headers)
            answer = there.getresponse()
            data = answer.read()
            with lock:
                gone = next(
                    (part for part in line.lose if self.command == "POST" and part in self.path), None
                )
                if gone is not None:
                    line.lose.remove(gone)
                    line.lost.append(gone)
            if gone is not None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in (
                    "connection",
                    "transfer-encoding",
                    "content-length",
                    "date",
                    "server",
                ):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _pass  # noqa: N815 -- the names that the standard library calls

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
