"""An Overpass server of our own: real JSON for some elements, and the ways in which the public one fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Point = tuple[float, float]
Element = dict[str, Any]

RATE_LIMITED = (
    '<?xml version="1.0" encoding="UTF-8"?><html><body><p><strong>Error</strong>: runtime error: open64: 0'
    " Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::rate_limited. Please check"
    " /api/status for the quota of your IP address.</p></body></html>"
)
TIMED_OUT = 'runtime error: Query timed out in "query" at line 1 after 181 seconds.'


class Elements:
    """Builds what Overpass's `out;` gives: nodes, ways of node numbers, relations of members."""

    def __init__(self) -> None:
        self.all: list[Element] = []
        self._number = 0

    def _next(self) -> int:
        self._number += 1
        return self._number

    def node(self, lon: float, lat: float, **tags: str) -> int:
        number = self._next()
        self.all.append(
            {"type": "node", "id": number, "lat": lat, "lon": lon} | ({"tags": tags} if tags else {})
        )
        return number

    def way(self, points: Sequence[Point], **tags: str) -> int:
        """A line, or an area when the last point is the first."""
        nodes = [self.node(*point) for point in dict.fromkeys(points)]
        if points[0] == points[-1]:
            nodes.append(nodes[0])
        number = self._next()
        self.all.append({"type": "way", "id": number, "nodes": nodes} | ({"tags": tags} if tags else {}))
        return number

    def relation(self, outer: Sequence[int], inner: Sequence[int] = (), **tags: str) -> int:
        """A multipolygon of ways."""
        number = self._next()
        members = [{"type": "way", "ref": way, "role": "outer"} for way in outer]
        members += [{"type": "way", "ref": way, "role": "inner"} for way in inner]
        tags = {"type": "multipolygon"} | tags
        self.all.append({"type": "relation", "id": number, "members": members, "tags": tags})
        return number


def square(west: float, south: float, side: float) -> list[Point]:
    """A closed ring."""
    east, north = west + side, south + side
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


@dataclass
class Overpass:
    """A running server; `asked` holds the queries.

    `fault` is one of "", "429", "504" (or another status), "rate_limited" (a page with status 200), "remark"
    (complete JSON that says it is not complete), "html", "cut", "silent", "drip".
    """

    url: str
    elements: list[Element]
    fault: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def overpass(elements: Sequence[Element]) -> Iterator[Overpass]:
    """Serve the elements on a free port, whatever is asked."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def _send(self, status: int, text: str, kind: str = "application/json", more: int = 0) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) + more))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            standing.asked.append(parse_qs(asked)["data"][0])
            answer: dict[str, Any] = {
                "version": 0.6,
                "generator": "Overpass API 0.7.62.8 e802775f",
                "osm3s": {"timestamp_osm_base": "2026-11-23T22:00:00Z", "copyright": "ODbL"},
                "elements": standing.elements,
            }
            match standing.fault:
                case "rate_limited":
                    self._send(200, RATE_LIMITED, "text/html")
                case "html":
                    self._send(200, "<html><title>Log in</title></html>", "text/html")
                case "remark":
                    self._send(200, json.dumps(answer | {"remark": TIMED_OUT}))
                case "cut":
                    text = json.dumps(answer)
                    self._send(200, text[: len(text) // 2], more=len(text) - len(text) // 2)
                case "silent":
                    closing.wait()
                case "drip":
                    self._send(200, "{", more=100_000)
                    with suppress(OSError):
                        while not closing.wait(0.02):
                            self.wfile.write(b" ")
                case "":
                    self._send(200, json.dumps(answer))
                case status:
                    self._send(int(status), "<html>busy</html>", "text/html")

        def log_message(self, *_: object) -> None:
            """No line per request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    standing = Overpass(f"http://127.0.0.1:{server.server_address[1]}/api", list(elements))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield standing
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
