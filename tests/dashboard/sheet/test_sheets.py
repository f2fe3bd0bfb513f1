"""The whole sheet of a hotspot and of an event, and its text for Zalo."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.sheet import event_sheet, hotspot_sheet
from dashboard.sheet.event import growth_rows
from dashboard.sheet.render import payload
from tests.dashboard.sheet.samples import EVENT_ID, NOW, areas, event, hotspot, members, places


def of_hotspot(event_row=None, drill=False, **changes):
    return hotspot_sheet(
        hotspot(**changes), areas=areas(), places=places(), now=NOW, event=event_row, drill=drill
    )


def of_event(drill=False, rows=None, **changes):
    rows = members() if rows is None else rows
    return event_sheet(event(**changes), rows, areas=areas(), places=places(), now=NOW, drill=drill)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seen", "13:34 12/03/2027"),
        ("satellites", "NOAA-20"),
        ("confidence", "vừa"),
        ("frp", "12,3 MW"),
        ("footprint", "15,20 ha"),
        ("commune", "xã Chiềng Bằng (cũ), nay là xã Quỳnh Nhai"),
        ("location", "trong địa bàn"),
        ("wgs84", "21.64360, 103.66190"),
        ("vn2000", "X\u00a0(bắc)\u00a02.394.242 · Y\u00a0(đông)\u00a0464.808"),
    ],
)
def test_facts_of_a_hotspot(key, value):
    assert of_hotspot().fact(key).value == value


def test_both_clocks_and_the_age():
    assert of_hotspot().fact("seen").note == "1 giờ trước · 06:34 UTC 2027-03-12"


def test_a_night_pass_carries_the_previous_utc_day():
    fact = of_hotspot(time_utc=pd.Timestamp("2027-03-11T18:20Z")).fact("seen")
    assert fact.value == "01:20 12/03/2027"
    assert "18:20 UTC 2027-03-11" in fact.note


@pytest.mark.parametrize(
    ("frp", "said"), [(0.0, "0,0 MW"), (float("nan"), "không có số liệu"), (None, "không có số liệu")]
)
def test_no_power_is_not_zero_power(frp, said):
    assert of_hotspot(frp_mw=frp).fact("frp").value == said


@pytest.mark.parametrize(
    ("code", "word", "meaning"),
    [("high", "cao", "Rất nóng"), ("nominal", "vừa", "Nóng rõ"), ("low", "thấp", "yếu")],
)
def test_confidence_in_words(code, word, meaning):
    fact = of_hotspot(confidence=code).fact("confidence")
    assert fact.value == word
    assert meaning in fact.note


def test_modis_tells_its_percentage():
    assert of_hotspot(confidence_percent=61.0).fact("confidence").value == "vừa (61 %)"


def test_the_uncertainty_is_half_the_longer_side():
    assert "±200 m" in of_hotspot().fact("footprint").note


def test_without_an_event_nothing_is_said_of_strength():
    with pytest.raises(KeyError):
        of_hotspot().fact("strength")


def test_strength_with_its_reason():
    fact = of_hotspot(event()).fact("strength")
    assert (fact.value, fact.note) == ("chắc", "hai vệ tinh cùng thấy")
    assert of_hotspot(event()).fact("event").value == EVENT_ID
    weak = of_hotspot(event(strength="weak", strength_reason="single_low")).fact("strength")
    assert weak.value == "chưa chắc"


def test_permanent_and_recurrence_only_where_they_hold():
    keys = {fact.key for fact in of_event().facts}
    assert not keys & {"permanent", "recurrence"}
    sheet = of_event(permanent=True, recurrence_of="DC-20270101-QQQQQ")
    assert "DC-20270101-QQQQQ" in sheet.fact("recurrence").value
    assert sheet.fact("permanent").value == "nguồn nhiệt cố định"


def test_what_is_copied_is_what_programs_read():
    sheet = of_hotspot()
    assert sheet.fact("wgs84").copy == "21.64360, 103.66190"
    assert sheet.fact("vn2000").copy == "2394242 464808"
    assert sheet.fact("seen").copy is None


def test_an_event_tells_its_span_and_looks():
    sheet = of_event()
    assert sheet.fact("first_seen").value == "13:34 12/03/2027"
    assert sheet.fact("last_seen").value == "14:20 12/03/2027"
    assert sheet.fact("satellites").note == "2 lượt bay · 3 điểm cháy"
    assert sheet.fact("confidence").value == "cao 1 · vừa 1 · thấp 1"
    assert sheet.fact("state").value == "đang theo dõi"


def test_a_silent_event_is_not_called_out():
    fact = of_event(closed_at=pd.Timestamp("2027-03-14T07:20Z")).fact("state")
    assert fact.value == "im lặng từ 14:20 12/03/2027"
    assert "không có nghĩa là đã tắt" in fact.note


def test_growth_by_pass():
    first, second = growth_rows(members())
    assert (first.when, first.satellite, first.detections, first.frp) == (
        "13:34 12/03/2027",
        "NOAA-20",
        "2",
        "12,3",
    )
    assert (second.satellite, second.frp) == ("NOAA-21", "44,0")


def test_growth_without_power_has_a_dash():
    rows = members().assign(frp_mw=float("nan"))
    assert growth_rows(rows)[0].frp == "—"


def test_an_event_without_members_at_hand_still_has_a_sheet():
    sheet = of_event(rows=members().iloc[:0])
    assert sheet.growth == ()
    assert sheet.title == "xã Quỳnh Nhai"


def test_zalo_begins_with_the_coordinates_and_cautions():
    lines = of_hotspot().zalo.splitlines()
    assert lines[0] == "21.64360, 103.66190"
    assert "VN-2000: X 2394242 Y 464808" in lines
    assert "Lúc: 13:34 12/03/2027" in lines
    assert "Vệ tinh: NOAA-20" in lines
    assert "Độ tin cậy: vừa" in lines
    assert "Điểm cháy là dấu hiệu, cần xác minh tại chỗ." in lines
    assert "DIỄN TẬP" not in of_hotspot().zalo


@pytest.mark.parametrize("make", [of_hotspot, of_event])
def test_in_a_drill_the_mark_stands_before_everything(make):
    sheet = make(drill=True)
    assert sheet.drill
    assert sheet.zalo.startswith("DIỄN TẬP")
    assert sheet.zalo.splitlines()[1] == sheet.fact("wgs84").value


def test_zalo_of_an_event_tells_the_span():
    assert "Lúc: 13:34 12/03/2027 đến 14:20 12/03/2027" in of_event().zalo
    once = of_event(last_seen=pd.Timestamp("2027-03-12T06:34Z"))
    assert "Lúc: 13:34 12/03/2027\n" in once.zalo


def test_a_row_of_a_table_is_a_record_too():
    row = members().iloc[0]
    assert hotspot_sheet(row, areas=areas(), places=places(), now=NOW).facts == of_hotspot().facts


def test_the_component_is_given_plain_json():
    given = payload(of_event(drill=True))
    assert json.loads(json.dumps(given)) == {
        **given,
        "facts": list(given["facts"]),
        "growth": list(given["growth"]),
    }
    assert given["words"]["drill"].startswith("DIỄN TẬP")
    assert payload(of_event())["words"]["drill"] == ""


def test_the_component_mounts():
    def page():
        from dashboard.sheet import hotspot_sheet, render
        from tests.dashboard.sheet.samples import NOW, areas, hotspot, places

        render(hotspot_sheet(hotspot(), areas=areas(), places=places(), now=NOW))

    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
