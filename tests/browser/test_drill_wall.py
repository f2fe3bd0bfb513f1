"""The wall through a whole drill: nobody touches it, and a stranger can say at one look what is burning, what
is late, and whether the satellites are looking."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine, select

from data.access.tokens import DISPLAY, make
from data.checking.act import By
from data.checking.saying import Verdict
from data.checking.settings import CheckingSettings
from data.checking.verdicts import record
from data.clock import real_now
from data.drill.standing import Standing, load_standing, save_standing
from data.incidents.changing import set_status
from data.incidents.writing import By as IncidentBy
from data.store.engine import open_engine, reading, writing
from data.store.tables import fire_event, incident
from data.wall.watched import watched_events
from tests.browser.conftest import SCREENSHOTS, looking
from tests.browser.test_drill import SLOW_MS, shortened
from tests.browser.test_field_accounts import AGENCY, sign_in
from tests.data.access.people import administrator, person
from tests.servers.dashboard import serving

pytestmark = pytest.mark.browser
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
BURN = (21.7424, 103.7035)
"""Where the burn of the story escapes into forest, and where its caller stands."""
REFRESH_S = 2


class Drill:
    """A drill on its opened story, with a duty officer, a ranger and a display's link."""

    def __init__(self, address: str, engine: Engine) -> None:
        self.address, self.engine = address, engine
        self.wait(lambda standing: standing.ready)
        admin = administrator(engine, now=real_now())
        self.ranger = person(engine, admin, "lan", "ranger", AGENCY, now=real_now())
        self.officer = person(engine, admin, "truc", "duty_officer", AGENCY, now=real_now())
        with writing(engine) as conn:
            token = make(conn, DISPLAY, "Phòng trực", admin, days=2, redaction="full", now=real_now())
        self.display = f"{address}/display/{token}"

    def standing(self) -> Standing | None:
        with reading(self.engine) as conn:
            return load_standing(conn)

    def wait(self, met: Any) -> None:
        end = time.monotonic() + SLOW_MS / 1000
        while time.monotonic() < end:
            standing = self.standing()
            if standing is not None and met(standing):
                return
            time.sleep(0.5)
        pytest.fail("the drill stands still")

    def arrive(self, at: datetime) -> None:
        """Play on to a moment of the story and stay there."""
        with writing(self.engine) as conn:
            standing = load_standing(conn)
            assert standing is not None
            save_standing(conn, standing.with_target(at))
        self.wait(lambda each: each.target is None and each.played >= at)

    def burn(self) -> dict[str, Any]:
        """The event of the escaped burn."""
        with reading(self.engine) as conn:
            rows = conn.execute(select(fire_event).where(fire_event.c.merged_into.is_(None))).mappings()
            found = [dict(row) for row in rows if row["detections"]]
        return min(found, key=lambda row: abs(row["latitude"] - BURN[0]) + abs(row["longitude"] - BURN[1]))

    def close(self, status: str, code: str, now: datetime) -> None:
        """An incident takes its last step but one."""
        with writing(self.engine) as conn:
            row = conn.execute(select(incident).where(incident.c.code == code)).mappings().one()
            by = IncidentBy(self.officer, now)
            set_status(conn, row["id"], status, by, seen_version=row["version"], reason="(diễn tập)")

    def all_out(self, now: datetime) -> None:
        """Rangers have been at every fire: the burn is out, at the other places nothing burns."""
        with reading(self.engine) as conn:
            watched = [each for each in watched_events(conn, CheckingSettings()) if each.here]
        burn = self.burn()["id"]
        nothing = Verdict("", "", "nothing", "Không còn lửa", "Người lan", "0000 000 123", now,
                          searched_share=1.0)  # fmt: skip
        for each in watched:
            own = each.facts.ref
            said = replace(nothing, draft_id=f"draft-{own}"[:40], event_id=own)
            if own == burn:
                said = replace(said, kind="forest_fire", description="Đã tắt hẳn", is_out=True,
                               searched_share=None)  # fmt: skip
            with writing(self.engine) as conn:
                record(conn, said, By(self.ranger, now), CheckingSettings(), drill=True)


