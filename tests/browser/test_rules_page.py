"""The page of rules in a browser: tried on last month, switched on only where everybody can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.ledger.preview import last_month
from data.ledger.rules import current_rules, is_on
from data.store.engine import open_engine, reading
from tests.browser import told_seed
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
NAME = """<img src=x onerror="parent.ran=1"> **b** :red[c]"""
FIRE = "Vụ cháy rừng hoặc cháy thực bì được báo"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('rules') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def address(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = installation(database)
    told_seed.agencies(here, silent=("ban-chqs-xa-muong-sai",))
    start, _end = last_month(here.now())
    for day in (3, 5):
        told_seed.incident(here, start + timedelta(days=day))
    here.engine.dispose()
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


def opened(look: Look) -> Page:
    """The page once it is drawn: the first look at a fresh server takes its time."""
    look.page.locator(".cl-rule").first.wait_for()
    return look.page


def card(page: Page, title: str) -> Locator:
    return page.locator("[class*='st-key-rulecard_']").filter(
        has=page.get_by_role("heading", name=title, exact=True)
    )


def on(database: str) -> set[str]:
    engine = open_engine(database)
    with reading(engine) as conn:
        rows = current_rules(conn)
    engine.dispose()
    now = max(row["created_at"] for row in rows) + timedelta(hours=1)
    return {row["rule_id"] for row in rows if is_on(row, now)}


def test_a_rule_whose_receiver_nobody_answers_for_stays_off(
    browser: Browser, address: str, database: str
) -> None:
    with looking(browser, f"{address}/rules", 1366, 768) as look:
        page = opened(look)
        fire = card(page, FIRE)
        expect(fire.get_by_text("nháp, chưa bật lần nào")).to_be_visible()
        expect(fire.locator(".lacking li")).to_have_text("Ban Chỉ huy quân sự xã Mường Sại: chưa có đầu mối")
        fire.get_by_role("button", name="Bật…").click()
        dialog = page.get_by_role("dialog")
        dialog.locator(".cl-preview").wait_for()
        # Two fires last month in a commune with police, soldiers and a committee, and the rangers who know.
        expect(dialog.locator(".cl-preview section").first.locator("strong")).to_have_text("6 nghĩa vụ")
        expect(dialog.get_by_text("2 trên 2 tin thuộc quy tắc").first).to_be_visible()
        expect(dialog.get_by_role("button", name="Bật", exact=True)).to_be_disabled()
        dialog.get_by_role("button", name="Không, để nguyên").click()
        expect(dialog).to_be_hidden()
        assert on(database) == set()
        page.get_by_role("button", name="quy tắc nháp đã đủ đầu mối…").click()
        page.get_by_role("dialog").get_by_role("button", name="Bật tất cả").click()
        page.get_by_text("Đã bật 7 quy tắc.").wait_for()
        # Whom a patrol or a meeting names is known only when it is there: such a rule lacks nobody.
        named = {"tuan-tra", "giao-ban", "ho-so-rung", "ho-so-an-ninh"}
        assert on(database) == named | {"chay-rung-bao-chi-cuc", "vi-pham-rung", "an-ninh-trat-tu"}
        expect(card(page, FIRE).get_by_text("nháp")).to_be_visible()
        page.screenshot(path=SCREENSHOTS / "rules-1366.png")


def test_off_needs_a_reason_and_is_taken_back(browser: Browser, address: str, database: str) -> None:
    with looking(browser, f"{address}/rules", 1366, 768) as look:
        page = opened(look)
        offence = card(page, "Vi phạm về rừng")
        offence.get_by_role("button", name="Tắt…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Tắt", exact=True).click()
        expect(dialog.get_by_text("Còn thiếu: Lý do.")).to_be_visible()
        assert "vi-pham-rung" in on(database)
        # One press is enough: the field counts when it is left for the button.
        dialog.get_by_label("Lý do").fill("thử")
        dialog.get_by_role("button", name="Tắt", exact=True).click()
        expect(offence.get_by_text("đã tắt từ")).to_be_visible()
        assert "vi-pham-rung" not in on(database)
        page.get_by_role("button", name="Hoàn tác").click()
        expect(offence.get_by_text("đang bật từ")).to_be_visible()
        assert "vi-pham-rung" in on(database)
        offence.get_by_role("button", name="Các lần viết").click()
        expect(page.get_by_role("dialog").locator(".cl-wordings > li")).to_have_count(2)


def test_a_new_rule_is_tried_while_one_types_and_its_name_is_only_text(
    browser: Browser, address: str, database: str
) -> None:
    with looking(browser, f"{address}/rules", 1366, 900) as look:
        page = opened(look)
        page.get_by_role("button", name="Thêm quy tắc").click()
        dialog = page.get_by_role("dialog")
        title = dialog.get_by_label("Tên quy tắc")
        title.fill(NAME)
        title.press("Enter")
        dialog.get_by_role("combobox", name="Báo ai").fill("Công an cấp xã")
        page.get_by_role("option", name="Công an cấp xã").click()
        page.keyboard.press("Tab")  # closes the list
        expect(dialog.locator(".cl-preview strong").first).to_have_text("2 nghĩa vụ")
        dialog.get_by_role("button", name="Lưu").click()
        expect(dialog.get_by_text("cần ghi căn cứ")).to_be_visible()
        dialog.get_by_label("Căn cứ: điều").fill("Quyết định 1")
        dialog.get_by_label("Căn cứ: điều").press("Control+Enter")
        dialog.get_by_role("button", name="Lưu").click()
        expect(dialog).to_be_hidden()
        expect(card(page, NAME)).to_be_visible()
        card(page, NAME).get_by_role("button", name="Xem trước").click()
        expect(page.get_by_role("dialog").get_by_text(NAME)).to_be_visible()
        assert page.locator("img[src='x']").count() == 0
        assert page.evaluate("window.ran") is None
        engine = open_engine(database)
        with reading(engine) as conn:
            assert current_rules(conn)[-1]["title"] == NAME
        engine.dispose()


def test_two_people_on_one_rule_see_both_versions(browser: Browser, address: str) -> None:
    title = "Vụ việc an ninh trật tự, cháy nhà"

    def change(page: Page, basis: str) -> Locator:
        card(page, title).get_by_role("button", name="Sửa").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Căn cứ: điều").fill(basis)
        dialog.get_by_label("Căn cứ: điều").press("Control+Enter")
        return dialog

    where = f"{address}/rules"
    with looking(browser, where, 1366, 900) as one, looking(browser, where, 1366, 900) as other:
        first = change(opened(one), "Bản của người thứ nhất")
        second = change(opened(other), "Bản thứ hai")
        first.get_by_role("button", name="Lưu").click()
        expect(first).to_be_hidden()
        second.get_by_role("button", name="Lưu").click()
        expect(second.get_by_text("Người khác vừa sửa bản ghi này")).to_be_visible()
        second.get_by_role("button", name="Dùng bản tôi nhập").click()
        expect(second).to_be_hidden()
        expect(card(other.page, title).get_by_text("Bản thứ hai")).to_be_visible()


def test_before_the_start_is_said_in_words_and_can_be_taken_out(browser: Browser, address: str) -> None:
    title = "Cuộc tuần tra: báo đơn vị của người được phân công"
    with looking(browser, f"{address}/rules", 1366, 900) as look:
        page = opened(look)
        patrols, fires = card(page, title), card(page, FIRE)
        expect(patrols.get_by_text("trong 24 giờ và trước giờ bắt đầu")).to_be_visible()
        fires.get_by_role("button", name="Sửa").click()
        dialog = page.get_by_role("dialog")
        dialog.locator(".cl-preview").wait_for()
        expect(dialog.get_by_text("Và phải báo trước giờ bắt đầu")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        patrols.get_by_role("button", name="Sửa").click()
        dialog.locator(".cl-preview").wait_for()
        tick = dialog.get_by_role("checkbox", name="Và phải báo trước giờ bắt đầu")
        expect(tick).to_be_checked()
        dialog.screenshot(path=SCREENSHOTS / "rules-before-start.png")
        dialog.get_by_text("Và phải báo trước giờ bắt đầu").click()
        expect(tick).not_to_be_checked()
        dialog.get_by_role("button", name="Lưu").click()
        expect(dialog).to_be_hidden()
        expect(patrols.get_by_text("trong 24 giờ · thường")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (390, 844)])
def test_it_fits_the_screen_in_both_languages(
    browser: Browser, address: str, width: int, height: int
) -> None:
    with looking(browser, f"{address}/rules?lang=en", width, height) as look:
        expect(opened(look).get_by_role("heading", name="Rules of telling")).to_be_visible()
        assert look.page.evaluate("document.documentElement.scrollWidth") <= width
        look.page.screenshot(path=SCREENSHOTS / f"rules-{width}.png")
