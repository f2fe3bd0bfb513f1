"""Signing in at the running server: a fresh installation is opened to a network, as the README says."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from dashboard.access.guard import NEEDS, WALL_TOO
from data.access import Actor
from data.access.secrets import fingerprint
from data.access.tokens import DISPLAY, make
from data.clock import real_now
from data.journal import verify
from data.store.engine import open_engine, reading, writing
from data.store.tables import access_token
from tests.data.access.people import person
from tests.servers.dashboard import ROOT, free_port, serving

NAME = "canhlua.test"
PASSWORD = "mưa rừng tháng ba 27"  # noqa: S105 - a password of nobody
EXPORT = "/export/hotspots.geojson?period=24h"


@dataclass
class Server:
    """A program that was opened to a network, and what it printed."""

    url: str
    ca: str
    log: Path
    database: str

    def browser(self) -> requests.Session:
        """A browser of its own."""
        session = requests.Session()
        session.verify, session.trust_env = self.ca, False
        session.headers["Accept"] = "text/html"
        return session

    def setup_link(self) -> str:
        found = re.search(r"https://\S+/setup/\S+", self.log.read_text(encoding="utf-8"))
        assert found, self.log.read_text(encoding="utf-8")
        return found[0]


def mark_of(answer: requests.Response) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', answer.text)
    assert found, answer.text[:500]
    return found[1]


def sign_in(
    server: Server, browser: requests.Session, name: str = "quan-tri", password: str = PASSWORD, **more: Any
) -> requests.Response:
    shown = browser.get(f"{server.url}/login", params=more.pop("params", None))
    asked = {"mark": mark_of(shown), "name": name, "password": password, **more}
    return browser.post(f"{server.url}/login", data=asked, allow_redirects=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`python -m dashboard --host 0.0.0.0` with a certificate, on an empty database, without the watch."""
    folder = tmp_path_factory.mktemp("open")
    authority, port = trustme.CA(), free_port()
    certificate = authority.issue_cert(NAME)
    certificate.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    url, database = f"https://{NAME}:{port}", f"sqlite:///{folder / 'canhlua.db'}"
    environment = {
        **os.environ, "CANHLUA_DATABASE_URL": database, "CANHLUA_WATCH": "off", "CANHLUA_PUBLIC_URL": url,
    }  # fmt: skip
    command = [
        sys.executable, "-m", "dashboard", "--host", "0.0.0.0", "--port", str(port),
        "--tls-cert", str(folder / "cert.pem"), "--tls-key", str(folder / "key.pem"),
    ]  # fmt: skip
    known = socket.getaddrinfo

    def resolve(host: Any, *more: Any, **named: Any) -> Any:
        return known("127.0.0.1" if host == NAME else host, *more, **named)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket, "getaddrinfo", resolve)
    with (folder / "log").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        found = Server(url, str(folder / "ca.pem"), folder / "log", database)
        try:
            for _ in range(300):
                try:
                    found.browser().get(f"{url}/health", timeout=10)
                    break
                except requests.ConnectionError:
                    assert process.poll() is None, found.log.read_text(encoding="utf-8")
                    time.sleep(0.1)
            yield found
        finally:
            process.terminate()
            process.wait(20)
            patch.undo()


