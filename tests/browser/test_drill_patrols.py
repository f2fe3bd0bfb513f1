"""A joint patrol of the three forces, played in the drill from the first suggestion to the month's figures.

A planner accepts a suggested zone and draws another, plans a patrol and is warned that somebody is needed
elsewhere; each force is told with proof. Two check in on their phones and one force does not come: the patrol
is no joint one. Positions move on the map, a track proves what was seen, a finding becomes an incident, and
the month's effort shows all of it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine, select

from data.access import Actor
from data.auditing import audit
from data.clock import real_now
from data.drill.standing import Standing, load_standing
from data.ledger.figures import bucket
from data.patrols.act import By
from data.patrols.planning import plan_patrol
from data.patrols.settings import PatrolSettings
from data.patrols.wanted import Member, Plan
from data.presence import presence_of
from data.store.engine import open_engine, reading, writing
from data.store.tables import (
    duty,
    incident,
    matter,
    patrol,
    patrol_finding,
    patrol_member,
    patrol_position,
    zone,
)
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.browser.test_checkin import mine, opened, phone, sent
from tests.browser.test_drill import FIRST, SLOW_MS, jump, shortened
from tests.browser.test_field_accounts import sign_in
from tests.browser.test_planning_suggestions import scored
from tests.browser.test_planning_zones import draw, save_new
from tests.data.access.people import administrator, person
from tests.data.effort.walks import gpx
from tests.data.patrols.conftest import AREAS
from tests.servers.dashboard import serving

pytestmark = pytest.mark.browser
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
BASE = "http://127.0.0.1:9"
"""What links carry; nothing is asked there."""
RANGERS, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-quynh-nhai", "ban-chqs-xa-muong-gion"
LAN, MINH, SON = "Người trực giả định 2", "Người trực giả định 5", "Người trực giả định 12"
"""Focal points of the drill; the police have e-mail, the military SMS and a telephone."""
STARTS, ENDS = (datetime(2027, 3, 16, hour, tzinfo=TZ) for hour in (16, 20))
THERE = datetime(2027, 3, 16, 16, 30, tzinfo=TZ)
WEST, SOUTH, EAST, NORTH = 103.700, 21.750, 103.720, 21.770
RING = [(WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH)]
OWN, SEEN = "Sườn đồi Giả Định", "Khe Giả Định"
ROUND, JOINT = "TT-2027-0004", "TT-2027-0005"
"""Three patrols are the story's own; the next two are planned here."""
FOUND = "Lán dựng trái phép, gỗ mới xẻ"


@dataclass
class Drill:
    address: str
    engine: Engine
    planner: Actor

    def rows(self, query: Any) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            return [dict(row) for row in conn.execute(query).mappings()]

    def standing(self) -> Standing:
        with reading(self.engine) as conn:
            found = load_standing(conn)
        assert found is not None
        return found


