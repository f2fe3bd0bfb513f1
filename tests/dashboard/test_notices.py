"""The link, the SMS and the drill's outbox over HTTP, without a session."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
import uvicorn
from sqlalchemy import update
from starlette.applications import Starlette

from dashboard import notices
from dashboard.services import Services, replaced
from data.access import LOCAL_ADMIN
from data.access.accounts import Wanted
from data.access.links import make_link, use_link
from data.clock import real_now
from data.drill.director import Director
from data.drill.scene import load_scene
from data.ledger.reading import timeline
from data.ledger.telling import By
from data.notices.acknowledging import key_of, token_of
from data.notices.contacts import Contact
from data.notices.inbound_sms import signature
from data.notices.office import PROGRAM, Office
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.store.engine import reading, writing
from data.store.tables import notice
from tests.data.notices.scene import EMAIL, Scene, channels, district, office
from tests.servers.dashboard import free_port, installation, serving

SECRET = "bi-mat-cua-cong-sms"  # noqa: S105
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'
DRILL = office(channels(drill=True))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('notices') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def scene(database: str) -> Iterator[Scene]:
    """The district on the database that is served; its clock stood still two hours ago."""
    here = installation(database)
    made = district(here.engine, real_now() - timedelta(hours=2))
    yield made
    here.engine.dispose()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def address(database: str, scene: Scene, log: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANHLUA_SMS_SECRET", SECRET)
        with serving(database, log) as found:
            yield found


def put(
    scene: Scene, count: int = 1, to: Contact = EMAIL, here: Office = DRILL, **more: Any
) -> tuple[str, list[int]]:
    """A message that went out two hours ago; its token and its duties."""
    ids = [scene.duties(scene.fire(**more))[0]["id"] for _ in range(count)]
    by = By(PROGRAM, scene.clock(), "outbox")
    with writing(scene.engine) as conn:
        own = queue(conn, to, ids, purpose="digest", office=here, by=by, real_now=scene.clock())
    send_due(scene.engine, here, clock=scene.clock, real=scene.clock)
    (row,) = [each for each in scene.notices() if each["id"] == own]
    return token_of(key_of(scene.engine), row), ids


def statuses(scene: Scene, ids: list[int]) -> set[str]:
    return {row["status"] for row in scene.duties() if row["id"] in ids}


def test_looking_into_a_link_acknowledges_nothing(scene: Scene, address: str) -> None:
    token, ids = put(scene)
    for ask in (requests.get, requests.head, requests.get):
        answer = ask(f"{address}/ack/{token}", timeout=30)
        assert answer.status_code == 200
    for method in ("PUT", "DELETE", "PATCH"):
        assert requests.request(method, f"{address}/ack/{token}", timeout=30).status_code == 405
    assert statuses(scene, ids) == {"told"}
    page = requests.get(f"{address}/ack/{token}", timeout=30)
    assert "21.64360, 103.66190" in page.text and "Tôi đã nhận tin này" in page.text
    assert "<script" not in page.text and "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.cookies


def test_pressing_the_button_does(scene: Scene, address: str) -> None:
    token, ids = put(scene, 3)
    link = f"{address}/ack/{token}"
    empty = requests.post(link, {"name": " "}, timeout=30)
    assert empty.status_code == 400 and "cần ghi họ tên" in empty.text and statuses(scene, ids) == {"told"}
    done = requests.post(link, {"name": "Lò Văn Giả"}, timeout=30)
    assert [each.status_code for each in done.history] == [303] and done.status_code == 200
    assert "Đã xác nhận" in done.text and "<b>Lò Văn Giả</b>" in done.text
    assert statuses(scene, ids) == {"acknowledged"}
    requests.post(link, {"name": "Lò Văn Giả"}, timeout=30)
    with reading(scene.engine) as conn:
        entries = [each for each in timeline(conn, ids[0]) if each["kind"] == "acknowledged"]
    assert [(each["person"], each["channel"]) for each in entries] == [("Lò Văn Giả", "link")]


def test_the_log_does_not_tell_the_link(scene: Scene, address: str, log: Path) -> None:
    token, _ids = put(scene)
    requests.get(f"{address}/ack/{token}?seen=in-the-log", timeout=30)
    text = log.read_text(encoding="utf-8")
    assert "seen=in-the-log" in text and token.split("-")[1] not in text


def test_in_english(scene: Scene, address: str) -> None:
    token, _ids = put(scene)
    link = f"{address}/ack/{token}"
    page = requests.get(f"{link}?lang=en", timeout=30).text
    assert "I have this message" in page and 'lang="en"' in page
    assert 'href="?lang=en' in requests.get(link, timeout=30).text
    done = requests.post(link, {"name": "Mai", "lang": "en"}, timeout=30)
    assert "Acknowledged by" in done.text


def test_hostile_words_stay_words(scene: Scene, address: str) -> None:
    to = Contact("cong-an", "lo", HOSTILE, "email", "lo@example.org")
    token, _ids = put(scene, to=to, summary=HOSTILE, place_text=HOSTILE)
    link = f"{address}/ack/{token}"
    for page in (
        requests.get(link, timeout=30).text,
        requests.post(link, {"name": HOSTILE[:60]}, timeout=30).text,
        requests.get(f"{link}?lang={HOSTILE}&x={HOSTILE}", timeout=30).text,
        requests.get(f"{address}/ack/{quote('<script>x<img>')}", timeout=30).text,
    ):
        assert "<script" not in page and "<img" not in page
    shown = requests.get(link, timeout=30).text
    assert f"Nội dung: {HOSTILE}" in unescape(shown) and "&lt;script&gt;" in shown


def test_a_page_of_a_long_digest_is_light(scene: Scene, address: str) -> None:
    token, ids = put(scene, 200, summary="Đốt nương lan lên rừng ở đồi sau bản, khói nhiều " * 3)
    page = requests.get(f"{address}/ack/{token}", timeout=30)
    assert len(page.content) <= 30_000
    assert re.search(r"… và \d+ dòng nữa", page.text) and "xác nhận 200 việc" in page.text
    assert not re.search(r'(src|href)="(?!\?lang=)', page.text)  # nothing else is loaded
    requests.post(f"{address}/ack/{token}", {"name": "Mai"}, timeout=60)
    assert statuses(scene, ids) == {"acknowledged"}


def test_links_that_are_not_ours_or_too_old(scene: Scene, address: str) -> None:
    token, ids = put(scene)
    for bad in ("1-x", "x", f"{token}0", token.replace("-", "-0")[: len(token)]):
        for ask in (requests.get, requests.post):
            assert ask(f"{address}/ack/{bad}", data={"name": "Mai"}, timeout=30).status_code in (
                404,
                405,
                413,
            )
    forged = requests.post(
        f"{address}/ack/{token[:-1]}{'1' if token[-1] == '0' else '0'}", {"name": "M"}, timeout=30
    )
    assert forged.status_code == 404 and "Đường dẫn không dùng được" in forged.text
    number = int(token.split("-")[0])
    with writing(scene.engine) as conn:
        conn.execute(
            update(notice).where(notice.c.id == number).values(expires_at=real_now() - timedelta(seconds=1))
        )
    for ask in (requests.get, requests.post):
        old = ask(f"{address}/ack/{token}", data={"name": "Mai"}, timeout=30)
        assert old.status_code == 410 and "đã hết hạn" in old.text
    assert statuses(scene, ids) == {"told"}
    big = requests.post(f"{address}/ack/{token}", {"name": "x" * 9000}, timeout=30)
    assert big.status_code == 413


def hand_in(address: str, body: bytes, kind: str = "application/json", **more: str) -> requests.Response:
    stamp = more.pop("stamp", str(int(time.time())))
    headers = {
        "Content-Type": kind,
        "X-Canhlua-Timestamp": stamp,
        "X-Canhlua-Signature": more.pop("signed", signature(SECRET, stamp, body)),
    }
    return requests.post(f"{address}/sms/{more.pop('door', 'inbound')}", body, headers=headers, timeout=30)


def test_an_sms_acknowledges(scene: Scene, address: str) -> None:
    to = Contact("cong-an", "lo", "Lò Văn Giả", "sms", "+84912345678")
    token, ids = put(scene, to=to)
    code = next(row["code"] for row in scene.notices() if str(row["id"]) == token.split("-")[0])
    body = json.dumps({"id": "gw-1", "from": "0912345678", "text": f"{code} nhận Mai"}).encode()
    for _ in range(2):
        answer = hand_in(address, body)
        assert (answer.status_code, answer.json()["result"]) == (200, "acknowledged")
        assert answer.json()["reply"] == f"Da ghi: Mai xac nhan {code}. Cam on."
    assert statuses(scene, ids) == {"acknowledged"}
    form = f"id=gw-2&from=0912345678&text={code}+NHAN".encode()
    assert hand_in(address, form, "application/x-www-form-urlencoded").json()["result"] in (
        "again",
        "acknowledged",
    )
    # A verdict has its reader behind the same door; this incident has no fire event that it could be about.
    form = f"id=gw-3&from=0912345678&text={code}+NUONG".encode()
    answer = hand_in(address, form, "application/x-www-form-urlencoded").json()
    assert answer["result"] == "verdict_which" and code in answer["reply"]


def test_a_report_of_the_gateway_is_proof_that_the_sms_came(scene: Scene, address: str) -> None:
    to = Contact("cong-an", "lo", "Lò Văn Giả", "sms", "+84912345678")
    token, ids = put(scene, to=to)
    own = next(row["message_id"] for row in scene.notices() if str(row["id"]) == token.split("-")[0])
    body = json.dumps({"id": own.strip("<>"), "status": "delivered"}).encode()
    forged = hand_in(address, body, door="delivered", signed="0" * 64)
    assert (forged.status_code, forged.json()["problem"]) == (401, "sms_signature")
    for result in ("delivered", "again"):
        answer = hand_in(address, body, door="delivered")
        assert (answer.status_code, answer.json()) == (200, {"result": result})
    assert {row["proof"] for row in scene.duties() if row["id"] in ids} == {"delivered"}
    assert hand_in(address, b"{}", door="delivered").json()["problem"] == "report_unreadable"


@pytest.mark.parametrize(
    ("body", "more", "status", "problem"),
    [
        (b"{}", {"signed": "0" * 64}, 401, "sms_signature"),
        (b"{}", {"stamp": "1"}, 401, "sms_stale"),
        (b"{}", {}, 400, "sms_unreadable"),
        (b"[1]", {}, 400, "sms_unreadable"),
        (b"\xff", {}, 400, "sms_unreadable"),
        (b'{"id": "1", "from": "2"}', {}, 400, "sms_unreadable"),
    ],
)
def test_what_the_gateway_did_not_sign(
    address: str, body: bytes, more: dict[str, str], status: int, problem: str
) -> None:
    answer = hand_in(address, body, **more)
    assert (answer.status_code, answer.json()["problem"]) == (status, problem)


def test_the_doors_stand_open_when_everything_else_asks_who_it_is(scene: Scene, address: str) -> None:
    with writing(scene.engine) as conn:
        link = make_link(conn, None, LOCAL_ADMIN, now=real_now())
        wanted = Wanted("quan-tri", "Quản trị", "administrator")
        use_link(conn, link, "mot cau du dai 27", wanted=wanted, address="127.0.0.1", now=real_now())
    token, ids = put(scene)
    assert requests.get(f"{address}/call", timeout=30).status_code == 401
    assert requests.get(f"{address}/ack/{token}", timeout=30).status_code == 200
    requests.post(f"{address}/ack/{token}", {"name": "Mai"}, timeout=30)
    assert statuses(scene, ids) == {"acknowledged"}
    assert hand_in(address, b"{}").status_code == 400


def test_health_counts_what_did_not_get_out(scene: Scene, address: str) -> None:
    before = requests.get(f"{address}/health", timeout=30).json()["notices"]
    broken = office(channels(CANHLUA_SMTP_URL="khongco://{address}"))
    put(scene, here=broken)
    after = requests.get(f"{address}/health", timeout=30).json()["notices"]
    assert after == {"dead": before["dead"] + 1, "late": before["late"]}


def test_real_work_has_no_outbox_page(address: str) -> None:
    assert requests.get(f"{address}/outbox", timeout=30).status_code == 404


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[tuple[Scene, str]]:
    """A drill's routes on a port, in this process: the story itself is not played."""
    here: Services = installation(f"sqlite:///{tmp_path / 'drill.db'}")
    story = load_scene(here.profile.areas_dir.parent / "drill" / "scenario.toml")
    director = Director(here.engine, here.profile, story, here.areas)
    now = real_now()
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=notices.routes()), port=free_port(), log_level="error", lifespan="off"
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    with replaced(replace(here, now=lambda: now, director=director)):
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield district(here.engine, now), f"http://127.0.0.1:{server.config.port}"
        server.should_exit = True
        thread.join(10)
    here.engine.dispose()


def test_a_drill_shows_what_it_would_have_sent(drill: tuple[Scene, str]) -> None:
    scene, address = drill
    assert "Chưa có tin nào" in requests.get(f"{address}/outbox", timeout=30).text
    to = Contact("cong-an", "lo", HOSTILE, "email", "lo@example.org")
    _token, ids = put(scene, to=to, summary=HOSTILE)
    put(scene, to=Contact("cong-an", "lo", "Lò", "sms", "+84912345678"))
    page = requests.get(f"{address}/outbox", timeout=30).text
    assert "DIỄN TẬP: không có gì ở đây là thật" in page and "DIEN TAP. 21.6436" in page
    assert "<script" not in page and "<img" not in page and "Công an xã" in page
    (link,) = re.findall(r'<pre>[^<]*<a href="(/ack/[^"]+)"', page)
    assert "DIỄN TẬP" in requests.get(address + link, timeout=30).text
    requests.post(address + link, {"name": "Lò Văn Giả"}, timeout=30)
    assert statuses(scene, ids) == {"acknowledged"}
    assert "Outbox of the drill" in requests.get(f"{address}/outbox?lang=en", timeout=30).text
