"""The page's states through Streamlit's own test runner, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.services import Services
from data.auditing import Finding, keep
from data.feeds.errors import ConnectionFailed
from data.ingest import RunInfo, record_failure
from data.ledger.telling import By
from data.notices.office import PROGRAM
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.store.engine import writing
from data.store.tables import detection
from tests.browser import seed
from tests.data.notices.scene import EMAIL, channels, district, office
from tests.servers.dashboard import ROOT, installation

APP = str(ROOT / "dashboard" / "app.py")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Services]:
    made = installation(f"sqlite:///{tmp_path / 'canhlua.db'}")
    with installed.replaced(made):
        yield made
    made.engine.dispose()


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in app.get("html"))


def cards(app: AppTest) -> list[str]:
    return [button.label for button in app.button if str(button.key).startswith("card_")]


def fail_everywhere(here: Services) -> None:
    for spec in here.profile.feeds.specs:
        info = RunInfo(spec.id, "poll", "system:watch", "watch", here.now())
        record_failure(here.engine, info, ConnectionFailed(source="firms", reason="no route"), here.now())


def test_no_data_says_so_and_what_to_do(here: Services) -> None:
    text = said(opened())
    assert "Chưa có dữ liệu vệ tinh" in text
    assert "nạp một tệp FIRMS" in text


def test_no_data_and_no_network_says_both(here: Services) -> None:
    fail_everywhere(here)
    text = said(opened())
    assert "Chưa có dữ liệu vệ tinh" in text
    assert "Không kết nối được tới nguồn vệ tinh." in text
    assert "Lỗi kết nối" in text


def test_a_quiet_period_is_not_no_fire(here: Services) -> None:
    seed.fill(here, ())
    text = said(opened())
    assert "Không có điểm cháy nào" in text
    assert "Không có điểm cháy không có nghĩa là không có cháy." in text
    assert "Chưa có dữ liệu vệ tinh" not in text


def test_burning_lists_events_and_counts(here: Services) -> None:
    seed.fill(here)
    app = opened()
    assert "13 điểm cháy" in said(app)
    assert any(label.startswith("**Mường Giôn**") and "7 điểm" in label for label in cards(app))


def test_an_outage_is_told_beside_the_hotspots(here: Services) -> None:
    seed.fill(here)
    fail_everywhere(here)
    app = opened()
    assert "Đang mất kết nối với mọi nguồn vệ tinh" in said(app)
    assert cards(app)


def test_the_era_names_the_communes(here: Services) -> None:
    seed.fill(here)
    assert any(
        label.startswith("**Pá Ma Pha Khinh**") or "Mường Giôn" in label
        for label in cards(opened(era="2021"))
    )
    assert {c.split("**")[1] for c in cards(opened(era="2021"))} != {
        c.split("**")[1] for c in cards(opened())
    }


def test_a_bad_period_in_the_address_is_explained(here: Services) -> None:
    seed.fill(here)
    app = opened(period="whenever")
    assert "Không hiểu khoảng thời gian" in said(app)
    assert cards(app), "the default period is shown instead"


def test_a_period_before_everything_is_quiet(here: Services) -> None:
    seed.fill(here)
    assert "Không có điểm cháy nào" in said(opened(period="2020-01-01..2020-01-31"))


def test_english(here: Services) -> None:
    seed.fill(here)
    assert "13 hotspots" in said(opened(lang="en"))


def test_pressing_a_card_opens_its_sheet_and_the_list_comes_back(here: Services) -> None:
    seed.fill(here)
    app = opened()
    key = next(button.key for button in app.button if str(button.key).startswith("card_"))
    app.button(key=key).click().run()
    assert app.query_params["pick"] == str(key).split("_", 2)[2]
    assert not cards(app)
    next(button for button in app.button if button.label == "Danh sách").click().run()
    assert "pick" not in app.query_params
    assert cards(app)


def test_a_database_that_fails_later_is_said(here: Services, tmp_path: Path) -> None:
    broken = Services(here.profile, here.areas, create_engine(f"sqlite:///{tmp_path / 'empty.db'}"), here.now)
    with installed.replaced(broken):
        text = said(opened())
    assert "Không đọc được cơ sở dữ liệu" in text
    assert "OperationalError" not in text


def test_text_from_data_is_no_markup_in_a_card(here: Services) -> None:
    seed.fill(here)
    with writing(here.engine) as conn:
        conn.execute(
            update(detection).values(commune_2025="<script>alert(1)</script> **x** [y](javascript:z) &lt;")
        )
    for label in cards(opened()):
        title = label.split("\n")[0].removeprefix("**").removesuffix("**")
        assert title == r"\<script\>alert\(1\)\</script\> \*\*x\*\* \[y\]\(javascript\:z\) \&lt;"


def test_the_newest_file_is_twenty_four_minutes_old(here: Services) -> None:
    seed.fill(here, minutes_ago=24)
    assert "Tệp: 24 phút trước" in said(opened())


def test_a_wrong_ledger_and_messages_that_do_not_get_out_are_told_above_the_map(here: Services) -> None:
    assert "Sổ nghĩa vụ" not in said(opened()) and "không gửi được" not in said(opened())
    scene = district(here.engine, here.now())
    ids = [row["id"] for row in scene.duties(scene.fire())]
    broken = office(channels(CANHLUA_SMTP_URL="khongco://{address}"))
    by = By(PROGRAM, scene.clock(), "outbox")
    with writing(here.engine) as conn:
        queue(conn, EMAIL, ids, purpose="matter", office=broken, by=by, real_now=scene.clock())
    send_due(here.engine, broken, clock=scene.clock, real=scene.clock)
    with writing(here.engine) as conn:
        keep(conn, [Finding("record_missing", {"kind": "incident", "ref": "9"})], here.now())
    text = said(opened())
    assert "Sổ nghĩa vụ thông tin có chỗ sai. 1 tin báo không gửi được. Xem Bàn trực." in text
    assert 'href="/desk?lang=vi"' in text