@pytest.fixture(scope="module")
def drill(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    folder = tmp_path_factory.mktemp("wall_drill")
    profile = shortened(folder)
    file = profile / "profile.toml"
    settings = f"\n[wall]\nrefresh_seconds = {REFRESH_S}\nkeep_seconds = 1\ntour_seconds = 2\n"
    file.write_text(file.read_text("utf-8") + settings, encoding="utf-8")
    database = f"sqlite:///{folder / 'drill.db'}"
    with serving(database, Path(folder / "log"), drill=profile) as found:
        engine = open_engine(database)
        yield Drill(found, engine)
        engine.dispose()


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=TZ)


def the(page: Page) -> Locator:
    return page.locator(".canhlua-wall")


def tile(page: Page, label: str) -> Locator:
    return page.locator(".canhlua-wall .tile").filter(has_text=label)


def shown(page: Page, at: datetime) -> None:
    """Wait until the wall shows the story at a moment, by itself."""
    page.wait_for_function(
        "(at) => Number(document.querySelector('.canhlua-wall')?.dataset.taken || 0) >= at",
        arg=at.timestamp() * 1000,
    )
    expect(the(page)).to_have_attribute("data-trust", "live")


def rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("window.canhluaWall.packet.situation.decisions.rows")
    return found


def sky_row(page: Page, satellite: str) -> Locator:
    return page.locator(".canhlua-wall .sky .row").filter(has_text=satellite)


def take_on_a_phone(browser: Browser, drill: Drill, alarm: str, title: str) -> None:
    with looking(browser, f"{drill.address}/login?next=/m/alarms", 390, 844) as look:
        phone = look.page
        sign_in(phone, "truc")
        waiting = phone.locator(".alarms li").filter(has=phone.locator(f"input[value='{alarm}']"))
        expect(waiting).to_contain_text(title)
        waiting.get_by_role("button", name="Tiếp nhận").click()
        expect(waiting).to_have_count(0)


def somebody_is_there(page: Page) -> None:
    """Who is on duty, what comes next, and a patrol on its way: the story's own, from its opening on."""
    on_duty, coming = page.locator(".canhlua-wall .panel.day dd").all()
    expect(on_duty).to_contain_text(
        re.compile(r"Giả .+0000 000 2\d\d · (Hạt Kiểm lâm|Công an xã|Ban CHQS xã)")
    )
    expect(coming).to_contain_text(re.compile(r"Canh đốt nương|Tuần tra liên ngành|Giao ban tháng của xã"))
    expect(page.locator(".canhlua-wall .wall-patrol")).to_have_text("TT-2027-0001")
    expect(tile(page, "Việc quá hạn")).not_to_contain_text("tuần tra")


def nobody_watches_the_burn(page: Page) -> None:
    """An hour after it should have begun a patrol stands where decisions are."""
    (late,) = [each for each in rows(page) if each["kind"] == "patrol"]
    line = page.locator(f".canhlua-wall .decisions li[data-id='{late['id']}']")
    expect(line).to_be_visible()
    expect(line).to_contain_text("Tuần tra chưa lên đường: TT-2027-0003")
    expect(tile(page, "Việc quá hạn")).to_contain_text("1 tuần tra")


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"drill-wall-{name}.png")