@pytest.fixture(scope="module")
def admin(server: Server) -> Actor:
    """The first administrator, made by the printed link in a browser."""
    link, browser = server.setup_link(), server.browser()
    assert (
        browser.get(f"{server.url}{EXPORT}", headers={"Accept": "*/*"}).status_code == 401
    )  # nobody has a right yet
    shown = browser.get(link)
    given = {"mark": mark_of(shown), "name": "quan-tri", "full_name": "Quản Trị", "password": PASSWORD}
    unequal = browser.post(link, data={**given, "again": "khác"})
    assert unequal.status_code == 400 and "không giống nhau" in unequal.text
    weak = browser.post(link, data={**given, "password": "12345", "again": "12345"})
    assert weak.status_code == 400 and "quá ngắn" in weak.text
    stranger = server.browser()  # another browser has another mark
    stranger.get(link)
    assert stranger.post(link, data={**given, "again": PASSWORD}).status_code == 403
    done = browser.post(link, data={**given, "again": PASSWORD}, allow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" in cookie
    assert browser.get(f"{server.url}{EXPORT}").status_code == 200
    assert server.browser().get(link).status_code == 410  # once
    return Actor("quan-tri", 1, "administrator", None, "192.0.2.1")


def test_signing_in_and_out(server: Server, admin: Actor) -> None:
    browser = server.browser()
    turned_away = browser.get(f"{server.url}{EXPORT}", allow_redirects=False)
    assert (turned_away.status_code, turned_away.headers["location"]) == (
        303,
        "/login?next=%2Fexport%2Fhotspots.geojson%3Fperiod%3D24h",
    )
    answer = sign_in(server, browser, params={"next": "/forest"}, next="/forest")
    assert (answer.status_code, answer.headers["location"]) == (303, "/forest")
    assert browser.get(f"{server.url}{EXPORT}").status_code == 200
    held = dict(browser.cookies)
    out = browser.get(f"{server.url}/logout")
    assert browser.post(f"{server.url}/logout", data={"mark": mark_of(out)}).status_code == 200
    assert "canhlua_session" not in browser.cookies
    late = requests.get(f"{server.url}{EXPORT}", cookies=held, verify=server.ca, timeout=30)
    assert late.status_code == 401  # the server forgot it too


def test_a_planted_cookie_is_not_taken_over(server: Server, admin: Actor) -> None:
    """Fixation: whoever planted a session in a browser does not get in with its owner."""
    attacker, victim = server.browser(), server.browser()
    sign_in(server, attacker)
    planted = attacker.cookies["canhlua_session"]
    victim.cookies.set("canhlua_session", planted, domain=NAME)
    victim.get(f"{server.url}/logout")
    shown = victim.get(f"{server.url}/logout")
    given = {"mark": mark_of(shown), "name": "quan-tri", "password": PASSWORD}
    answer = victim.post(f"{server.url}/login", data=given, allow_redirects=False)
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert attacker.get(f"{server.url}{EXPORT}", headers={"Accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("given", [{}, {"mark": "x"}, {"mark": "é"}])
def test_a_form_that_is_not_ours(server: Server, admin: Actor, given: dict[str, str]) -> None:
    browser = server.browser()
    browser.get(f"{server.url}/login")
    answer = browser.post(f"{server.url}/login", data={"name": "quan-tri", "password": PASSWORD, **given})
    assert answer.status_code == 403 and "canhlua_session" not in browser.cookies


def test_a_form_from_a_foreign_page(server: Server, admin: Actor) -> None:
    browser = server.browser()
    mark = mark_of(browser.get(f"{server.url}/login"))
    answer = browser.post(
        f"{server.url}/login",
        data={"mark": mark, "name": "quan-tri", "password": PASSWORD},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "next_page",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/x", "/logout"],
)
def test_no_way_out_by_next(server: Server, admin: Actor, next_page: str) -> None:
    answer = sign_in(server, server.browser(), next=next_page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_guessing_is_slowed_and_does_not_tell_names(server: Server, admin: Actor) -> None:
    answers = [sign_in(server, server.browser(), "mai.nguyen", f"sai mật khẩu {n}") for n in range(6)]
    assert [each.status_code for each in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 60
    known = sign_in(server, server.browser(), "quan-tri", "sai mật khẩu")
    said = re.search(r'role="alert">([^<]+)<', known.text)
    assert said and said[1] in answers[0].text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/export/hotspots.kml", 401),
        ("/export/events.geojson", 401),
        ("/export/incidents.geojson", 401),
        ("/export/journal.csv", 401),
        ("/call", 401),
        ("/call/where?q=x", 401),
        ("/map/incidents.json", 401),
        ("/tiles/forest/1/function/8/200/100.png", 401),
        ("/tiles/base/8/200/100", 401),
        ("/forest/at?lat=21.7&lon=103.6", 401),
        ("/map/places.json", 401),
        ("/media/x.csv", 401),
        ("/_stcore/agent/openapi.json", 404),
        ("/_stcore/metrics", 404),
        ("/health", 200),
        ("/login", 200),
        ("/assets/leaflet/leaflet.js", 200),
    ],
)
def test_what_nobody_may(server: Server, admin: Actor, path: str, status: int) -> None:
    answer = requests.get(server.url + path, verify=server.ca, timeout=30)
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["error"] == "access_denied"


def test_uploads_need_a_right(server: Server, admin: Actor) -> None:
    answer = requests.put(
        f"{server.url}/_stcore/upload_file/session/file", data=b"x", verify=server.ca, timeout=30
    )
    assert answer.status_code == 401


def opened(server: Server, admin: Actor, **stored: Any) -> requests.Session:
    """The browser of a wall for visitors that has opened its address; `stored` is what its token holds."""
    engine = open_engine(server.database)
    with writing(engine) as conn:
        secret = make(conn, DISPLAY, "Sảnh", admin, days=30, redaction="visitors", now=real_now())
        own = access_token.c.token_hash == fingerprint(secret)
        if stored:
            conn.execute(access_token.update().where(own).values(stored))
    engine.dispose()
    browser = server.browser()
    shown = browser.get(f"{server.url}/display/{secret}", allow_redirects=False)
    assert (shown.status_code, shown.headers["location"]) == (303, "/wall?display=1")
    return browser


@pytest.mark.parametrize("scopes", [["map.read"], ["export.read", "journal.read", "map.read", "wall.look"]])
def test_an_old_wall_opens_what_a_new_one_for_visitors_opens_and_no_more(
    server: Server, admin: Actor, scopes: list[str]
) -> None:
    new, old = opened(server, admin), opened(server, admin, redaction=None, scopes=scopes)
    paths = [EXPORT, "/map/wall.json", "/map/places.json", "/forest/at?lat=21.7&lon=103.6", *NEEDS]
    statuses = {path: old.get(server.url + path, allow_redirects=False).status_code for path in paths}
    for path, status in statuses.items():
        assert status == new.get(server.url + path, allow_redirects=False).status_code, path
    assert statuses["/map/wall.json"] == statuses["/map/places.json"] == 200
    walls = {path for path in paths if path.startswith(WALL_TOO)} | {"/briefings/"}
    assert {statuses[path] for path in paths if path not in walls} == {403}


def test_a_wall_sees_the_map_alone(server: Server, admin: Actor) -> None:
    engine = open_engine(server.database)
    with writing(engine) as conn:
        secret = make(conn, DISPLAY, "Phòng trực", admin, days=30, now=real_now())
    wall = server.browser()
    assert wall.get(f"{server.url}/display/{secret}", allow_redirects=False).status_code == 303
    assert wall.get(f"{server.url}/forest/at?lat=21.7&lon=103.6").status_code == 200
    assert wall.get(f"{server.url}{EXPORT}").status_code == 403
    assert server.browser().get(f"{server.url}/display/clt_nothing").status_code == 410
    engine.dispose()


def test_no_secret_of_an_address_is_in_the_log(server: Server, admin: Actor) -> None:
    server.browser().get(f"{server.url}/display/clt_secret?lang=en")
    written = server.log.read_text(encoding="utf-8")
    assert "GET /setup/***" in written and "GET /display/***?lang=en" in written
    assert written.count(server.setup_link()) == 1  # where it was printed
    assert written.count(server.setup_link().rsplit("/", 1)[1]) == 1 and "clt_secret" not in written


def test_a_viewer_by_cookie_and_the_journal_knows(server: Server, admin: Actor) -> None:
    engine = open_engine(server.database)
    person(engine, admin, "xem.thoi", "viewer", now=real_now())
    browser = server.browser()
    assert sign_in(server, browser, "xem.thoi").status_code == 303
    assert browser.get(f"{server.url}{EXPORT}").status_code == 200
    for path in ("/export/journal.csv", "/call"):  # not for a viewer
        assert browser.get(server.url + path).status_code == 403
    with reading(engine) as conn:
        assert verify(conn) is None
        actions = set(conn.exec_driver_sql("SELECT action FROM journal").scalars())
    assert {"signed_in", "password_set", "created"} <= actions
    engine.dispose()


def test_a_foreign_name_is_turned_away(server: Server) -> None:
    answer = requests.get(
        f"{server.url}/login", headers={"Host": "evil.example"}, verify=server.ca, timeout=30
    )
    assert answer.status_code == 400


def test_the_pages_bring_no_script_and_stay_out_of_frames(server: Server) -> None:
    answer = server.browser().get(f"{server.url}/login", params={"lang": "en", "next": '/"><script>'})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert answer.text.count("<script") == 1 and '<script src="/assets/field/leave.js" defer>' in answer.text
    assert '"/><script>' not in answer.text and "Sign in" in answer.text


def test_a_forwarded_request_to_a_machine_without_accounts(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'local.db'}", tmp_path / "log") as address:
        assert requests.get(address + EXPORT, timeout=30).status_code == 200
        for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
            assert requests.get(address + EXPORT, headers={name: "127.0.0.1"}, timeout=30).status_code == 401
