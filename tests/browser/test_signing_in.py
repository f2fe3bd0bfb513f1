"""A program opened to a network, in a real browser: the printed link, accounts, roles, signing out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser import seed
from tests.browser.conftest import PATIENCE_MS, patient
from tests.servers.dashboard import ROOT, free_port, installation

NAME = "canhlua.test"
PASSWORD = "mưa rừng tháng ba 27"  # noqa: S105 - a password of nobody


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """`--host 0.0.0.0` under a name; yields the address and the file of what was printed."""
    folder, port = tmp_path_factory.mktemp("opened"), free_port()
    database, url = f"sqlite:///{folder / 'canhlua.db'}", f"http://{NAME}:{port}"
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    environment = {
        **os.environ, "CANHLUA_DATABASE_URL": database, "CANHLUA_WATCH": "off", "CANHLUA_PUBLIC_URL": url,
    }  # fmt: skip
    command = [sys.executable, "-m", "dashboard", "--host", "0.0.0.0", "--port", str(port)]
    with (folder / "log").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            for _ in range(300):
                try:
                    requests.get(f"http://127.0.0.1:{port}/health", timeout=10)
                    break
                except requests.ConnectionError:
                    time.sleep(0.1)
            yield url, folder / "log"
        finally:
            process.terminate()
            process.wait(20)


def visit(browser: Browser, address: str) -> Page:
    """A page of a browser of its own."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
    page.set_default_timeout(PATIENCE_MS)
    patient(page)
    page.goto(address)
    return page


def test_from_the_printed_link_to_a_viewer(browser: Browser, opened: tuple[str, Path]) -> None:
    url, log = opened
    stranger = visit(browser, url)
    expect(stranger.get_by_text("Cần đăng nhập")).to_be_visible(timeout=PATIENCE_MS)
    expect(stranger.locator(".st-key-map")).to_have_count(0)
    expect(stranger.get_by_role("link", name="Vụ việc")).to_have_count(0)

    link = re.search(r"http://\S+/setup/\S+", log.read_text(encoding="utf-8"))
    assert link
    admin = visit(browser, link[0])
    admin.fill("#name", "quan.tri")
    admin.fill("#full_name", "Người quản trị giả định")
    admin.fill("#password", PASSWORD)
    admin.fill("#again", PASSWORD)
    admin.keyboard.press("Enter")
    expect(admin.locator(".st-key-map iframe")).to_be_visible(timeout=PATIENCE_MS)
    admin.locator("a.cl-me").click()
    admin.get_by_text("Mọi tài khoản").click()
    admin.get_by_role("button", name="Thêm tài khoản").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Tên đăng nhập").fill("nguoi.xem")
    dialog.get_by_label("Họ tên").fill("Người xem giả định")
    dialog.get_by_label("Họ tên").press("Enter")
    dialog.get_by_role("combobox", name="Vai trò").click()
    admin.get_by_role("option", name="Người xem").click()
    dialog.get_by_role("button", name="Tạo tài khoản").click()
    shown = admin.locator(".st-key-accountsecret code")
    expect(shown).to_contain_text(f"{url}/setup/")

    viewer = visit(browser, shown.inner_text())
    viewer.fill("#password", PASSWORD)
    viewer.fill("#again", PASSWORD)
    viewer.keyboard.press("Enter")
    expect(viewer.locator(".st-key-map iframe")).to_be_visible(timeout=PATIENCE_MS)
    viewer.goto(f"{url}/journal")
    expect(viewer.get_by_text("Trang này không dành cho vai trò của bạn")).to_be_visible()
    viewer.goto(f"{url}/incidents")
    expect(viewer.get_by_role("heading", name="Vụ việc")).to_be_visible()
    expect(viewer.get_by_text("Ghi tin báo mới")).to_have_count(0)

    admin.goto(f"{url}/accounts")
    admin.get_by_text("Mọi tài khoản").click()
    expect(admin.locator("[data-testid=stDataFrame]")).to_be_visible()
    viewer.goto(f"{url}/logout")
    viewer.get_by_role("button", name="Đăng xuất").click()
    expect(viewer.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    viewer.goto(url)
    expect(viewer.get_by_text("Cần đăng nhập")).to_be_visible()