def test_from_first_detection_to_all_clear(browser: Browser, drill: Drill) -> None:
    with looking(browser, drill.display, 1920, 1080) as look:
        page = look.page
        shown(page, local(16, 13, 30))
        page.evaluate("window.stayed = true")
        expect(the(page)).to_contain_text("DIỄN TẬP")
        somebody_is_there(page)
        before = int(tile(page, "Đám cháy").locator(".figure").inner_text())
        quiet = page.evaluate("window.canhluaWall.sound.played.length")

        # Nobody comes to watch a burn.
        drill.arrive(local(16, 14, 30))
        shown(page, local(16, 14, 30))
        nobody_watches_the_burn(page)
        picture(page, "late")

        # First detection: it appears, is heard, and the sky says who saw how much.
        drill.arrive(local(16, 16, 30))
        shown(page, local(16, 16, 30))
        burning = tile(page, "Đám cháy")
        assert int(burning.locator(".figure").inner_text()) > before
        expect(burning).to_have_class(re.compile("bad"))
        expect(burning).to_contain_text("1 vụ đang xử lý")
        assert page.evaluate("window.canhluaWall.sound.played.length") > quiet
        expect(tile(page, "Vệ tinh")).to_contain_text("Đang nhận tệp")
        expect(sky_row(page, "NOAA-20").locator(".state")).to_contain_text("13:36 đã qua, thấy")
        picture(page, "first")

        # The next morning it is in the forest; the duty officer takes it on a phone: the wall says so.
        drill.arrive(local(17, 5, 30))
        shown(page, local(17, 5, 30))
        burn = f"event:{drill.burn()['id']}"
        (told,) = [each for each in rows(page) if each["id"].split("+")[0] == burn]
        assert (told["state"], told["urgency"]) == ("new", "critical")
        line = page.locator(f".canhlua-wall .decisions li[data-id='{told['id']}']")
        expect(line).to_contain_text("Cháy mạnh trong rừng · Mường Giôn")
        take_on_a_phone(browser, drill, burn, "Cháy mạnh trong rừng · Mường Giôn")
        page.wait_for_function(
            """(own) => window.canhluaWall.packet.situation.decisions.rows.some(
                (row) => row.id === own && row.state === "acknowledged"
                    && row.standing.startsWith("đã nhận: Người truc"))""",
            arg=told["id"],
        )

        # A feed is gone in the middle of the night: three answers that nobody can mix up.
        drill.arrive(local(18, 6))
        shown(page, local(18, 6))
        sky = tile(page, "Vệ tinh")
        expect(sky).to_have_class(re.compile("warn"))
        expect(sky).to_contain_text("1/3 nguồn hỏng")
        expect(sky).to_contain_text("tệp cuối 03:00 · VIIRS NOAA-20")
        # No panel that is drawn from files says how new the newest of them is.
        expect(page.locator(".canhlua-wall .panel.sky .age")).to_have_text("thiếu 1/3 nguồn từ 03:00")
        expect(page.locator(".canhlua-wall .panel.ground .age")).to_have_text("thiếu 1/3 nguồn")
        expect(sky_row(page, "NOAA-20").locator(".state")).to_have_text("nguồn hỏng từ 03:30")
        expect(sky_row(page, "NOAA-20").locator(".look.broken")).to_have_count(1)
        expect(sky_row(page, "NOAA-21").locator(".state")).to_contain_text("đã qua, thấy")
        expect(sky_row(page, "Aqua").locator(".state")).to_contain_text("đã qua, chưa có dữ liệu")
        expect(page.locator(".canhlua-wall .sky .blind").first).to_be_visible()
        expect(the(page)).to_contain_text("Không có điểm cháy ≠ không có cháy.")
        late = tile(page, "Việc quá hạn")
        expect(late).to_have_class(re.compile("bad"))
        expect(late).to_contain_text("báo tin")
        overdue = page.locator(".canhlua-wall .decisions li:not([hidden])").filter(has_text="Quá hạn báo tin")
        expect(overdue.first.locator(".when b.late")).to_contain_text("quá ")
        picture(page, "outage")

        # The feed is back, rangers have been everywhere: nothing burns, and that is no promise.
        drill.arrive(local(18, 16, 30))
        drill.all_out(local(18, 16, 30))
        shown(page, local(18, 16, 30) + timedelta(seconds=1))
        expect(burning.locator(".figure")).to_have_text("0")
        expect(burning).to_have_class(re.compile("warn"))  # what a caller told of is not over yet
        drill.close("resolved", "VV-2027-0001", local(18, 16, 31))
        drill.close("false_alarm", "VV-2027-0002", local(18, 16, 31))
        expect(burning).to_have_class(re.compile("calm"))
        expect(sky).to_contain_text("Đang nhận tệp")
        expect(sky).to_have_class(re.compile("calm"))
        expect(page.locator(".canhlua-wall .panel.sky .age")).to_contain_text("dữ liệu")
        fires = [each for each in rows(page) if each["kind"] in ("event", "unverified")]
        assert burn not in [each["id"].split("+")[0] for each in fires], "taken, and over"
        assert {each["state"] for each in fires} <= {"returned"}, "over before anybody took it"
        picture(page, "clear")
        assert page.evaluate("window.stayed") is True and look.errors == []