@pytest.fixture(scope="module")
def drill(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """The drill as it opens, with a planner and a duty officer, and a patrol that somebody planned before."""
    folder = tmp_path_factory.mktemp("patrols")
    database = f"sqlite:///{folder / 'drill.db'}"
    SCREENSHOTS.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANHLUA_PUBLIC_URL", BASE)
        with serving(database, folder / "log", drill=shortened(folder)) as found:
            with looking(browser, f"{found}/", 1366, 768) as look:
                expect(look.page.locator(".cl-drill")).to_contain_text("×1", timeout=SLOW_MS)
            engine = open_engine(database)
            admin = administrator(engine, now=real_now())
            planner = person(engine, admin, "hoach", "planner", RANGERS, now=real_now())
            person(engine, admin, "truc", "duty_officer", RANGERS, now=real_now())
            with writing(engine) as conn:
                round_ = Plan(
                    "forest_round", "Canh lán ven hồ", STARTS, ENDS, MILITARY,
                    members=(Member(MILITARY, SON, "leader", "0000 000 012"),),
                )  # fmt: skip
                by = By(planner, datetime(2027, 3, 16, 13, 30, tzinfo=TZ), drill=True)
                plan_patrol(conn, round_, by, PatrolSettings(), TZ, AREAS)
            yield Drill(found, engine, planner)
            engine.dispose()


@contextmanager
def desk(browser: Browser, drill: Drill, name: str, path: str) -> Iterator[Look]:
    """A page of somebody with an account."""
    with looking(browser, f"{drill.address}/login?next={path}", 1366, 900) as look:
        sign_in(look.page, name)
        yield look
        assert look.errors == []


def picture(page: Page, name: str) -> None:
    page.screenshot(path=SCREENSHOTS / f"drill-patrols-{name}.png", full_page=True)


def zones_made(look: Look, drill: Drill) -> None:
    """One is accepted as the program proposes it, the other drawn."""
    page = look.page
    scored(page)
    page.get_by_role("button", name="Nhận khu vực này").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tên khu vực").fill(SEEN)
    dialog.get_by_label("Tên khu vực").press("Tab")
    dialog.get_by_role("button", name="Lưu thành khu vực").click()
    expect(page.get_by_text(f"thành khu vực “{SEEN}”")).to_be_visible()
    page.get_by_role("radio", name="Khu vực", exact=True).click()
    draw(page, RING)
    save_new(page, OWN)
    picture(page, "zones")
    theirs = zone.c.actor != "system:drill"
    made = drill.rows(select(zone).where(theirs).order_by(zone.c.id))
    assert [(row["name"], row["source"]) for row in made] == [(SEEN, "suggested"), (OWN, "drawn")]


def at(form: Locator, label: str, digits: str) -> None:
    """Type a time into its two fields."""
    form.get_by_role("group", name=label, exact=True).get_by_role("spinbutton").first.click()
    form.page.keyboard.type(digits)
    form.page.keyboard.press("Tab")


def choose_many(form: Locator, label: str, options: list[str]) -> None:
    box = form.get_by_role("combobox", name=label)
    for option in options:
        box.fill(option)
        form.page.get_by_role("option", name=re.compile(rf"{option}( ·|$)")).click()
        expect(form.get_by_text(option).first).to_be_visible()
    form.page.keyboard.press("Escape")


def planned(look: Look, drill: Drill) -> int:
    """The patrol is typed; the double booking is said before anything is stored."""
    page = look.page
    page.get_by_role("radio", name="Tuần tra", exact=True).click()
    page.get_by_role("button", name="Lập tuần tra ngày T3 16/03").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Mục đích").fill("Kiểm tra nương giáp rừng")
    form.get_by_label("Mục đích").press("Tab")
    at(form, "từ", "1600")
    at(form, "đến", "2000")
    choose_many(form, "Khu vực hoặc tuyến", [SEEN, OWN])
    choose_many(form, "Người đi", [LAN, MINH, SON])
    expect(form.get_by_text(f"{SON} đã đi {ROUND}")).to_be_visible()
    picture(page, "form")
    form.get_by_role("button", name="Lưu kế hoạch").click()
    expect(page.get_by_text("Chưa báo ai cho đến khi giao nhiệm vụ")).to_be_visible()
    (row,) = drill.rows(select(patrol).where(patrol.c.code == JOINT))
    assert row["kind"] == "joint"
    assert (row["starts_at"], row["ends_at"], row["status"]) == (STARTS, ENDS, "planned")
    page.get_by_role("button", name="Giao cho tổ").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_text("Từ lúc này phải báo:")).to_be_visible()
    expect(asked.get_by_text(f"{SON} đã đi {ROUND}")).to_be_visible()
    asked.get_by_role("button", name="Giao cho tổ").click()
    expect(page.get_by_text("đã giao", exact=True)).to_be_visible()
    picture(page, "assigned")
    return int(row["id"])


def links(look: Look, drill: Drill) -> list[str]:
    """The members' addresses, as the planner hands them out."""
    page = look.page
    page.get_by_role("button", name="Đường dẫn điểm danh").click()
    found = page.get_by_role("dialog").get_by_text(re.compile(rf"^{BASE}/checkin/"))
    expect(found).to_have_count(3)
    texts = [drill.address + urlsplit(each.strip()).path for each in found.all_inner_texts()]
    picture(page, "links")
    page.keyboard.press("Escape")
    return texts


def duties(drill: Drill, own: int) -> dict[str, dict[str, Any]]:
    """Of the patrol, by receiver."""
    query = select(duty).join(matter, matter.c.id == duty.c.matter_id)
    rows = drill.rows(query.where(matter.c.kind == "patrol", matter.c.ref == str(own)))
    return {row["receiver_id"]: row for row in rows}


