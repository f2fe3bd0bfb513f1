"""The ledger's promise, played in the drill.

A fire is seen at 13:36 and a call comes at 13:50. Three agencies are told by three channels: one acknowledges
by its link on a phone, one is told by telephone, one never answers and is escalated. The month's figures show
exactly that, and the auditor agrees.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, select

from data.auditing import audit
from data.drill.standing import load_standing
from data.ledger.figures import bucket
from data.store.engine import open_engine, reading
from data.store.tables import duty, duty_entry, incident, matter, matter_fact, notice
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.browser.test_drill import FIRST, SLOW_MS, jump, shortened
from tests.servers.dashboard import serving

pytestmark = pytest.mark.browser
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
POLICE, MILITARY, COMMITTEE = (f"{each}-xa-muong-gion" for each in ("cong-an", "ban-chqs", "ubnd"))
PROVINCE = "chi-cuc-kiem-lam-son-la"
NEXT_MORNING = "Sáng hôm sau"


@pytest.fixture(scope="module")
def drill(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine]]:
    folder = tmp_path_factory.mktemp("ledger")
    database = f"sqlite:///{folder / 'drill.db'}"
    with serving(database, Path(folder / "log"), drill=shortened(folder)) as found:
        with looking(browser, f"{found}/", 1366, 768) as look:
            expect(look.page.locator(".cl-drill")).to_contain_text("×1", timeout=SLOW_MS)
        engine = open_engine(database)
        yield found, engine
        engine.dispose()


def _arrive(look: Look, engine: Engine, name: str, at: datetime) -> None:
    """Jump, and wait until the whole way there is played: the bar names the goal from the beginning on."""
    look.drawn()
    jump(look, name)
    end = time.monotonic() + SLOW_MS / 1000
    while time.monotonic() < end:
        with reading(engine) as conn:
            standing = load_standing(conn)
        if standing is not None and standing.target is None and standing.played >= at:
            return
        look.page.wait_for_timeout(500)
    pytest.fail(f"the drill did not get to {at}")


def _local(moment: datetime) -> str:
    return moment.astimezone(TZ).strftime("%H:%M")


def _duties(engine: Engine) -> dict[str, dict[str, object]]:
    """The incident's duties, by receiver."""
    with reading(engine) as conn:
        query = select(duty).join(matter, matter.c.id == duty.c.matter_id).where(matter.c.kind == "incident")
        return {row["receiver_id"]: dict(row) for row in conn.execute(query).mappings()}


def _acknowledge(look: Look, address: str) -> None:
    """The committee's officer opens the link of the e-mail on a phone: the drill keeps it in its outbox."""
    page = look.page
    page.goto(f"{address}/outbox")
    mail = page.locator("article").filter(has_text="truc13@").filter(has_text="hạn 13:50 17/03")
    expect(mail).to_be_visible()
    page.goto(address + str(mail.get_by_role("link").first.get_attribute("href")))
    page.get_by_label("Họ tên người nhận tin").fill("Lường Thị Giả")
    page.get_by_role("button", name="Tôi đã nhận tin này").click()
    expect(page.get_by_role("status")).to_contain_text("Lường Thị Giả")


def _tell_by_phone(look: Look, address: str) -> None:
    page = look.page
    page.goto(f"{address}/desk")
    group = page.locator("[class*='st-key-group_']").filter(has_text="VV-2027-0001")
    owed = group.locator("[class*='st-key-owed_']").filter(has_text="Công an xã Mường Giôn")
    owed.get_by_role("button", name="Báo").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Người nhận tin").fill("Cầm Văn Giả")
    dialog.get_by_role("button", name="Lưu: đã báo").click()
    expect(page.get_by_text("Đã ghi: báo")).to_be_visible()


def test_who_was_told_when(browser: Browser, drill: tuple[str, Engine]) -> None:
    address, engine = drill
    with looking(browser, f"{address}/", 1366, 768) as look:
        _arrive(look, engine, FIRST, datetime(2027, 3, 16, 16, 30, tzinfo=TZ))

    # What is known, and each clock apart.
    with reading(engine) as conn:
        call = conn.execute(select(incident)).mappings().one()
        seen = select(matter_fact.c.seen_at, matter_fact.c.stored_at, matter_fact.c.happened_at)
        events = conn.execute(seen.where(matter_fact.c.clock == "stored", matter_fact.c.place == "inside"))
        assert "13:36" in [_local(row.happened_at) for row in events]
    assert _local(call["known_at"]) == "13:50"
    found = _duties(engine)
    assert set(found) == {POLICE, MILITARY, COMMITTEE, PROVINCE}
    assert {_local(each["started_at"]) for each in found.values()} == {"13:50"}  # type: ignore[arg-type]

    # Three channels: SMS and e-mail went out by themselves, the telephone is a person's.
    with reading(engine) as conn:
        sent = select(notice.c.receiver_id, notice.c.channel, notice.c.local).where(notice.c.state == "sent")
        channels = {(row.receiver_id, row.channel) for row in conn.execute(sent) if row.local}
    assert {(MILITARY, "sms"), (COMMITTEE, "email")} <= channels
    assert found[POLICE]["status"] == "open"
    with looking(browser, address, 390, 844) as look:
        _acknowledge(look, address)
        _tell_by_phone(look, address)

    # Nobody answers the SMS: the next contact is called, and the next morning the superior has been tried.
    with looking(browser, f"{address}/", 1366, 768) as look:
        _arrive(look, engine, NEXT_MORNING, datetime(2027, 3, 17, 5, 30, tzinfo=TZ))
        found = _duties(engine)
        assert (found[COMMITTEE]["status"], found[COMMITTEE]["proof"]) == ("acknowledged", "named")
        assert (found[POLICE]["status"], found[POLICE]["proof"]) == ("told", "logged")
        assert (found[MILITARY]["status"], found[MILITARY]["proof"]) == ("told", "sent")
        with reading(engine) as conn:
            steps = select(duty_entry.c.focal_point_id).where(
                duty_entry.c.duty_id == found[MILITARY]["id"], duty_entry.c.kind == "escalated"
            )
            assert "dien-tap-4" in set(conn.execute(steps).scalars()), "the superior was never tried"
            now = datetime(2027, 3, 17, 5, 30, tzinfo=TZ)
            buckets = {own: bucket(row, now) for own, row in found.items()}
            assert buckets == {
                COMMITTEE: "on_time",
                POLICE: "on_time",
                MILITARY: "sent_only",
                PROVINCE: "open",
            }
            assert audit(conn, now) == []
            every = [dict(row) for row in conn.execute(select(duty)).mappings()]
        counted = [bucket(row, now) for row in every if row["status"] != "withdrawn"]
        look.page.goto(f"{address}/desk")
        tried = look.page.locator(".cl-note").filter(has_text="chưa ai tiếp nhận")
        expect(tried).to_contain_text("Ban Chỉ huy quân sự xã Mường Giôn")
        SCREENSHOTS.mkdir(exist_ok=True)
        look.page.screenshot(path=SCREENSHOTS / "drill-desk-1366.png")
        look.page.goto(f"{address}/figures")
        for name, kind in (
            ("đúng hạn, có bằng chứng", "on_time"),
            ("đúng hạn, chỉ mới gửi", "sent_only"),
            ("còn hạn", "open"),
        ):
            figure = look.page.locator(".cl-buckets div").filter(has_text=re.compile(name)).locator("b")
            expect(figure).to_have_text(str(counted.count(kind)))
        look.page.screenshot(path=SCREENSHOTS / "drill-figures-1366.png")
