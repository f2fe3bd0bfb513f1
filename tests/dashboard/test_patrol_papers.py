"""The addresses of a patrol's papers: who may ask, what comes, under which name."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
import requests
import uvicorn
from docx import Document
from sqlalchemy import Engine, update
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import services as installed
from dashboard.access.guard import Guard, action_for
from dashboard.patrol_papers import routes
from dashboard.services import Services
from data.access.tokens import API, make
from data.clock import real_now
from data.store.engine import writing
from data.store.tables import patrol as patrol_table
from data.store.tables import patrol_member
from tests.data import fires
from tests.data.access.people import administrator
from tests.data.patrols.conftest import NOW
from tests.data.patrols.papers.conftest import BASE, Patrol
from tests.servers.dashboard import free_port

HOSTILE = "<script>x()</script>\"&' Lò"


@pytest.fixture
def patrol(sqlite_engine: Engine) -> Patrol:
    return Patrol(sqlite_engine, fires.areas())


@dataclass
class Client:
    """Asks the server; the operator at the machine, or whoever's `token` it is."""

    address: str
    token: str | None = None

    def get(self, path: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return requests.get(self.address + path, headers=headers, timeout=60, allow_redirects=False)


@pytest.fixture
def client(patrol: Patrol, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("CANHLUA_PUBLIC_URL", BASE)
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    with installed.replaced(Services(fires.profile(), patrol.areas, patrol.engine, lambda: NOW)):
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        try:
            yield Client(f"http://127.0.0.1:{port}")
        finally:
            server.should_exit = True
            thread.join(20)


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        held = dict(attrs)
        if tag == "a":
            self.links.append(held.get("href") or "")
        if tag == "img":
            self.images.append(held.get("src") or "")


def test_the_page_holds_the_plan_a_map_a_code_for_each_and_ways_to_the_files(
    client: Client, patrol: Patrol
) -> None:
    answer = client.get(f"/patrols/{patrol.id}/order")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    page = _Page(answer.text)
    for part in ("TT-2027-0001", "Lò Thị Lan", "0912\u00a0345\u00a0678", "Tuyến", "X, bắc (m)", "NĂM"):
        assert (part in answer.text) == (part != "NĂM")
    assert page.images[0] == "map.png" and len(page.images) == 1 + 3
    assert all(src.startswith("data:image/svg+xml") for src in page.images[1:])
    for link in page.links:
        if not link.startswith("/planning"):
            assert client.get(link).status_code == 200, link
    assert page.tags.count("script") == 1 and client.get("/patrols/print.js").status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_what_people_typed_stays_text(client: Client, patrol: Patrol) -> None:
    with writing(patrol.engine) as conn:
        conn.execute(update(patrol_table).values(objective=HOSTILE, equipment=HOSTILE, notes=HOSTILE))
        conn.execute(update(patrol_member).values(name=HOSTILE))
    text = client.get(f"/patrols/{patrol.id}/order").text
    assert _Page(text).tags.count("script") == 1 and "&lt;script&gt;x()" in text


def test_without_a_public_address_the_page_says_why_there_are_no_codes(
    client: Client, patrol: Patrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANHLUA_PUBLIC_URL")
    text = client.get(f"/patrols/{patrol.id}/order").text
    assert "Chưa có mã QR" in text and "data:image/svg" not in text
    assert "No QR codes yet" in client.get(f"/patrols/{patrol.id}/order?lang=en").text


@pytest.mark.parametrize(
    ("address", "media", "name", "begins"),
    [
        ("/patrols/{id}/order.docx", "application/vnd.openxml", "tuan-tra-TT-2027-0001.docx", b"PK"),
        ("/export/patrols/{id}.gpx", "application/gpx+xml", "tuan-tra-TT-2027-0001.gpx", b"<?xml"),
        ("/export/patrols/{id}.kml", "application/vnd.google", "tuan-tra-TT-2027-0001.kml", b"<"),
        ("/export/patrols/{id}.ics", "text/calendar", "tuan-tra-TT-2027-0001.ics", b"BEGIN:VCALENDAR"),
    ],
)
def test_files_come_as_what_they_are(
    client: Client, patrol: Patrol, address: str, media: str, name: str, begins: bytes
) -> None:
    answer = client.get(address.format(id=patrol.id))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(media)
    assert f'filename="{name}"' in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)


def test_the_document_has_the_map_and_the_codes(client: Client, patrol: Patrol) -> None:
    paper = Document(io.BytesIO(client.get(f"/patrols/{patrol.id}/order.docx").content))
    assert len(paper.inline_shapes) == 1 + 3
    assert client.get(f"/patrols/{patrol.id}/map.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("number", ["999", "99999999999999999999999999"])
@pytest.mark.parametrize(
    "address",
    ["/patrols/{id}/order", "/patrols/{id}/order.docx", "/patrols/{id}/map.png", "/export/patrols/{id}.ics"],
)
def test_there_is_no_such_patrol(client: Client, address: str, number: str) -> None:
    answer = client.get(address.format(id=number))
    assert answer.status_code == 404 and answer.json()["error"] == "patrol_unknown"


def test_a_program_that_may_export_gets_files_but_no_names(client: Client, patrol: Patrol) -> None:
    admin = administrator(patrol.engine)
    with writing(patrol.engine) as conn:
        token = make(conn, API, "bản đồ", admin, days=3, scopes=["export.read"], now=real_now())
    program = Client(client.address, token)
    for ending in ("gpx", "kml", "ics"):
        answer = program.get(f"/export/patrols/{patrol.id}.{ending}")
        assert answer.status_code == 200 and "Lò Thị Lan" not in answer.text and "0912" not in answer.text
    assert program.get(f"/patrols/{patrol.id}/order").status_code == 403
    assert client.get(f"/patrols/{patrol.id}/order").status_code in (303, 401)  # there are accounts now


def test_names_and_numbers_are_for_those_who_follow_patrols() -> None:
    assert action_for("/patrols/3/order") == action_for("/patrols/3/map.png") == "patrols.follow"
    assert action_for("/export/patrols/3.gpx") == "export.read"
