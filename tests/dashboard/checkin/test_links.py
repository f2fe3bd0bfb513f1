"""A member's link over HTTP: who may, what is understood and refused, and that nothing is stored twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, delete, select, update

from data.clock import real_now
from data.notices.acknowledging import key_of, token_of
from data.notices.office import Office
from data.notices.settings import Channels
from data.patrols.tokens import member_token
from data.positions.requests import OSMAND_QUERY
from data.presence.alarm_rows import alarms_of
from data.presence.alarms import watch_patrols
from data.store.engine import reading, writing
from data.store.tables import (
    incident,
    notice,
    patrol_checkin,
    patrol_finding,
    patrol_member,
    patrol_position,
    patrol_track,
    photo,
)
from tests.data.access.people import PASSWORD, administrator, person
from tests.data.checking.pictures import jpeg, scene
from tests.data.presence import patrols
from tests.data.presence.patrols import LAT, LON
from tests.servers.dashboard import installation, serving

JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass
class World:
    address: str
    engine: Engine
    patrol: int
    members: dict[str, int]
    start: datetime

    def token(self, who: str, purpose: Any = "checkin") -> str:
        with reading(self.engine) as conn:
            return member_token(conn, self.members[who], purpose)

    def page(self, who: str) -> str:
        return f"{self.address}/checkin/{self.token(who)}"

    def positions(self, who: str) -> str:
        return f"{self.address}/positions/{self.token(who, 'positions')}"

    def rows(self, table: Any) -> list[Any]:
        with reading(self.engine) as conn:
            return list(conn.execute(select(table).order_by(table.c.id)).mappings())

    def send(self, who: str, **given: Any) -> requests.Response:
        return requests.post(self.page(who), json=given, headers={"Accept": "application/json"}, timeout=30)

    def agree(self, who: str) -> None:
        """They agreed when the patrol began."""
        with writing(self.engine) as conn:
            same = patrol_member.c.id == self.members[who]
            conn.execute(update(patrol_member).where(same).values(consent_at=self.start))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    database = f"sqlite:///{tmp_path_factory.mktemp('checkin') / 'canhlua.db'}"
    here = installation(database)
    start = real_now().replace(microsecond=0) - timedelta(minutes=20)
    with writing(here.engine) as conn:
        patrols.agencies(conn)
        own, members = patrols.joint_patrol(conn, starts_at=start, ends_at=start + timedelta(hours=8))
        patrols.square_zone(conn, own)
    admin = administrator(here.engine, now=real_now())
    for name, role in (("truc", "duty_officer"), ("lan", "ranger")):
        person(here.engine, admin, name, role, patrols.LEAD, now=real_now())
    with serving(database, tmp_path_factory.mktemp("log") / "log") as address:
        yield World(address, here.engine, own, members, start)
    here.engine.dispose()


@pytest.fixture
def world(served: World) -> World:
    """The patrol as it was assigned, with what earlier tests stored that can be taken away."""
    with writing(served.engine) as conn:
        conn.execute(delete(patrol_position))
        conn.execute(update(patrol_member).values(consent_at=None, consent_ended_at=None, ended_at=None))
    return served


def forms(text: str) -> list[dict[str, str]]:
    """The hidden fields of every form on the page."""
    found = []
    for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
        pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        found.append({name: unescape(value) for name, value in pairs})
    return found


def test_looking_changes_nothing_and_tells_nobody_else(world: World) -> None:
    before = len(world.rows(patrol_checkin))
    found = requests.get(world.page("leader"), timeout=30)
    assert found.status_code == 200
    assert "TT-2027-0001" in found.text
    assert "Trạm Pá Uôn" in found.text
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
    requests.head(world.page("leader"), timeout=30)
    assert len(world.rows(patrol_checkin)) == before


def test_without_a_script_a_form_is_enough_and_sending_it_twice_is_once(world: World) -> None:
    page = requests.get(world.page("guide"), timeout=30).text
    own = next(form for form in forms(page) if form["do"] == "checkin")
    assert own["kind"] == "in"
    for _ in range(2):
        answer = requests.post(world.page("guide"), data=own, timeout=30, allow_redirects=False)
        assert answer.status_code == 303
    mine = [row for row in world.rows(patrol_checkin) if row["draft_id"] == own["draft"]]
    assert [(row["channel"], row["actor"]) for row in mine] == [("link", "link:Cầm Thị Dung")]
    after = requests.get(f"{world.page('guide')}?done=1", timeout=30).text
    assert "Tôi đã về" in after


def test_a_leader_checks_somebody_in_and_a_member_does_not(world: World) -> None:
    given = {"do": "checkin", "kind": "in", "draft": "lead-1", "member": world.members["military"]}
    refused = world.send("police", **given)
    assert (refused.status_code, refused.json()["problem"]) == (400, "leader_only")
    assert "chỉ tổ trưởng" in refused.json()["message"]
    done = world.send("leader", **given)
    assert (done.status_code, done.json()["draft_id"], done.json()["again"]) == (200, "lead-1", False)
    assert world.send("leader", **given).json()["again"] is True
    assert "Có mặt" in requests.get(world.page("leader"), timeout=30).text  # of those who did not come
    assert len(forms(requests.get(world.page("police"), timeout=30).text)) < 5  # no buttons for others


def test_what_happened_without_signal_has_its_own_time(world: World) -> None:
    when = world.start + timedelta(minutes=3)
    place = {"latitude": "21.750100", "longitude": "103.660200", "accuracy_m": "11"}
    done = world.send("police", do="checkin", kind="in", draft="off-1", happened_at=when.isoformat(), **place)
    assert done.status_code == 200
    row = next(each for each in world.rows(patrol_checkin) if each["draft_id"] == "off-1")
    assert (row["happened_at"], row["latitude"], row["accuracy_m"]) == (when, 21.7501, 11.0)
    assert row["received_at"] > when


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"do": "dance"}, "choice_unknown"),
        ({"do": "checkin", "kind": "sideways", "draft": "b1"}, "choice_unknown"),
        ({"do": "checkin", "kind": "in"}, "draft_missing"),
        ({"do": "checkin", "kind": "in", "draft": "b2", "happened_at": "soon"}, "time_unreadable"),
        ({"do": "checkin", "kind": "in", "draft": "b3", "happened_at": "2027-01-01"}, "time_unreadable"),
        ({"do": "checkin", "kind": "in", "draft": "b4", "latitude": "x"}, "point_impossible"),
        ({"do": "checkin", "kind": "in", "draft": "b5", "latitude": "21.7"}, "half_a_point"),
        ({"do": "finding", "draft": "b6", "outcome": "note"}, "text_missing"),
        (
            {"do": "finding", "draft": "b7", "outcome": "verdict", "verdict_kind": "nothing", "text": "x"},
            "event_missing",
        ),
        ({"do": "consent"}, "choice_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(world: World, given: dict[str, str], problem: str) -> None:
    before = len(world.rows(patrol_checkin)), len(world.rows(patrol_finding))
    found = world.send("leader", **given)
    assert (found.status_code, found.json()["problem"]) == (400, problem)
    assert not re.search(r"[a-z]+_[a-z]+", found.json()["message"])  # words, not codes
    assert (len(world.rows(patrol_checkin)), len(world.rows(patrol_finding))) == before


def test_a_body_that_is_none_and_one_too_large(world: World) -> None:
    assert requests.post(world.page("leader"), data=b"[1]", headers=JSON, timeout=30).status_code == 400
    assert requests.post(world.page("leader"), data=b"{" * 99, headers=JSON, timeout=30).status_code == 400
    large = json.dumps({"do": "checkin", "note": "x" * 70_000})
    assert requests.post(world.page("leader"), data=large, headers=JSON, timeout=30).status_code == 413


def test_a_finding_becomes_an_incident_and_takes_photos(world: World) -> None:
    given = {
        "do": "finding", "draft": "found-1", "outcome": "incident", "incident_kind": "forest_fire",
        "text": "Cháy ở khe suối", "latitude": str(LAT), "longitude": str(LON), "accuracy_m": "9",
    }  # fmt: skip
    first = world.send("leader", **given)
    assert first.status_code == 200, first.text
    assert "VV-" in first.json()["text"]
    again = world.send("leader", **given)
    assert (again.json()["id"], again.json()["again"]) == (first.json()["id"], True)
    assert len(world.rows(incident)) == 1
    raw = jpeg(scene(640, 480))
    url = f"{world.page('leader')}/photo?finding=found-1&draft=photo-1&name=IMG.jpg"
    for _ in range(2):
        sent = requests.post(url, data=raw, timeout=60)
        assert (sent.status_code, sent.json()["draft_id"]) == (200, "photo-1"), sent.text
    row = world.rows(photo)[0]
    assert (len(world.rows(photo)), row["record_kind"], row["record_id"]) == (
        1,
        "finding",
        first.json()["id"],
    )
    # Nobody hangs a photo on somebody else's finding, or on none.
    for who, finding in (("police", "found-1"), ("leader", "none")):
        other = f"{world.page(who)}/photo?finding={finding}&draft=p2&name=a.jpg"
        assert requests.post(other, data=raw, timeout=60).json()["problem"] == "finding_unknown"
    shown = requests.get(world.page("leader"), timeout=30).text
    assert world.rows(incident)[0]["code"] in shown


def test_what_people_type_is_text_on_the_page(world: World) -> None:
    given = {"do": "finding", "draft": "xss-1", "outcome": "note", "text": "<script>alert(1)</script>"}
    assert world.send("guide", **given).status_code == 200
    shown = requests.get(world.page("guide"), timeout=30).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_forged_a_foreign_and_an_ended_link(world: World) -> None:
    good = world.token("guide")
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")
    for token in (forged, "x", world.token("guide", "positions")):
        found = requests.get(f"{world.address}/checkin/{token}", timeout=30)
        assert (found.status_code, "TT-2027" in found.text) == (404, False)
    assert requests.get(f"{world.address}/positions/{good}", timeout=30).status_code == 404
    with writing(world.engine) as conn:
        same = patrol_member.c.id == world.members["guide"]
        conn.execute(update(patrol_member).where(same).values(token_number=2))
    try:
        gone = requests.get(f"{world.address}/checkin/{good}", timeout=30)
        assert gone.status_code == 410
        late = {"do": "checkin", "kind": "in", "draft": "late"}
        sent = requests.post(f"{world.address}/checkin/{good}", json=late, timeout=30)
        assert (sent.status_code, sent.json()["code"]) == (410, "member_link_unusable")
    finally:
        with writing(world.engine) as conn:
            conn.execute(update(patrol_member).where(same).values(token_number=1))


def test_the_page_comes_in_english_too(world: World) -> None:
    found = requests.get(f"{world.page('leader')}?lang=en", timeout=30).text
    assert "Meeting place" in found
    assert "Let your position be followed" in found


# ---- positions


def traccar(at: datetime, lat: float = LAT, **more: Any) -> dict[str, Any]:
    """The query of Traccar Client 8."""
    query = {"id": "374291", "timestamp": int(at.timestamp()), "lat": lat, "lon": LON, "speed": 2.699784}
    return query | {"bearing": 213.5, "altitude": 612.0, "accuracy": 0.0, "batt": 77.0} | more


def test_positions_come_from_every_app_and_once(world: World) -> None:
    world.agree("leader")
    url, at = world.positions("leader"), real_now().replace(microsecond=0)
    old = requests.post(url, params=traccar(at), timeout=30)
    assert (old.status_code, old.json()["kept"]) == (200, 1)
    assert requests.post(url, params=traccar(at), timeout=30).json()["doubled"] == 1
    stamp = int((at - timedelta(seconds=30)).timestamp() * 1000)
    said = (LAT, LON, stamp, "8.0", "612.0", "1.3888888", "213.5")
    osmand = f"?{OSMAND_QUERY.format(*said)}"
    assert requests.get(url + osmand, timeout=30).json()["kept"] == 1
    assert requests.get(url + osmand, timeout=30).json() == {
        "kept": 0,
        "doubled": 1,
        "left_out": {},
        "wrong": [],
    }
    stamp_iso = (at - timedelta(seconds=20)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    location = {
        "timestamp": stamp_iso,
        "coords": {
            "latitude": LAT,
            "longitude": LON,
            "accuracy": 8,
            "speed": 1.39,
            "heading": 213,
            "altitude": 612,
        },
        "battery": {"level": 0.77, "is_charging": False},
    }
    new = requests.post(url, json={"location": location, "device_id": "48241179"}, timeout=30)
    assert new.json()["kept"] == 1
    form = requests.post(url, data=traccar(at - timedelta(seconds=50)), timeout=30)
    assert form.json()["kept"] == 1
    rows = sorted(world.rows(patrol_position), key=lambda row: row["at"])
    assert [row["source"] for row in rows] == ["traccar", "osmand", "traccar", "traccar"]
    assert {row["speed_kmh"] for row in rows} == {5.0}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lat": "91"}, "lat"),
        ({"lon": ""}, "lon"),
        ({"timestamp": "x"}, "timestamp"),
        ({"speed": "NaN"}, "speed"),
    ],
)
def test_a_bad_position_is_a_clear_400_and_the_next_one_is_kept(
    world: World, wrong: dict[str, Any], field: str
) -> None:
    world.agree("leader")
    at = real_now() - timedelta(minutes=1)
    bad = requests.post(world.positions("leader"), params=traccar(at) | wrong, timeout=30)
    assert (bad.status_code, bad.json()["error"], bad.json()["field"]) == (400, "position_unreadable", field)
    assert bad.json()["message"]
    assert requests.post(world.positions("leader"), params=traccar(at), timeout=30).json()["kept"] == 1


def test_a_batch_that_was_kept_for_hours_comes_in_one_request(world: World) -> None:
    world.agree("leader")
    first = world.start + timedelta(minutes=1)
    locations = [
        {
            "timestamp": (first + timedelta(seconds=5 * n)).isoformat(),
            "coords": {"latitude": LAT, "longitude": LON},
        }
        for n in range(200)
    ]
    locations.insert(7, {"timestamp": "?", "coords": {"latitude": LAT, "longitude": LON}})
    found = requests.post(world.positions("leader"), json={"location": list(reversed(locations))}, timeout=60)
    said = found.json()
    assert (found.status_code, said["kept"], len(said["wrong"])) == (200, 200, 1)


def test_without_consent_nothing_is_kept_and_a_forged_link_is_404(world: World) -> None:
    found = requests.post(world.positions("police"), params=traccar(real_now()), timeout=30)
    assert (found.status_code, found.json()["left_out"]) == (200, {"no_consent": 1})
    forged = world.positions("police")[:-1] + "g"
    assert requests.post(forged, params=traccar(real_now()), timeout=30).status_code == 404
    assert world.rows(patrol_position) == []


def test_a_person_who_opens_the_address_is_led_to_their_page(world: World) -> None:
    found = requests.get(world.positions("leader"), timeout=30, allow_redirects=False)
    assert (found.status_code, found.headers["Location"]) == (303, f"/checkin/{world.token('leader')}#follow")
    assert world.rows(patrol_position) == []


def test_consent_shows_the_addresses_and_taking_it_back_hides_them(world: World) -> None:
    assert "/positions/" not in requests.get(world.page("leader"), timeout=30).text
    assert world.send("leader", do="consent", answer="yes", draft="x").status_code == 200
    shown = unescape(requests.get(world.page("leader"), timeout=30).text)
    assert world.positions("leader") in shown
    assert "app=osmand&lat={0}&lon={1}&timestamp={2}" in shown
    assert "Sao chép" in shown
    assert "built-in" not in shown
    requests.post(world.positions("leader"), params=traccar(real_now()), timeout=30)
    said = world.send("leader", do="consent", answer="erase", draft="e").json()
    assert "1 vị trí" in said["text"]
    assert world.rows(patrol_position) == []
    assert "/positions/" not in requests.get(world.page("leader"), timeout=30).text


def signed_in(world: World, name: str) -> requests.Session:
    session = requests.Session()
    page = session.get(f"{world.address}/login", timeout=30).text
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark is not None
    session.post(
        f"{world.address}/login", data={"name": name, "password": PASSWORD, "mark": mark[1]}, timeout=30
    )
    return session


def test_the_map_shows_positions_by_role_alone(world: World) -> None:
    world.agree("leader")
    at = real_now().replace(microsecond=0)
    for seconds in (0, 30, 60):
        moment = at - timedelta(seconds=seconds)
        requests.post(world.positions("leader"), params=traccar(moment, LAT + seconds / 1e5), timeout=30)
    assert requests.get(f"{world.address}/map/patrols.json", timeout=30).status_code == 401
    assert signed_in(world, "lan").get(f"{world.address}/map/patrols.json", timeout=30).status_code == 403
    found = signed_in(world, "truc").get(f"{world.address}/map/patrols.json", timeout=30)
    member = found.json()["members"][0]
    assert (member["title"], member["initials"], member["role"]) == (
        "Lò Văn An · TT-2027-0001",
        "AL",
        "ranger",
    )
    assert (member["latitude"], len(member["trail"]), member["quiet"]) == (LAT, 3, False)
    assert "5 km/giờ · pin 77 % · Traccar Client" in member["lines"]


def gpx(start: datetime, count: int = 60) -> bytes:
    """Somebody walks north, 5 m in 5 s."""
    points = ""
    for n in range(count):
        at = (start + timedelta(seconds=5 * n)).strftime("%Y-%m-%dT%H:%M:%SZ")
        points += f'<trkpt lat="{LAT + n * 4.5e-5:.6f}" lon="{LON}"><time>{at}</time></trkpt>'
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    return f"{head}{points}</trkseg></trk></gpx>".encode()


def test_a_track_is_taken_once_and_a_file_that_is_none_is_said(world: World) -> None:
    url = f"{world.page('leader')}/track?draft=track-1&name=vet.gpx"
    raw = gpx(world.start + timedelta(minutes=1))
    first, again = (requests.post(url, data=raw, timeout=60) for _ in range(2))
    assert (first.status_code, first.json()["draft_id"]) == (200, "track-1"), first.text
    assert "Đã nhận vết đi" in first.json()["text"]
    assert (again.json()["id"], again.json()["again"]) == (first.json()["id"], True)
    row = world.rows(patrol_track)[0]
    assert row["member_id"] == world.members["leader"]
    assert row["distance_m"] == pytest.approx(59 * 4.5e-5 * 110_700, rel=0.02)
    wrong = requests.post(url.replace("track-1", "track-2"), data=b"not a track", timeout=60)
    assert wrong.status_code == 400
    assert wrong.json()["message"]
    assert len(world.rows(patrol_track)) == 1


def test_whoever_is_told_that_a_patrol_is_late_takes_charge_by_the_link(world: World) -> None:
    channels = Channels({"sms": "jsons://localhost/?:to={address}"}, public_url=world.address)
    now = real_now()
    with writing(world.engine) as conn:
        own, _members = patrols.joint_patrol(
            conn, 2, starts_at=now - timedelta(minutes=40), ends_at=now + timedelta(hours=3)
        )
        watch_patrols(conn, Office(channels), now=now, real_now=now)
    with reading(world.engine) as conn:
        row = conn.execute(select(notice)).mappings().one()
    address = f"{world.address}/ack/{token_of(key_of(world.engine), row)}"
    page = requests.get(address, timeout=30)
    assert page.status_code == 200
    assert "TT-2027-0002 CHUA XUAT PHAT" in page.text
    assert "nếu bạn lo việc này" in page.text
    assert requests.post(address, data={"name": "Lò Văn An"}, timeout=30).status_code == 200
    with reading(world.engine) as conn:
        alarm = alarms_of(conn, own)[0]
    assert (alarm["acknowledged_by"], alarm["next_at"]) == ("Lò Văn An", None)
