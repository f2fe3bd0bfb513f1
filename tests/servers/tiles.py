"""A tile server: one colour in PNG for every tile, until it is told to fail."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COLOUR = (120, 60, 200)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tile(size: int = 256) -> bytes:
    """A PNG of one colour."""
    rows = (b"\0" + bytes(COLOUR) * size) * size
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


@dataclass
class Tiles:
    """A running tile server; ``asked`` holds the paths of the requests, ``referers`` who sent them."""

    address: str
    failing: bool = False
    asked: list[str] = field(default_factory=list)
    referers: set[str] = field(default_factory=set)


@contextmanager
def tiles() -> Iterator[Tiles]:
    """Serve tiles on a free port."""
    picture = tile()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            standing.asked.append(self.path)
            standing.referers.add(self.headers.get("Referer", ""))
            self.send_response(503 if standing.failing else 200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if not standing.failing:
                self.wfile.write(picture)

        def log_message(self, *_: object) -> None:
            """No line per request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    standing = Tiles(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield standing
    finally:
        server.shutdown()
        server.server_close()
