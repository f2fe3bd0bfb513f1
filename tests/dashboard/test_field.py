"""The phone pages over HTTP: who may, what is understood and refused, and that nothing is stored twice."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from sqlalchemy import select

from dashboard import words
from dashboard.field import drawing, shell, told_verdict
from dashboard.field.list_page import _why_empty
from data.clock import real_now
from data.store.engine import open_engine, reading
from data.store.tables import fire_event, photo, verdict
from tests.browser import seed
from tests.data.access.people import PASSWORD, administrator, person
from tests.data.checking.pictures import exif, jpeg, scene
from tests.servers.dashboard import ROOT, installation, serving

AGENCY = "hat-kiem-lam-khu-vuc"
SAID = {
    "kind": "nothing",
    "description": "Đã tìm, không thấy",
    "name": "Lò Văn Giả Định",
    "phone": "0912345678",
    "searched_percent": "62,5",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('field') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def address(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = installation(database)
    seed.fill(here)
    admin = administrator(here.engine, now=real_now())
    for name, role in (("lan", "ranger"), ("minh", "ranger"), ("khach", "viewer")):
        person(here.engine, admin, name, role, AGENCY, now=real_now())
    here.engine.dispose()
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


@pytest.fixture(scope="module")
def event(database: str, address: str) -> str:
    engine = open_engine(database)
    with reading(engine) as conn:
        row = conn.execute(select(fire_event.c.id).order_by(fire_event.c.detections.desc())).first()
    engine.dispose()
    assert row is not None
    return str(row.id)


class Phone(requests.Session):
    """A browser that has signed in and holds a page."""

    def __init__(self, address: str, name: str) -> None:
        super().__init__()
        self.address = address
        mark = re.search(r'name="mark" value="([^"]+)"', self.get(f"{address}/login", timeout=30).text)
        assert mark
        given = {"mark": mark[1], "name": name, "password": PASSWORD, "next": "/m/"}
        answer = self.post(f"{address}/login", data=given, timeout=30, allow_redirects=False)
        assert answer.headers["Location"] == "/m/"
        told = re.search(r'name="canhlua" content="([^"]+)"', self.get(f"{address}/m/", timeout=30).text)
        assert told
        facts = json.loads(unescape(told[1]))
        self.headers.update({"X-Mark": facts["mark"], "X-Who": facts["who"], "Accept": "application/json"})

    def say(self, event: str, draft: str, **more: Any) -> requests.Response:
        return self.post(
            f"{self.address}/m/{event}/verdict", json=SAID | {"draft_id": draft} | more, timeout=30
        )

    def show(self, verdict_id: int, draft: str, raw: bytes, name: str = "a.jpg") -> requests.Response:
        asked = {"verdict": verdict_id, "draft": draft, "name": name}
        return self.post(f"{self.address}/m/photo", params=asked, data=raw, timeout=60)


@pytest.fixture(scope="module")
def lan(address: str) -> Phone:
    return Phone(address, "lan")


@pytest.fixture(scope="module")
def minh(address: str) -> Phone:
    return Phone(address, "minh")


def stored(database: str, draft: str) -> dict[str, Any]:
    engine = open_engine(database)
    with reading(engine) as conn:
        row = conn.execute(select(verdict).where(verdict.c.draft_id == draft)).mappings().one()
    engine.dispose()
    return dict(row)


@pytest.mark.parametrize("path", ["/m/", "/m/now", "/m/{event}", "/m/{event}/take.gpx", "/m/photo/1.jpg"])
def test_strangers_stay_out(address: str, event: str, path: str) -> None:
    url = address + path.format(event=event)
    assert requests.get(url, timeout=30, headers={"Accept": "application/json"}).status_code == 401
    html = requests.get(url, timeout=30, headers={"Accept": "text/html"}, allow_redirects=False)
    assert html.status_code == 303 and html.headers["Location"].startswith("/login?next=%2Fm%2F")


def test_a_page_is_marked_with_its_account_and_has_a_strict_policy(
    lan: Phone, minh: Phone, event: str
) -> None:
    hers, his = (each.get(f"{each.address}/m/{event}", timeout=30) for each in (lan, minh))
    assert hers.headers["X-Canhlua-Who"] == lan.headers["X-Who"] != his.headers["X-Canhlua-Who"]
    policy = hers.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert "<script>" not in hers.text and " style=" not in hers.text and "onclick" not in hers.text
    assert "no-store" in hers.headers["Cache-Control"]


def test_a_verdict_is_stored_once(lan: Phone, event: str, database: str) -> None:
    first, again = lan.say(event, "once"), lan.say(event, "once")
    assert first.status_code == again.status_code == 200, first.text
    assert first.json()["id"] == again.json()["id"] and first.json()["draft_id"] == "once"
    assert (first.json()["again"], again.json()["again"]) == (False, True)
    row = stored(database, "once")
    assert (row["searched_share"], row["searched_by"], row["actor"]) == (0.625, "stated", "lan")


def test_an_old_mark_gets_a_fresh_one_and_another_account_is_refused(
    lan: Phone, minh: Phone, event: str
) -> None:
    kept, lan.headers["X-Mark"] = lan.headers["X-Mark"], "kept for a week"
    stale = lan.say(event, "mark")
    assert stale.status_code == 403 and stale.json()["mark"]
    lan.headers["X-Mark"] = stale.json()["mark"]
    assert lan.say(event, "mark").status_code == 200
    lan.headers["X-Mark"] = kept
    own, minh.headers["X-Who"] = minh.headers["X-Who"], lan.headers["X-Who"]
    assert minh.say(event, "not mine").status_code == 409
    minh.headers["X-Who"] = own
    foreign = lan.post(
        f"{lan.address}/m/{event}/verdict", json=SAID, timeout=30, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"description": " "}, "description"),
        ({"name": ""}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "01234"}, "phone"),
        ({"searched_percent": ""}, "searched_percent"),
        ({"searched_percent": "120"}, "searched_percent"),
        ({"distance_km": "xa"}, "distance_km"),
        ({"observed_at": "hôm qua"}, "observed_at"),
        ({"observed_at": "2199-01-01T00:00:00+07:00"}, "observed_at"),
        ({"place_text": "21.386, 103.017"}, "place_text"),  # Điện Biên
        ({"place_text": "ở sau bản"}, "place_text"),
        ({"latitude": "103.65", "longitude": "21.76"}, "place_text"),
        ({"latitude": "10.5", "longitude": "106.5"}, "place_text"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    lan: Phone, event: str, given: dict[str, str], field: str
) -> None:
    answer = lan.say(event, f"bad-{field}", **given)
    assert answer.status_code == 400 and answer.json()["wrong"].get(field), answer.text
    assert answer.json()["message"]


@pytest.mark.parametrize("typed", ["103,6480; 21,7680", "2407970 463400"])
def test_swapped_and_vn2000_are_offered(lan: Phone, event: str, typed: str) -> None:
    answer = lan.say(event, "offer", place_text=typed)
    assert answer.status_code == 400
    point = answer.json()["offer"]
    assert abs(point["latitude"] - 21.768) < 0.01 and abs(point["longitude"] - 103.648) < 0.01


def test_decimal_commas_are_understood(lan: Phone, event: str, database: str) -> None:
    given = {
        "kind": "forest_fire",
        "place_text": "21,7600; 103,6400",
        "distance_km": "1,25",
        "area_m2": "2.500",
    }
    answer = lan.say(event, "comma", **given, is_out="no", direction="NW", seen_version=0)
    assert answer.status_code == 200, answer.text
    row = stored(database, "comma")
    assert (row["latitude"], row["longitude"], row["distance_km"], row["area_m2"]) == (
        21.76,
        103.64,
        1.25,
        2500,
    )
    assert (row["is_out"], row["direction"]) == (False, "NW")
    assert answer.json()["conflict"] and row["conflict"]["verdicts"]


def test_photos_are_stored_once_made_smaller_and_stripped(
    lan: Phone, minh: Phone, event: str, database: str
) -> None:
    own = lan.say(event, "with photos", kind="fire_other", seen_verdict_id=10**6).json()["id"]
    moment = real_now() - timedelta(minutes=5)
    raw = jpeg(scene(2400, 1800), exif(moment, (21.5, 103.2), offset="+00:00"))
    first, again = lan.show(own, "photo-1", raw), lan.show(own, "photo-1", raw)
    assert first.status_code == again.status_code == 200, first.text
    assert first.json()["id"] == again.json()["id"] and first.json()["draft_id"] == "photo-1"
    number = first.json()["id"]
    sizes = {}
    for size in ("", "small"):
        shown = minh.get(f"{minh.address}/m/photo/{number}.jpg", params={"size": size}, timeout=30)
        picture = Image.open(io.BytesIO(shown.content))
        sizes[size] = max(picture.size)
        assert not picture.getexif() and "private" in shown.headers["Cache-Control"]
    assert sizes == {"": 1600, "small": 320}
    asked = {"size": "original"}
    assert lan.get(f"{lan.address}/m/photo/{number}.jpg", params=asked, timeout=30).content == raw
    assert minh.get(f"{minh.address}/m/photo/{number}.jpg", params=asked, timeout=30).status_code == 403
    page = lan.get(f"{lan.address}/m/{event}", timeout=30).text
    assert f"/m/photo/{number}.jpg?size=small" in page
    engine = open_engine(database)
    with reading(engine) as conn:
        assert len(conn.execute(select(photo).where(photo.c.record_id == own)).all()) == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("raw", "status", "said"),
    [
        (b"%PDF-1.7 a report", 400, "không phải ảnh"),
        (jpeg()[:2000], 400, "hỏng"),
        (b"", 400, "hỏng"),
        (b"\xff" * (30 * 1024 * 1024 + 1), 413, "30 MB"),
    ],
    ids=["a PDF named .jpg", "broken off", "empty", "31 MB"],
)
def test_what_is_no_photo_is_told(lan: Phone, event: str, raw: bytes, status: int, said: str) -> None:
    own = lan.say(event, "bad photos", seen_verdict_id=10**6).json()["id"]
    answer = lan.show(own, "bad-photo", raw)
    assert answer.status_code == status and said in answer.json()["message"]


def test_a_photo_of_no_verdict_is_refused(lan: Phone) -> None:
    assert lan.show(10**9, "lost", jpeg()).status_code == 400


def test_a_track_says_how_much_was_searched(lan: Phone, event: str, database: str) -> None:
    now = real_now() - timedelta(hours=1)
    points = "".join(
        f'<trkpt lat="{21.757 + k * 0.001:.4f}" lon="{103.638 + k * 0.0009:.4f}">'
        f"<time>{now + timedelta(minutes=k):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for k in range(20)
    )
    gpx = f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    url = f"{lan.address}/m/{event}/track?name=di.gpx"
    answer = lan.post(url, data=gpx.encode(), timeout=30)
    assert answer.status_code == 200, answer.text
    assert 0.03 < answer.json()["share"] < 0.5 and answer.json()["findings"] == []
    made = lan.say(event, "track", track_id=answer.json()["id"], searched_percent="", seen_verdict_id=10**6)
    assert made.status_code == 200, made.text
    row = stored(database, "track")
    assert (row["searched_by"], row["searched_share"]) == ("track", answer.json()["share"])
    wrong = lan.post(url, data=b"<gpx><wpt lat='21.7' lon='103.6'/></gpx>", timeout=30)
    assert wrong.status_code == 400 and wrong.json()["message"]


def claim(who: Phone, event: str, what: str, **more: Any) -> requests.Response:
    given = {"mark": who.headers["X-Mark"], "hours": "2", **more}
    return who.post(f"{who.address}/m/{event}/{what}", data=given, timeout=30)


def test_one_owner_at_a_time(lan: Phone, minh: Phone, address: str, database: str) -> None:
    engine = open_engine(database)
    with reading(engine) as conn:
        rows = conn.execute(select(fire_event.c.id).order_by(fire_event.c.detections)).all()
    engine.dispose()
    event = str(rows[0].id)
    assert claim(lan, event, "claim").status_code == 200
    taken = claim(minh, event, "claim")
    assert taken.status_code == 409 and "Người lan" in taken.json()["message"]
    page = minh.get(f"{address}/m/{event}", timeout=30).text
    held = re.search(r'name="assignment" value="(\d+)"', page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert held and version and "Người lan đang đi" in page
    option = re.search(r'value="(account:\d+)">Người minh', page)
    assert option
    given = {"assignment": held[1], "version": version[1], "to": option[1]}
    assert claim(lan, event, "hand-over", **given).status_code == 200
    assert claim(lan, event, "hand-over", **given).status_code == 409  # it was handed over already
    assert "Bạn đang nhận" in minh.get(f"{address}/m/{event}", timeout=30).text
    plain = minh.post(
        f"{address}/m/{event}/release",
        data={"mark": "of no page", "assignment": "1"},
        timeout=30,
        headers={"Accept": "text/html"},
    )
    assert plain.status_code == 403 and 'role="alert"' in plain.text and "Bạn đang nhận" in plain.text


def test_files_to_take_along(lan: Phone, event: str) -> None:
    gpx = lan.get(f"{lan.address}/m/{event}/take.gpx", params={"team": 3}, timeout=30)
    assert gpx.headers["Content-Type"].startswith("application/gpx+xml") and b"sector 3" in gpx.content
    kml = lan.get(f"{lan.address}/m/{event}/take.kml", timeout=30)
    assert b"<kml" in kml.content and f"{event}.kml" in kml.headers["Content-Disposition"]
    assert lan.get(f"{lan.address}/m/{event}/take.exe", timeout=30).status_code == 404
    assert lan.get(f"{lan.address}/m/DC-20200101-AAAAA", timeout=30).status_code == 404


def test_now_tells_the_clock_and_whose_session_it_is(lan: Phone) -> None:
    told = lan.get(f"{lan.address}/m/now", timeout=30).json()
    assert told["who"] == lan.headers["X-Who"] and told["mark"]
    assert abs((datetime.fromisoformat(told["now"]) - real_now()).total_seconds()) < 30


def test_the_shell_needs_no_account_and_holds_no_data(address: str) -> None:
    worker = requests.get(f"{address}/assets/field/sw.js", timeout=30)
    assert worker.headers["Service-Worker-Allowed"] == "/m/" and worker.headers["Cache-Control"] == "no-cache"
    assert shell.stamp() in worker.text
    offline = requests.get(f"{address}/assets/field/offline.html", timeout=30)
    assert "Không có mạng" in offline.text and "script-src" not in offline.headers["Content-Security-Policy"]
    icon = Image.open(io.BytesIO(requests.get(f"{address}/assets/field/icon-192.png", timeout=30).content))
    assert icon.size == (192, 192)
    assert requests.get(f"{address}/assets/field/nothing.js", timeout=30).status_code == 404


def test_an_exercise_is_another_program_on_the_phone() -> None:
    words.use("vi")
    real, drill = (json.loads(shell._manifest("vi", drill=each)) for each in (False, True))
    assert real["name"] == "Canh Lửa" and drill["name"].startswith("DIỄN TẬP")
    assert drill["short_name"] == "DIỄN TẬP" and drill["theme_color"] != real["theme_color"]
    assert b'PLACE = "canhlua-drill"' in shell._worker(drill=True)
    assert b'PLACE = "canhlua"' in shell._worker(drill=False)


def test_a_drawing_keeps_the_shape_of_the_ground() -> None:
    view = drawing.View.around([(103.64, 21.75), (103.66, 21.77)])
    wide, _ = view.at(view.west + 0.01, view.north)
    _, high = view.at(view.west, view.north - 0.01)
    assert round(high) == 1113 and round(wide) == 1034  # a degree of longitude is shorter up here
    one = {"latitude": 21.76, "longitude": 103.65}
    sheet = {"search": {"area": {"coordinates": []}, "sectors": []}, "hotspots": [one], "place": one}
    drawn = drawing.search_map(sheet, [("bản <Hai>", 21.7601, 103.6502)], "Vùng")
    assert "bản &lt;Hai&gt;" in drawn and "<Hai>" not in drawn


def test_an_empty_list_tells_silence_from_no_file() -> None:
    now = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)
    assert "Chưa nhận được tệp vệ tinh nào" in _why_empty(None, now)
    said = _why_empty(now - timedelta(hours=3), now)
    assert "tệp mới nhất 3 giờ trước" in said and "không có nghĩa là không có cháy" in said


def test_conflicts_have_words() -> None:
    words.use("vi")
    found = {
        "merged_into": "DC-20260101-AAAAA",
        "version": 3,
        "verdicts": [{"id": 1, "kind": "nothing", "observed_at": "2026-03-01T02:00:00+00:00"}],
    }
    said = told_verdict.conflict(found)
    assert len(said) == 3 and "09:00 01/03/2026" in said[2]
    assert told_verdict.conflict(None) == []


def test_everything_in_an_exercise_says_so(tmp_path: Path) -> None:
    shipped = ROOT / "data" / "profiles" / "quynh_nhai"
    database = f"sqlite:///{tmp_path / 'drill.db'}"
    with serving(database, tmp_path / "log", drill=shipped) as found:
        page = requests.get(f"{found}/m/", timeout=60)
        assert '<div class="drill">DIỄN TẬP' in page.text and "<title>DIỄN TẬP" in page.text
        assert "canhlua_drill_form" in page.headers["Set-Cookie"]
        manifest = requests.get(f"{found}/assets/field/app.webmanifest", timeout=30).json()
        assert manifest["name"] == "DIỄN TẬP – Canh Lửa"
        worker = requests.get(f"{found}/assets/field/sw.js", timeout=30).text
        assert 'PLACE = "canhlua-drill"' in worker
        assert "DIỄN TẬP" in requests.get(f"{found}/assets/field/offline.html", timeout=30).text
