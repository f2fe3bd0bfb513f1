"""The 24-hour line: places in percent, a sign for every verdict, and the same in words."""

import re
from datetime import UTC, date, datetime, time
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from dashboard import sky, words
from data.sky import Look, SeenPass, Standing, sky_of

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2027, 3, 12)
WINDOWS = {"NOAA-20": ((time(12, 0), time(18, 0)),), "NOAA-21": ((time(0, 0), time(6, 0)),)}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, 12, hour, minute, tzinfo=ZONE).astimezone(UTC)


def draw(*passes: SeenPass, now: datetime | None = None) -> tuple[str, ET.Element]:
    now = now or at(19)
    known = {name: Standing(name, last_file_at=now) for name in WINDOWS}
    svg = sky.day_svg(sky_of(DAY, WINDOWS, passes, known, now, ZONE), now)
    return svg, ET.fromstring(svg)  # noqa: S314 - our own drawing


def test_a_window_stands_where_its_hours_are():
    _svg, root = draw(SeenPass("NOAA-20", at(15), at(15), 4210, here=2))
    (box,) = [each for each in root.iter("rect") if each.get("class") == "look hit"]
    assert (box.get("x"), box.get("width")) == ("50.00%", "25.00%")
    (stroke,) = [each for each in root.iter("line") if each.get("class") == "pass hit"]
    assert stroke.get("x1") == stroke.get("x2") == "62.50%"


def test_the_marker_of_now_is_there_on_its_day_only():
    _svg, root = draw(now=at(6))
    (marker,) = [each for each in root.iter("line") if each.get("class") == "now"]
    assert marker.get("x1") == "25.00%"
    assert 'class="now"' not in draw(now=datetime(2027, 3, 13, 12, tzinfo=UTC))[0]


def test_blind_hours_are_hatched():
    _svg, root = draw()
    hatched = [each for each in root.iter("rect") if each.get("fill") == "url(#cl-hatch)"]
    assert [(each.get("x"), each.get("width")) for each in hatched] == [
        ("25.00%", "25.00%"),
        ("75.00%", "25.00%"),
    ]


def test_who_sees_no_picture_gets_the_same_in_words():
    _svg, root = draw(SeenPass("NOAA-20", at(15), at(15), 4210))
    said = root.get("aria-label") or ""
    assert "NOAA-20 12:00–18:00: Lượt quét 15:00 đã qua, không thấy gì ở đây" in said
    assert "4.210" in said
    assert "Khoảng mù, không vệ tinh nào nhìn: 06:00–12:00, 18:00–24:00." in said


def look(verdict, **more) -> Look:
    return Look("NOAA-20", at(12), at(18), verdict, **more)


def test_the_three_messages_are_three():
    clear = sky.sentence(look("clear", passes=(SeenPass("NOAA-20", at(15), at(15), 10),)))
    assert clear.startswith("Lượt quét 15:00 đã qua, không thấy gì ở đây")
    assert sky.sentence(look("waiting")).startswith("Lượt quét đã qua, chưa có dữ liệu")
    broken = sky.sentence(look("broken", since=at(14, 5)))
    assert broken.startswith("Nguồn hỏng từ 14:05 12/03/2027")


@pytest.mark.parametrize(
    "verdict", ["coming", "now", "hit", "clear", "waiting", "missing", "unfetched", "broken", "never"]
)
def test_every_verdict_has_a_sign_of_the_legend_and_a_sentence_of_its_own(verdict):
    assert sky.sign(look(verdict)) in sky.LEGEND
    others = {"coming", "now", "clear", "waiting", "missing", "unfetched", "broken", "never", "hit"} - {
        verdict
    }
    assert sky.sentence(look(verdict)) not in {sky.sentence(look(other)) for other in others}


def test_signs_differ_by_more_than_colour():
    glyphs = [sky.GLYPHS[kind] for kind in sky.LEGEND if kind != "hit"]
    assert len(set(glyphs)) == len(glyphs)


def test_a_look_that_may_be_completed_says_so():
    passed = (SeenPass("NOAA-20", at(15), at(15), 10, around=2),)
    said = sky.sentence(look("clear", passes=passed, provisional=True))
    assert "Quanh địa bàn có 2 điểm." in said
    assert said.endswith("Tệp sau còn có thể bổ sung.")


@pytest.mark.parametrize(
    ("left", "right", "taken", "place"),
    [(0, 40, None, 20), (0, 40, 90, 20), (0, 10, None, None), (0, 60, 50, 18.5), (20, 44, 32, None)],
)
def test_the_word_blind_makes_room_for_the_word_now(left, right, taken, place):
    assert sky._free_middle(left, right, taken) == place


def test_midnight_at_the_end_of_a_day_is_24():
    assert sky.span(at(18), datetime(2027, 3, 12, 17, tzinfo=UTC)) == "18:00–24:00"


def test_english():
    words.use("en")
    try:
        svg, _root = draw(SeenPass("NOAA-20", at(15), at(15), 4210))
    finally:
        words.use(None)
    assert "saw nothing here (4,210 hotspots" in svg
    assert not re.search(r"[ạảãăắằặâấầậđẹẻẽêếềệịỉọỏõôốồộơớờợụủũưứừựỳỵ]", svg)
