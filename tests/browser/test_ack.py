"""The acknowledging link on a phone, as its receiver sees it: read, type a name, press, done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from data.clock import real_now
from data.ledger.telling import By
from data.notices.acknowledging import key_of, token_of
from data.notices.office import PROGRAM
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.store.engine import writing
from tests.browser.conftest import SCREENSHOTS, looking
from tests.data.notices.scene import EMAIL, Scene, channels, district, office
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
DRILL = office(channels(drill=True))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('ack') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def scene(database: str) -> Iterator[Scene]:
    here = installation(database)
    yield district(here.engine, real_now() - timedelta(hours=2))
    here.engine.dispose()


@pytest.fixture(scope="module")
def address(database: str, scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


def link(scene: Scene, count: int) -> str:
    for _ in range(count):
        scene.fire()
    ids, by = [row["id"] for row in scene.duties()][-count:], By(PROGRAM, scene.clock(), "outbox")
    with writing(scene.engine) as conn:
        queue(conn, EMAIL, ids, purpose="matter", office=DRILL, by=by, real_now=scene.clock())
    send_due(scene.engine, DRILL, clock=scene.clock, real=scene.clock)
    return f"/ack/{token_of(key_of(scene.engine), scene.notices()[-1])}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(browser: Browser, scene: Scene, address: str, scheme: str) -> None:
    path = link(scene, 1)
    SCREENSHOTS.mkdir(exist_ok=True)
    with looking(browser, address + path, 390, 844, scheme) as look:
        page = look.page
        button = page.get_by_role("button", name="Tôi đã nhận tin này")
        box = button.bounding_box()
        assert (
            box is not None and box["y"] + box["height"] <= 844 and box["height"] >= 48
        )  # at the first look
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.screenshot(path=SCREENSHOTS / f"ack-390-{scheme}.png", full_page=True)
        button.click()  # without a name the browser asks for it
        assert scene.duties()[-1]["status"] == "told"
        page.get_by_label("Họ tên người nhận tin").fill("Lò Văn Giả")
        button.click()
        expect(page.get_by_role("status")).to_contain_text("Lò Văn Giả")
        page.screenshot(path=SCREENSHOTS / f"ack-done-390-{scheme}.png", full_page=True)
        page.reload()
        expect(page.get_by_role("status")).to_contain_text("Lò Văn Giả")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="Acknowledged", exact=True)).to_be_visible()
        assert look.errors == []
    assert scene.duties()[-1]["status"] == "acknowledged"


def test_a_digest_on_a_phone(browser: Browser, scene: Scene, address: str) -> None:
    with looking(browser, address + link(scene, 12), 390, 844) as look:
        expect(look.page.get_by_text("xác nhận 12 việc")).to_be_visible()
        assert look.page.evaluate("document.documentElement.scrollWidth") <= 390
        look.page.screenshot(path=SCREENSHOTS / "ack-digest-390.png", full_page=True)