def arrive(look: Look, drill: Drill) -> None:
    """Let the story play until the first fire is on the map, half an hour after the patrol was to begin."""
    look.drawn()
    jump(look, FIRST)
    end = time.monotonic() + SLOW_MS / 1000
    while time.monotonic() < end:
        standing = drill.standing()
        if standing.target is None and standing.played >= THERE:
            return
        look.page.wait_for_timeout(500)
    pytest.fail(f"the drill did not get to {THERE}")


def told(look: Look, drill: Drill, own: int) -> None:
    """The police acknowledge by the link of their e-mail; the military got an SMS and are called."""
    page = look.page
    page.goto(f"{drill.address}/outbox")
    picture(page, "outbox")
    message = page.locator("article").filter(has_text="truc5@").filter(has_text=JOINT)
    page.goto(drill.address + urlsplit(str(message.get_by_role("link").first.get_attribute("href"))).path)
    page.get_by_label("Họ tên người nhận tin").fill("Quàng Văn Giả")
    page.get_by_role("button", name="Tôi đã nhận tin này").click()
    expect(page.get_by_role("status")).to_contain_text("Quàng Văn Giả")
    page.goto(f"{drill.address}/desk")
    group = page.locator("[class*='st-key-group_']").filter(has_text=JOINT)
    owed = group.locator("[class*='st-key-owed_']").filter(has_text="Ban Chỉ huy quân sự xã Mường Giôn")
    picture(page, "desk")
    owed.get_by_role("button", name="Báo").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="gọi điện").click()
    dialog.get_by_label("Người nhận tin").fill("Cầm Văn Giả")
    dialog.get_by_role("button", name="Lưu: đã báo").click()
    expect(page.get_by_text("Đã ghi: báo")).to_be_visible()
    found = duties(drill, own)
    assert {each: (row["status"], row["proof"]) for each, row in found.items()} == {
        POLICE: ("acknowledged", "named"),
        MILITARY: ("told", "logged"),
    }
    now = drill.standing().played
    assert {bucket(row, now) for row in found.values()} == {"on_time"}


def come(page: Page) -> None:
    mine(page).get_by_role("button", name="Tôi đã có mặt").tap()
    expect(mine(page).get_by_role("button", name="Tôi đã về")).to_be_visible()


def followed(page: Page) -> str:
    """The leader agrees to be followed; the address that they copy into the app."""
    page.get_by_role("button", name="Tôi đồng ý").tap()
    box = page.locator("#a-traccar")
    expect(box).to_be_visible()
    return urlsplit(box.input_value()).path


def send(drill: Drill, path: str, at: datetime, longitude: float) -> None:
    """As Traccar Client sends it."""
    query = {
        "id": "1", "timestamp": f"{at.timestamp():.0f}", "lat": "21.76", "lon": f"{longitude}",
        "speed": "1.9", "bearing": "90", "altitude": "640", "accuracy": "8", "batt": "71",
    }  # fmt: skip
    assert requests.post(drill.address + path, params=query, timeout=30).status_code == 200


def moves(look: Look, drill: Drill, path: str) -> None:
    """Two positions, one of them twice: one sign, which goes east."""
    (row,) = drill.rows(
        select(patrol_member).where(patrol_member.c.consent_at.is_not(None), patrol_member.c.name == LAN)
    )
    since = row["consent_at"]
    send(drill, path, since + timedelta(seconds=1), WEST)
    sign = look.map.locator(f".canhlua-member[title^='{LAN}']")
    expect(sign).to_have_count(1)
    where = "sign => { const at = sign._leaflet_pos; return at.x }"
    before = sign.evaluate(where)
    for _again in range(2):
        send(drill, path, since + timedelta(seconds=5), EAST)
    for _ in range(60):
        if sign.count() == 1 and sign.evaluate(where) > before + 10:
            break
        look.page.wait_for_timeout(500)
    else:
        pytest.fail("nobody moved on the map")
    assert len(drill.rows(select(patrol_position).where(patrol_position.c.member_id == row["id"]))) == 2
    picture(look.page, "map")


