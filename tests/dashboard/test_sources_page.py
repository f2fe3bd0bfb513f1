"""*Nguồn vệ tinh* and *Giới thiệu* as the script draws them: each state of things looks different."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import poll_now, services
from dashboard.services import Services
from data.ingest import record_failure
from geo.errors import Unreachable
from tests.data.fires import FAR, NEAR, NOW, areas, profile, put, run_info
from tests.servers.dialects import keyless

MINUTE = timedelta(minutes=1)


def _sources():
    from dashboard import words
    from dashboard.pages import sources

    words.use(None)
    sources.show()


def _about():
    from dashboard import words
    from dashboard.pages import about

    words.use(None)
    about.show()


def _about_in_english():
    from dashboard import words
    from dashboard.pages import about

    words.use("en")
    about.show()


@pytest.fixture(autouse=True)
def fresh_poller(monkeypatch):
    monkeypatch.delenv("FIRMS_MAP_KEY", raising=False)
    monkeypatch.setattr(poll_now, "poller", poll_now.Poller(lambda: NOW))


@pytest.fixture
def here(sqlite_engine):
    with services.replaced(Services(profile(), areas(), sqlite_engine, lambda: NOW)) as found:
        yield found


def opened(page=_sources) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    return at


def text(at: AppTest) -> str:
    shown = [each.value for each in at.markdown]
    shown += [str(each.proto.body) for each in at.get("html")]
    return "\n".join(shown)


def fail_all(engine):
    for feed in ("noaa-20", "noaa-21", "modis"):
        record_failure(engine, run_info(feed), Unreachable(source="firms.example", reason="timed out"), NOW)


def test_empty_database(here):
    said = text(opened())
    assert "Chưa có dữ liệu vệ tinh" in said
    assert "Mọi nguồn vệ tinh đều hỏng" not in said
    assert "Chưa có lần lấy nào" in said
    assert said.count("Chưa có tệp nào") == 3
    assert "Đã ngừng bay từ 01/11/2026" in said
    assert "Không có điểm cháy" in said


def test_feeds_unreachable_from_the_start(here, sqlite_engine):
    fail_all(sqlite_engine)
    said = text(opened())
    assert "Mọi nguồn vệ tinh đều hỏng" in said
    assert "Chưa lấy được tệp nào." in said
    assert "Chưa có dữ liệu vệ tinh" not in said
    assert "Không kết nối được tới nguồn firms.example" in said


def test_feeds_unreachable_after_files_came(here, sqlite_engine):
    put(sqlite_engine, [*NEAR, *FAR], now=NOW - 60 * MINUTE, info=run_info(started=NOW - 60 * MINUTE))
    fail_all(sqlite_engine)
    assert "Các điểm cháy đã lưu vẫn còn" in text(opened())


def test_one_feed_works_and_another_fails(here, sqlite_engine):
    put(sqlite_engine, [*NEAR, *FAR])
    record_failure(sqlite_engine, run_info("noaa-21"), Unreachable(source="firms.example", reason="x"), NOW)
    said = text(opened())
    assert "Đang nhận đều" in said
    assert "Đang hỏng từ 16:00" in said
    assert "Lượt quét 13:31 thấy 3 điểm ở đây (cả khu vực Đông Nam Á 5 điểm)." in said
    assert "Nguồn hỏng từ 16:00 12/03/2027" in said
    assert "Mọi nguồn vệ tinh đều hỏng" not in said


def test_a_pass_that_saw_nothing_here(here, sqlite_engine):
    put(sqlite_engine, FAR)
    assert "Lượt quét 13:30 đã qua, không thấy gì ở đây (cả khu vực Đông Nam Á 2 điểm)" in text(opened())


def test_rejects_are_shown_with_line_and_reason_and_nothing_of_them_runs(here, sqlite_engine):
    lines = keyless(NEAR).decode().splitlines()
    first = lines[1].replace("21.6436", "<script>alert(1)</script>")
    put(sqlite_engine, [], data="\n".join([lines[0], first, *lines[2:], ""]).encode())
    said = text(opened())
    assert "1 dòng bị loại, xem lý do" in said
    assert "dòng 2:" in said
    assert "không phải số" in said
    assert "<script>" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said


def test_choosing_a_feed_narrows_the_runs(here, sqlite_engine):
    put(sqlite_engine, [*NEAR, *FAR])
    record_failure(sqlite_engine, run_info("noaa-21"), Unreachable(source="firms.example", reason="x"), NOW)
    at = opened()
    table = [each.value for each in at.markdown if "cl-runs" in each.value]
    assert table[0].count("<tr class=") == 2
    at.selectbox(key="runs_of").set_value("noaa-21").run()
    table = [each.value for each in at.markdown if "cl-runs" in each.value]
    assert table[0].count("<tr class=") == 1
    assert "VIIRS NOAA-21" in table[0]


def test_yesterday(here, sqlite_engine):
    at = opened()
    assert "12/03/2027, giờ Việt Nam" in text(at)
    at.segmented_control(key="sky_day").set_value(1).run()
    assert "11/03/2027, giờ Việt Nam" in text(at)


def test_an_ended_feed_has_nothing_to_poll(here):
    keys = {button.key for button in opened().button}
    assert {"poll_noaa-20", "poll_noaa-21", "poll_modis"} <= keys
    assert "poll_s-npp" not in keys


def test_poll_now_asks_that_feed_in_the_background(here, monkeypatch):
    asked = []
    monkeypatch.setattr(poll_now, "ask", lambda _here, feed_id, _person: asked.append(feed_id) or True)
    at = opened()
    at.button(key="poll_noaa-21").click().run()
    poll_now.poller.wait(30)
    assert asked == ["noaa-21"]
    at.run()
    assert "Đã hỏi xong VIIRS NOAA-21" in text(at)


def test_poll_now_is_refused_within_a_minute_of_the_last(here, sqlite_engine, monkeypatch):
    monkeypatch.setattr(poll_now, "ask", lambda *_: pytest.fail("asked all the same"))
    put(sqlite_engine, [*NEAR, *FAR])
    at = opened()
    at.button(key="poll_noaa-20").click().run()
    assert "chưa đầy một phút trước" in text(at)
    assert poll_now.poller.standing() is None


def test_buttons_rest_while_a_poll_is_under_way(here, monkeypatch):
    monkeypatch.setattr(poll_now.poller, "_asking", poll_now.Asking("modis", NOW))
    at = opened()
    assert "Đang lấy MODIS Terra + Aqua…" in text(at)
    assert all(button.disabled for button in at.button if button.key.startswith("poll_"))


def test_busy_and_crashed_are_told_apart(here, monkeypatch):
    monkeypatch.setattr(poll_now.poller, "_asked", poll_now.Asked("modis", "busy", NOW))
    assert "Một máy khác đang lấy tệp" in text(opened())
    monkeypatch.setattr(poll_now.poller, "_asked", poll_now.Asked("modis", "crashed", NOW))
    assert "không có gì bị ghi dở" in text(opened())


def test_about_says_what_must_be_said(here):
    said = text(opened(_about))
    for wanted in (
        "We acknowledge the use of data and/or imagery from NASA",
        "không phải ranh giới pháp lý",
        "±300 m",
        "Không dùng cho quyết định sinh tử",
        'href="tel:114"',
        'href="tel:113"',
        'href="tel:115"',
        "BSD-2-Clause",
        "13:58–00:43",
        "62 ha",
        "0.1.0",
    ):
        assert wanted in said


@pytest.mark.parametrize("page", [_about, _sources])
def test_nothing_loads_from_outside(here, page):
    said = text(opened(page))
    assert "src=" not in said
    assert "url(http" not in said
    assert "@import" not in said


def test_about_in_english(here):
    said = text(opened(_about_in_english))
    assert "Not for safety-of-life decisions" in said
    assert "Điểm cháy" not in said
