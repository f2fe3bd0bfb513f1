"""CAP over HTTP: the routes behind the guard, served by a real server, on both engines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import uvicorn
from lxml import etree
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import services
from dashboard.access.guard import Guard
from dashboard.routes import cap as cap_routes
from dashboard.services import Services
from data.access import Actor
from data.access.tokens import API, make
from data.clock import real_now
from data.drill.director import Director
from data.drill.scene import load_scene
from data.store.engine import writing
from tests.data.access.people import administrator
from tests.data.cap import rows
from tests.data.cap.standard import parsed, problems, texts
from tests.data.cap.test_reading import written
from tests.data.fires import areas, profile
from tests.servers.dashboard import free_port

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NOW = rows.STORED + timedelta(hours=3)
PAST = datetime(2025, 3, 12, 7, 40, tzinfo=UTC)
"""A day that is over on the real clock, which HTTP goes by."""


@contextmanager
def serving(engine: Engine, now: Callable[[], datetime], director: Director | None = None) -> Iterator[str]:
    app = Starlette(routes=cap_routes.routes(), middleware=[Middleware(Guard)])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    with services.replaced(Services(profile(), areas(), engine, now, director)):
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(20)


@dataclass
class Asker:
    """Who asks the server; `token` is a program's."""

    address: str
    token: str | None = None

    def get(self, path: str, **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named["Authorization"] = f"Bearer {self.token}"
        url = path if path.startswith("http") else self.address + path
        return requests.get(url, headers=named, timeout=30)


@pytest.fixture
def asker(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    monkeypatch.delenv("CANHLUA_PUBLIC_URL", raising=False)
    with serving(engine, lambda: NOW) as address:
        yield Asker(address)


def feed(answer: requests.Response) -> etree._Element:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return parsed(answer.content)


def found(node: etree._Element, path: str) -> list[str]:
    return [str(each) for each in node.xpath(path, namespaces=ATOM)]


def check_atom(node: etree._Element) -> None:
    """What RFC 4287 demands (4.1.1, 4.1.2, 4.2.6) of what this program writes."""
    assert node.tag == f"{{{ATOM['a']}}}feed"
    for owner in (node, *node.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            (text,) = found(owner, f"a:{name}/text()")
            assert text.strip()
        (updated,) = found(owner, "a:updated/text()")
        assert datetime.fromisoformat(updated).tzinfo is not None
    ids = found(node, "//a:id/text()")
    assert len(ids) == len(set(ids)) and all(each.startswith("tag:") for each in ids)
    assert found(node, "a:author/a:name/text()")
    assert len(found(node, "a:link[@rel='self']/@href")) == 1
    times = found(node, "a:entry/a:updated/text()")
    assert found(node, "a:updated/text()") == ([max(times)] if times else ["1970-01-01T00:00:00+00:00"])
    assert all(len(found(each, "a:link/@href")) == 1 for each in node.findall("a:entry", ATOM))


def test_the_feed_leads_to_every_message(engine: Engine, asker: Asker) -> None:
    one = rows.fire_event()
    written(engine, one, rows.then(one), ref="ev-1")
    written(engine, rows.incident(), ref="1")
    written(engine, rows.danger_level(), ref="1")
    written(engine, rows.fire_event(strength="weak"), ref="ev-2")
    node = feed(asker.get("/cap/feed.atom"))
    check_atom(node)
    links = found(node, "a:entry/a:link[@type='application/cap+xml']/@href")
    assert len(links) == 4 and all(each.startswith(f"{asker.address}/cap/canhlua-") for each in links)
    for link, identifier in zip(links, found(node, "a:entry/a:id/text()"), strict=True):
        answer = asker.get(link)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/cap+xml")
        assert problems(answer.content) == []
        (name,) = texts(parsed(answer.content), "identifier")
        assert link.endswith(f"/{name}.xml") and identifier.endswith(f"/cap/{name}")
    assert found(node, "a:entry/a:category[contains(@scheme, 'msgType')]/@term") == [
        "Alert", "Alert", "Update", "Alert",
    ]  # fmt: skip
    assert found(node, "a:link[@rel='self']/@href") == [f"{asker.address}/cap/feed.atom"]


def test_the_feed_speaks_two_languages(engine: Engine, asker: Asker) -> None:
    written(engine, rows.incident(), ref="1")
    vietnamese, english = feed(asker.get("/cap/feed.atom")), feed(asker.get("/cap/feed.atom?lang=en"))
    assert found(vietnamese, "a:entry/a:title/text()")[0].startswith("Cháy rừng, chưa xác minh")
    assert found(english, "a:entry/a:title/text()")[0].startswith("Forest fire, not verified")
    assert found(english, "a:entry/a:id/text()") == found(vietnamese, "a:entry/a:id/text()")
    check_atom(english)


def test_an_empty_feed_is_a_feed(asker: Asker) -> None:
    node = feed(asker.get("/cap/feed.atom"))
    check_atom(node)
    assert node.findall("a:entry", ATOM) == []


def test_links_carry_the_public_address_and_the_sender_its_host(
    engine: Engine, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANHLUA_PUBLIC_URL", "https://canhlua.example.vn:8501")
    written(engine, rows.incident(), ref="1")
    node = feed(asker.get("/cap/feed.atom"))
    hrefs = found(node, "//a:link/@href")
    assert hrefs and all(each.startswith("https://canhlua.example.vn:8501/cap/") for each in hrefs)
    answer = asker.get("/cap/" + found(node, "a:entry/a:link/@href")[0].rsplit("/", 1)[1])
    assert texts(parsed(answer.content), "sender") == ["canhlua.example.vn"]


def test_many_messages_are_on_pages_and_none_is_lost(engine: Engine, asker: Asker) -> None:
    row = rows.fire_event(recorded_at=NOW - timedelta(hours=20))
    history = [row]
    for _ in range(204):
        history.append(rows.then(history[-1], timedelta(minutes=1)))
    written(engine, *history, ref="ev-1")
    path, pages, ids = "/cap/feed.atom?lang=en", 0, []
    while path:
        node = feed(asker.get(path))
        check_atom(node)
        pages += 1
        ids += found(node, "a:entry/a:id/text()")
        assert found(node, "a:link[@rel='first']/@href") == [f"{asker.address}/cap/feed.atom?lang=en"]
        path = next(iter(found(node, "a:link[@rel='next']/@href")), "")
    assert (pages, len(ids), len(set(ids))) == (3, 205, 205)
    assert [each.rsplit("-", 2)[1] for each in ids] == [str(n) for n in range(205, 0, -1)]


def test_what_is_known_already_is_not_sent_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANHLUA_PUBLIC_URL", raising=False)
    one = rows.incident(recorded_at=PAST, since=PAST, known_at=PAST, happened_at=PAST)
    (stored,) = written(engine, one, ref="1")
    with serving(engine, lambda: PAST + timedelta(days=1)) as address:
        asker = Asker(address)
        for path in ("/cap/feed.atom", f"/cap/canhlua-{stored['matter_id']}-1-20250312144000.xml"):
            first = asker.get(path)
            assert first.status_code == 200
            tag, modified = first.headers["etag"], first.headers["last-modified"]
            assert modified == "Wed, 12 Mar 2025 07:40:00 GMT"
            before = format_datetime(PAST - timedelta(seconds=1), usegmt=True)
            for headers, status in (
                ({"If_None_Match": tag}, 304),
                ({"If_None_Match": f'"other", W/{tag}'}, 304),
                ({"If_None_Match": "*"}, 304),
                ({"If_None_Match": '"other"'}, 200),
                ({"If_None_Match": '"other"', "If_Modified_Since": modified}, 200),
                ({"If_Modified_Since": modified}, 304),
                ({"If_Modified_Since": before}, 200),
                ({"If_Modified_Since": "yesterday"}, 200),
            ):
                answer = asker.get(path, **headers)
                assert (answer.status_code, answer.headers["etag"]) == (status, tag), headers
                assert (answer.content == b"") == (status == 304)
                assert answer.headers["cache-control"] == "private, no-cache"
        written(engine, one | {"recorded_at": PAST + timedelta(hours=1)}, ref="2")
        newer = asker.get("/cap/feed.atom", If_Modified_Since=modified)
        assert newer.status_code == 200 and newer.headers["etag"] != tag


def test_a_clock_ahead_of_the_real_one_dates_nothing(engine: Engine, asker: Asker) -> None:
    written(engine, rows.incident(), ref="1")
    answer = asker.get("/cap/feed.atom", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert answer.status_code == 200 and "last-modified" not in answer.headers
    assert asker.get("/cap/feed.atom", If_None_Match=answer.headers["etag"]).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/cap/canhlua-1-1-20200101000000.xml", 410, "không còn ở đây"),
        ("/cap/canhlua-1-9-20270312144000.xml", 404, "Không có bản tin CAP"),
        ("/cap/nothing.xml", 404, "Không có bản tin CAP nào mang mã nothing."),
        ("/cap/%3Cscript%3E.xml?lang=en", 404, "There is no CAP message <script>."),
        ("/cap/", 404, "Không có bản tin CAP"),
        ("/cap/feed.rss", 404, "feed.rss"),
        ("/cap/feed.atom?before=x", 400, "“x” không phải một trang"),
        ("/cap/feed.atom?before=-1", 400, "không phải một trang"),
        ("/cap/feed.atom?before=" + "9" * 30, 400, "không phải một trang"),
        ("/cap/feed.atom?bevor=1", 400, "Không có tham số “bevor”"),
    ],
)
def test_what_is_not_there_is_said_in_a_plain_sentence(
    engine: Engine, asker: Asker, path: str, status: int, words: str
) -> None:
    written(engine, rows.fire_event(), ref="ev-1")
    answer = asker.get(path)
    assert answer.status_code == status and words in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_as_soon_as_there_are_accounts_programs_need_a_token(engine: Engine, asker: Asker) -> None:
    (stored,) = written(engine, rows.fire_event(), ref="ev-1")
    paths = ("/cap/feed.atom", f"/cap/canhlua-{stored['matter_id']}-1-20270312144000.xml", "/cap/other.xml")
    assert [asker.get(path).status_code for path in paths] == [200, 200, 404]
    chief = administrator(engine, now=real_now())
    assert [asker.get(path).status_code for path in paths] == [401, 401, 401]
    reader = Asker(asker.address, token(engine, chief, "export.read"))
    assert [reader.get(path).status_code for path in paths] == [200, 200, 404]
    other = Asker(asker.address, token(engine, chief, "map.read"))
    assert [other.get(path).status_code for path in paths] == [403, 403, 403]
    page = asker.get(paths[0], Accept="text/html")
    assert page.history and page.history[0].headers["location"] == "/login?next=%2Fcap%2Ffeed.atom"


def token(engine: Engine, who: Actor, scope: str) -> str:
    with writing(engine) as conn:
        return make(conn, API, scope, who, days=1, scopes=[scope], now=real_now())


def test_the_drill_says_exercise(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANHLUA_PUBLIC_URL", raising=False)
    written(engine, rows.fire_event(), ref="ev-1")
    scene = load_scene(profile().directory / "drill" / "scenario.toml")
    director = Director(engine, profile(), scene, areas())
    with serving(engine, lambda: NOW, director) as address:
        node = feed(Asker(address).get("/cap/feed.atom"))
        check_atom(node)
        assert found(node, "a:title/text()")[0].startswith("DIỄN TẬP")
        assert found(node, "a:entry/a:title/text()")[0].startswith("DIỄN TẬP")
        assert found(node, "a:entry/a:category[contains(@scheme, 'status')]/@term") == ["Exercise"]
        answer = Asker(address).get(found(node, "a:entry/a:link/@href")[0])
    assert problems(answer.content) == []
    assert texts(parsed(answer.content), "status") == ["Exercise"]


def test_hostile_words_stay_words_in_the_feed(engine: Engine, asker: Asker) -> None:
    told: dict[str, Any] = {"place_text": '"><script>alert(1)</script>\x0b & 0912345678', "summary": "]]>"}
    written(engine, rows.incident(told=told, communes_2025=[]), ref="1")
    node = feed(asker.get("/cap/feed.atom"))
    check_atom(node)
    assert {etree.QName(each).localname for each in node.iter()} == {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "published", "category",
        "summary",
    }  # fmt: skip
    (title,) = found(node, "a:entry/a:title/text()")
    assert title.endswith('"><script>alert(1)</script> & […]')