def found_something(page: Page) -> None:
    page.locator("#incident_kind").select_option("forest_offence")
    page.fill("#text", FOUND)
    page.fill("#place_text", "21.7600, 103.7100")
    page.get_by_role("button", name="Gửi", exact=True).tap()
    expect(page.locator("[data-part=found]")).to_contain_text(FOUND)


def walked(page: Page) -> None:
    """The leader's track goes straight through the drawn zone."""
    raw = gpx(
        STARTS.astimezone(UTC) + timedelta(minutes=3),
        metres=2000,
        seconds=1500,
        lat=21.76,
        west=WEST + 0.0003,
    )
    page.set_input_files("#track", [{"name": "di.gpx", "mimeType": "application/gpx+xml", "buffer": raw}])
    expect(page.get_by_text("Đã nhận vết đi: 2,0 km")).to_be_visible()


def on_the_phones(browser: Browser, drill: Drill, pages: list[str]) -> None:
    """The rangers and the police come, the military do not."""
    with phone(browser) as first, phone(browser) as second:
        leader, police = opened(first, pages[0]), opened(second, pages[1])
        expect(leader.locator("body")).to_contain_text("DIỄN TẬP")
        come(leader)
        come(police)
        path = followed(leader)
        with desk(browser, drill, "truc", "/") as look:
            look.drawn()
            moves(look, drill, path)
        found_something(leader)
        walked(leader)
        for page in (leader, police):
            mine(page).get_by_role("button", name="Tôi đã về").tap()
            sent(page)
        expect(leader.locator("[data-part=team]")).to_contain_text("Chưa có mặt: Quân sự")
        picture(leader, "phone")


def test_a_joint_patrol_from_the_suggestion_to_the_month(browser: Browser, drill: Drill) -> None:
    with desk(browser, drill, "hoach", "/planning?section=suggestions") as look:
        zones_made(look, drill)
        own = planned(look, drill)
        pages = links(look, drill)
        look.page.goto(drill.address)
        arrive(look, drill)
    with desk(browser, drill, "truc", "/planning?section=patrols") as look:
        page = look.page
        expect(page.get_by_text(JOINT).first).to_be_visible()
        late = page.get_by_text(f"Chưa xuất phát · {JOINT}")
        expect(late).to_be_visible()  # 30 minutes after its start
        picture(page, "late")
        told(look, drill, own)
    on_the_phones(browser, drill, pages)
    with reading(drill.engine) as conn:
        presence = presence_of(conn, own)
    assert ({each.agency_id for each in presence.present}, presence.joint) == ({RANGERS, POLICE}, False)
    assert presence.missing_roles == ("military",)
    (finding,) = drill.rows(select(patrol_finding))
    (case,) = drill.rows(select(incident).where(incident.c.code == finding["ref"]))
    owed = drill.rows(
        select(duty).join(matter, matter.c.id == duty.c.matter_id)
        .where(matter.c.kind == "incident", matter.c.ref == str(case["id"]))
    )  # fmt: skip
    assert (case["kind"], case["summary"]) == ("forest_offence", FOUND)
    assert {row["receiver_id"] for row in owed} >= {"cong-an-xa-muong-gion"}, "whoever must know is owed it"
    with desk(browser, drill, "hoach", f"/planning?patrol={own}") as look:
        page = look.page
        seen = page.locator(".cl-covered li").filter(has_text=OWN)
        expect(seen).to_have_text(re.compile(r": 4,[1-4]\W+%\W+20,\d\W+ha"))
        expect(page.get_by_text("Chưa có mặt: Quân sự")).to_be_visible()
        expect(page.get_by_text("Đã báo đủ 2 đơn vị")).to_be_visible()
        picture(page, "sheet")
        page.get_by_role("link", name=re.compile(case["code"])).click()
        expect(page.get_by_role("heading", name=re.compile(case["code"]))).to_be_visible()
        picture(page, "incident")
        page.goto(f"{drill.address}/planning?span=month:2027-03")
        boxes = page.locator(".cl-effort div")
        # Two of the story are out too, one with all three forces; nobody has handed in a track of theirs.
        for number, value in enumerate(("3", "33 %", "2,0 km")):
            expect(boxes.nth(number).locator("b")).to_have_text(value)
        picture(page, "effort")
    with reading(drill.engine) as conn:
        assert audit(conn, drill.standing().played + timedelta(minutes=10)) == []
