"""A call comes; who must be told stands on the desk; one is told by phone, acknowledges; the figures follow.

At the size of a desk and of a phone, and with hostile words in every free text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect
from sqlalchemy import select

from data.agencies.loading import load as load_agencies
from data.clock import real_now
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.plan.loading import load_plans
from data.store.engine import open_engine, reading
from data.store.tables import duty, duty_entry
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.data.access.people import PASSWORD, administrator, person
from tests.servers.cable import Cable
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
HOSTILE = """<img src=x onerror="window.ran=1"> **đậm** <script>window.ran=1</script> 'a' &amp;"""
POLICE, MILITARY = "Công an xã Quỳnh Nhai", "Ban Chỉ huy quân sự xã Quỳnh Nhai"


def _prepare(database: str, *, on: bool) -> None:
    """The shipped profile with invented focal points; its rules bind since yesterday, or are drafts."""
    here = installation(database)
    folder = here.profile.directory
    load_agencies(here.engine, folder, here.now, drill=True)
    load_plans(here.engine, folder, here.now)
    load_rules(here.engine, folder, here.now, on_from=here.now() - timedelta(days=1) if on else None)
    keep_settings(here.engine, here.profile.ledger)
    here.engine.dispose()


@pytest.fixture
def database(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path / 'canhlua.db'}"
    _prepare(found, on=True)
    return found


@pytest.fixture
def address(database: str, tmp_path: Path) -> Iterator[str]:
    with serving(database, tmp_path / "log") as found:
        yield found


def _call(look: Look, address: str, said: str) -> None:
    look.page.goto(f"{address}/call")
    look.page.fill("#said", said)
    look.page.fill("#place_text", "21.6436, 103.6619")
    look.page.locator("#spots input").first.wait_for()
    look.page.check("[name=refused]")
    look.page.get_by_role("button", name="Lưu tin báo").click()
    expect(look.page.locator("#done h2")).to_contain_text("Đã ghi tin báo TN-", timeout=20_000)


def _owed(look: Look, receiver: str) -> Locator:
    return look.page.locator("[class*='st-key-owed_']").filter(has_text=receiver)


def _figure(look: Look, name: str) -> Locator:
    return look.page.locator(".cl-buckets div").filter(has_text=name).locator("b")


def _shot(look: Look, name: str, width: int) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    look.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
    assert look.page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_from_the_call_to_the_figure(
    browser: Browser, address: str, database: str, width: int, height: int
) -> None:
    with looking(browser, f"{address}/desk", width, height) as look:
        page = look.page
        expect(page.get_by_text("Không còn ai phải báo")).to_be_visible()
        _call(look, address, f"Lửa từ nương lên rừng {HOSTILE}")
        page.goto(f"{address}/desk")
        expect(_owed(look, POLICE)).to_contain_text("tới mục tiêu")
        group = page.locator("[class*='st-key-group_']").first
        expect(group).to_contain_text("xã Quỳnh Nhai")
        expect(group).to_contain_text("biết tin")
        expect(group).to_contain_text("<script>window.ran=1</script>")
        number = _owed(look, POLICE).locator("a.cl-tel")
        assert re.fullmatch(r"tel:\+84000\d{6}", str(number.get_attribute("href")))
        _shot(look, "desk", width)

        _owed(look, POLICE).get_by_role("button", name="Báo").click()
        dialog = page.get_by_role("dialog")
        name = dialog.get_by_label("Người nhận tin")
        expect(name).not_to_have_value("")
        name.fill(f"Lò Văn A {HOSTILE}")
        name.press("Tab")
        dialog.get_by_label("Lúc").fill("vừa xong")
        dialog.get_by_label("Lúc").press("Enter")
        _shot(look, "desk-tell", width)
        dialog.get_by_role("button", name="Lưu: đã báo").click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_text("Đã ghi: báo")).to_be_visible()
        expect(_owed(look, POLICE)).to_have_count(0)
        expect(_owed(look, MILITARY)).to_be_visible()

        page.goto(f"{address}/figures")
        expect(_figure(look, "đúng hạn, có bằng chứng")).to_have_text("1")
        expect(_figure(look, "còn hạn")).to_have_text("3")
        _shot(look, "figures", width)

        page.goto(f"{address}/desk")
        page.get_by_text("Chờ tiếp nhận").click()
        _owed(look, POLICE).get_by_role("button", name="Xem").click()
        page.get_by_role("button", name="Đã tiếp nhận…").click()
        dialog.get_by_label("Ai tiếp nhận").fill("Vì Thị B")
        dialog.get_by_label("Ai tiếp nhận").press("Enter")
        dialog.get_by_role("button", name="Lưu: đã tiếp nhận").click()
        expect(page.get_by_text("Vì Thị B").first).to_be_visible()
        timeline = page.locator(".st-key-desktimeline")
        expect(timeline).to_contain_text("Đã tiếp nhận")
        expect(timeline).to_contain_text("<script>window.ran=1</script>")
        _shot(look, "desk-timeline", width)

        page.goto(f"{address}/figures")
        page.get_by_role("button", name=POLICE).first.click()
        expect(page.locator(".cl-duty")).to_contain_text("đã tiếp nhận")
        expect(page.locator(".st-key-desktimeline")).to_contain_text("người nhận: Vì Thị B")
        assert page.evaluate("() => window.ran === undefined")
        assert page.locator("img[src='x'], script:text('window.ran')").count() == 0
        assert look.errors == []
    engine = open_engine(database)
    with reading(engine) as conn:
        told = select(duty.c.status, duty.c.proof, duty.c.acknowledged_by).where(
            duty.c.receiver_id.like("cong-an%")
        )
        assert [tuple(row) for row in conn.execute(told)] == [("acknowledged", "named", "Vì Thị B")]
        entries = select(duty_entry.c.channel).where(duty_entry.c.kind == "told")
        assert list(conn.execute(entries).scalars()) == ["call"]
    engine.dispose()


def test_a_telling_outlives_a_line_that_was_cut(browser: Browser, address: str, database: str) -> None:
    with (
        Cable(urlsplit(address).port or 0) as cable,
        looking(browser, f"{cable.address}/desk", 390, 844) as look,
    ):
        _call(look, cable.address, "Lửa từ nương lên rừng")
        page = look.page
        page.goto(f"{cable.address}/desk")
        _owed(look, POLICE).get_by_role("button", name="Báo").click()
        dialog = page.get_by_role("dialog")
        name = dialog.get_by_label("Người nhận tin")
        expect(name).not_to_have_value("")
        name.fill("Lò Văn A")  # the hand stays in it
        cable.cut()
        away = page.get_by_role("alert").filter(has_text="Mất kết nối với máy chủ từ")
        expect(away).to_be_visible()
        cable.mend()
        expect(page.locator(".cl-connection")).to_have_count(0)
        expect(name).to_have_value("Lò Văn A")
        dialog.get_by_role("button", name="Lưu: đã báo").click()
        expect(page.get_by_text("Đã ghi: báo")).to_be_visible()
        expect(dialog).to_have_count(0)
    engine = open_engine(database)
    with reading(engine) as conn:
        told = select(duty_entry.c.person).where(duty_entry.c.kind == "told")
        assert list(conn.execute(told).scalars()) == ["Lò Văn A"]
    engine.dispose()


def test_with_the_keyboard_alone_and_taken_back(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/desk", 1366, 768) as look:
        page = look.page
        _call(look, address, "Lửa trên đồi")
        page.goto(f"{address}/desk")
        tell = _owed(look, MILITARY).get_by_role("button", name="Báo")
        tell.focus()
        tell.press("Enter")
        dialog = page.get_by_role("dialog")
        save = dialog.get_by_role("button", name="Lưu: đã báo")
        expect(save).to_be_visible()
        for _ in range(14):
            page.keyboard.press("Tab")
            if save.evaluate("at => at === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(page.get_by_text("Đã ghi: báo")).to_be_visible()
        expect(_owed(look, MILITARY)).to_have_count(0)
        page.get_by_role("button", name="Hoàn tác").click()
        expect(_owed(look, MILITARY)).to_be_visible()
        _owed(look, MILITARY).get_by_role("button", name="Xem").click()
        gone = page.locator(".cl-entry.told.gone b")
        expect(gone).to_contain_text("Đã báo")
        assert gone.evaluate("at => getComputedStyle(at).textDecorationLine") == "line-through"


def test_what_is_typed_outlives_the_page_looking_again(browser: Browser, address: str) -> None:
    with (
        looking(browser, f"{address}/desk", 1366, 768) as look,
        looking(browser, f"{address}/", 800, 600) as other,
    ):
        page = look.page
        _call(look, address, "Lửa trên đồi")
        page.goto(f"{address}/desk")
        _owed(look, POLICE).get_by_role("button", name="Báo").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Người nhận tin").fill("Đang gõ dở")
        _call(other, address, "Một tin khác")
        # The list looks again within half a minute, behind the dialog.
        expect(page.locator("[class*='st-key-group_']").filter(has_text="Một tin khác")).to_have_count(
            1, timeout=45_000
        )
        expect(dialog).to_be_visible()
        expect(dialog.get_by_label("Người nhận tin")).to_have_value("Đang gõ dở")


def test_drafts_are_named_where_nobody_owes_anything(browser: Browser, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'drafts.db'}"
    _prepare(database, on=False)
    with (
        serving(database, tmp_path / "log") as address,
        looking(browser, f"{address}/desk", 390, 844) as look,
    ):
        note = look.page.locator(".cl-note.bad")
        expect(note).to_contain_text("Chưa quy tắc báo tin nào được bật")
        expect(note).to_contain_text("Vụ cháy rừng hoặc cháy thực bì được báo: nháp, chưa bật")
        expect(look.page.get_by_role("link", name="Mở trang Quy tắc báo tin")).to_have_attribute(
            "href", "/rules"
        )
        expect(look.page.get_by_text("Không còn ai phải báo")).to_have_count(0)


def test_a_signed_in_officer_of_the_receiver_acknowledges(
    browser: Browser, database: str, address: str
) -> None:
    with looking(browser, f"{address}/call", 1366, 768) as look:
        _call(look, address, "Khói trên đồi")
    engine = open_engine(database)
    receiver = "cong-an-xa-quynh-nhai"
    person(engine, administrator(engine, now=real_now()), "binh", "ranger", receiver, now=real_now())
    with reading(engine) as conn:
        query = select(duty.c.receiver_id, duty.c.id).order_by(duty.c.id.desc())
        own = {row.receiver_id: row.id for row in conn.execute(query)}
    button = "Tôi đã nhận tin này"
    with looking(browser, f"{address}/login?next=/desk", 390, 844) as look:
        look.page.fill("#name", "binh")
        look.page.fill("#password", PASSWORD)
        look.page.keyboard.press("Enter")
        expect(look.page.get_by_role("heading", name="Bàn trực")).to_be_visible()
        other = next(each for each in own if each != receiver)
        look.page.goto(f"{address}/desk?duty={own[other]}")
        expect(look.page.get_by_role("button", name="Báo…")).to_be_visible()
        expect(look.page.get_by_role("button", name=button)).to_have_count(0)
        look.page.goto(f"{address}/desk?duty={own[receiver]}")
        look.page.get_by_role("button", name=button).click()
        expect(look.page.get_by_text("Đã ghi: bạn đã nhận tin.")).to_be_in_viewport()
    with reading(engine) as conn:
        row = conn.execute(select(duty).where(duty.c.id == own[receiver])).mappings().one()
        assert (row["status"], row["acknowledged_by"]) == ("acknowledged", "Người binh")
    engine.dispose()
