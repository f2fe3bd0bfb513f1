"""What a message says: clocks, grades, places, and what it never says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.cap.grading import SEVERITIES
from data.cap.phrases import PHRASES
from data.cap.writing import to_xml
from geo.bearing import WINDS
from tests.data.cap.rows import EARLY, KNOWN, STORED, danger_level, fire_event, incident, messages, then
from tests.data.cap.standard import parsed, problems, texts

INSIDE: dict[str, Any] = {"forest": "inside"}


def grades(row: dict[str, Any]) -> tuple[str, str, str, tuple[str, ...]]:
    info = messages(row)[0].infos[0]
    return info.urgency, info.severity, info.certainty, info.responses


def told(**more: Any) -> dict[str, Any]:
    return {"told": incident()["told"] | more}


NO_RISK = {"spread_risk": "no", "house_risk": "no"}


@pytest.mark.parametrize(
    ("row", "urgency", "severity", "certainty", "response"),
    [
        (fire_event(), "Immediate", "Severe", "Likely", "Assess"),
        (fire_event(forest="near"), "Immediate", "Moderate", "Likely", "Assess"),
        (fire_event(forest="outside"), "Expected", "Minor", "Likely", "Assess"),
        (fire_event(forest="pending"), "Immediate", "Unknown", "Likely", "Assess"),
        (fire_event(forest="pending", level=5), "Immediate", "Unknown", "Likely", "Assess"),
        (fire_event(level=3), "Immediate", "Severe", "Likely", "Assess"),
        (fire_event(level=4), "Immediate", "Extreme", "Likely", "Assess"),
        (fire_event(verified_at=STORED), "Immediate", "Severe", "Observed", "Execute"),
        (incident(**told(**NO_RISK)), "Immediate", "Severe", "Likely", "Assess"),
        (incident(), "Immediate", "Extreme", "Likely", "Assess"),
        (incident(**told(spread_risk="no", house_risk="yes")), "Immediate", "Extreme", "Likely", "Assess"),
        (incident(verified_at=KNOWN, **told(**NO_RISK)), "Immediate", "Severe", "Observed", "Execute"),
        (incident(**told(**NO_RISK, status="controlled")), "Expected", "Severe", "Observed", "Monitor"),
        (danger_level(), "Expected", "Severe", "Likely", "Prepare"),
        (danger_level(level=5), "Expected", "Extreme", "Likely", "Prepare"),
        (danger_level(recorded_at=EARLY - timedelta(hours=2)), "Future", "Severe", "Likely", "Prepare"),
        (danger_level(recorded_at=EARLY - timedelta(hours=1)), "Expected", "Severe", "Likely", "Prepare"),
    ],
)
def test_grades(row: dict[str, Any], urgency: str, severity: str, certainty: str, response: str) -> None:
    found = grades(row)
    assert found[:3] == (urgency, severity, certainty)
    assert found[3][0] == response


def test_a_fire_that_turns_out_weak_is_possible() -> None:
    one = fire_event()
    assert messages(one, then(one, strength="weak"))[1].infos[0].certainty == "Possible"


def test_what_is_over_is_all_clear_and_what_is_withdrawn_claims_nothing() -> None:
    one = incident()
    over = messages(one, then(one, verified_at=KNOWN, **told(status="resolved")))[1].infos[0]
    assert (over.responses, over.urgency, over.certainty) == (("AllClear",), "Past", "Observed")
    gone = messages(one, then(one, state="withdrawn", reason="người báo nhìn nhầm sương"))[1]
    info = gone.infos[0]
    assert (info.responses, info.urgency, info.severity, info.certainty) == (
        ("None",), "Past", "Unknown", "Unknown",
    )  # fmt: skip
    assert "người báo nhìn nhầm sương" in gone.note
    assert "không có nghĩa là ở đó không có cháy" in info.description


@pytest.mark.parametrize("reason", ["emptied", "merged"])
def test_reasons_of_the_program_are_put_into_words(reason: str) -> None:
    one = fire_event()
    gone = messages(one, then(one, state="withdrawn", reason=reason))[1]
    assert reason not in gone.note and reason not in gone.infos[1].description
    assert gone.note.startswith(PHRASES[f"over.{reason}"][0])


def test_the_clocks_are_named_in_both_languages() -> None:
    vietnamese, english = messages(fire_event())[0].infos
    for words in (
        "Các mốc giờ (UTC+7): xảy ra 13:36 12/03/2027; vệ tinh thấy 13:36 12/03/2027; nhận tệp 14:40",
        "Thời hạn báo tin tính từ lúc nhận tệp: 14:40 12/03/2027.",
        "Một điểm cháy là bằng chứng, chưa phải đám cháy.",
        "Cách bản Phiêng Bay 2,3 km về phía đông bắc.",
        "lô 12a, khoảnh 7, tiểu khu 123",
        "Mạnh nhất 12,3 MW.",
    ):
        assert words in vietnamese.description
    for words in (
        "satellite saw 13:36 12/03/2027",
        "A hotspot is evidence, not yet a fire.",
        "2.3 km north-east of bản Phiêng Bay.",
        "Strongest 12.3 MW.",
    ):
        assert words in english.description
    assert vietnamese.description.startswith("Tọa độ WGS84 (vĩ độ, kinh độ): 21.64360, 103.66190.")
    assert vietnamese.contact.startswith("114")


def test_the_local_clock_is_over_midnight() -> None:
    late = STORED.replace(hour=17, minute=30)  # 00:30 of the next day in Quỳnh Nhai
    xml = parsed(to_xml(messages(fire_event(recorded_at=late))[0]))
    assert texts(xml, "sent") == ["2027-03-13T00:30:00+07:00"]
    assert texts(xml, "info/expires")[0] == "2027-03-14T02:30:00+07:00"


def test_a_level_holds_as_long_as_it_was_announced_for() -> None:
    xml = parsed(to_xml(messages(danger_level())[0]))
    assert texts(xml, "info/onset")[0] == "2027-03-12T06:30:00+07:00"
    assert texts(xml, "info/expires")[0] == "2027-03-13T06:30:00+07:00"
    assert texts(xml, "info/event") == ["Cấp cháy rừng IV (nguy hiểm)", "Forest fire danger IV (dangerous)"]
    assert texts(xml, "source") == ["Thông báo 12/TB-CCKL"]


def test_a_fire_has_one_circle_and_the_codes_of_both_maps() -> None:
    area = messages(fire_event(told=fire_event()["told"] | {"area_ha": 1256.0}))[0].infos[0].areas
    assert [(each.circles, each.polygons) for each in area] == [(((21.6436, 103.6619, 2.0),), ())]
    assert area[0].geocodes == (("VN-commune-2025", "03694"), ("VN-commune-2021", "03697"))
    assert "xã Mường Giôn" in area[0].description and "xã Pá Ma Pha Khinh" in area[0].description


@pytest.mark.parametrize(
    ("hectares", "radius"), [(None, 1.0), (0.5, 1.0), (10_000.0, 5.64), (float("nan"), 1.0)]
)
def test_the_circle_is_as_large_as_what_burns_but_not_finer_than_a_pixel(
    hectares: float | None, radius: float
) -> None:
    row = fire_event(told={"area_ha": hectares})
    assert messages(row)[0].infos[0].areas[0].circles[0][2] == radius


def test_an_incident_without_a_point_is_where_its_communes_are() -> None:
    row = incident(latitude=None, longitude=None, communes_2025=["muong-gion-2025", "muong-sai-2025"])
    areas = messages(row)[0].infos[0].areas
    assert [each.description for each in areas] == ["xã Mường Giôn", "xã Mường Sại"]
    assert all(each.polygons and not each.circles for each in areas)
    assert [each.geocodes for each in areas] == [
        (("VN-commune-2025", "03694"),),
        (("VN-commune-2025", "03712"),),
    ]


def test_a_place_that_nobody_knows_is_told_in_words() -> None:
    row = incident(
        latitude=None, longitude=None, communes_2025=[], communes_2021=["nowhere"], place="unknown"
    )
    (message,) = messages(row)
    area = message.infos[0].areas[0]
    assert (area.description, area.polygons, area.circles, area.geocodes) == (
        "dốc trên bản Phiêng Bay", (), (), (),
    )  # fmt: skip
    assert problems(to_xml(message)) == []


def test_an_incident_and_its_hotspots_are_tied_by_the_incident() -> None:
    seen = fire_event(told=fire_event()["told"] | {"incident": "VV-2027-0001"})
    assert messages(seen)[0].incidents == messages(incident())[0].incidents == ("VV-2027-0001",)


def test_nobody_is_named() -> None:
    row = incident(
        known_by="Quàng Văn Biết",
        told=incident()["told"]
        | {
            "summary": "Cháy trên dốc, gọi lại 0912 345 678 hoặc lo.van@example.vn",
            "place_text": "nhà số 3, ĐT:+84 (0)912-345-678",
            "owners": ["Lò Văn Chủ"],
            "informant": "Lường Thị Báo",
        },
    )
    xml = to_xml(messages(row)[0]).decode()
    for secret in ("Biết", "Chủ", "Báo,", "Lường", "345", "678", "lo.van"):
        assert secret not in xml
    assert "Cháy trên dốc" in xml and "nhà số 3" in xml


def test_the_drill_says_exercise_everywhere() -> None:
    for row in (fire_event(), incident(), danger_level()):
        xml = to_xml(messages(row, drill=True)[0])
        assert problems(xml) == []
        alert = parsed(xml)
        assert texts(alert, "status") == ["Exercise"]
        assert texts(alert, "identifier")[0].startswith("dientap-")
        for path in ("note", "info/headline", "info/description"):
            assert all(text.startswith("DIỄN TẬP") for text in texts(alert, path))
        assert texts(parsed(to_xml(messages(row)[0])), "status") == ["Actual"]


def test_every_message_of_a_long_history_is_good() -> None:
    row = fire_event()
    rows = [row]
    for n in range(30):
        rows.append(then(rows[-1], timedelta(hours=n), forest=("pending", "near", "inside")[n % 3]))
    rows.append(then(rows[-1], state="withdrawn", reason="emptied"))
    made = messages(*rows)
    assert len(made) == 32
    assert [problem for each in made for problem in problems(to_xml(each))] == []
    assert len({each.identifier for each in made}) == 32


def test_the_same_rows_give_the_same_bytes() -> None:
    assert to_xml(messages(fire_event())[0]) == to_xml(messages(fire_event())[0])


def test_a_headline_is_cut_to_what_displays_show() -> None:
    row = incident(communes_2025=[], told={"place_text": "rất xa " * 60})
    for info in messages(row, drill=True)[0].infos:
        assert len(info.headline) <= 160 and info.headline.endswith("…")


def test_the_middle_of_a_commune_is_no_village() -> None:
    near = {"name": "Mường Giôn", "unit": "xã", "kind": "commune_centre", "distance_m": 900, "bearing": "S"}
    (message,) = messages(fire_event(told={"nearest": near}))
    assert "Cách tâm xã Mường Giôn 0,9 km" in message.infos[0].description


def test_every_wind_and_severity_has_its_words() -> None:
    for wind in WINDS:
        near = {"name": "bản Bay", "distance_m": 900, "bearing": wind}
        (message,) = messages(fire_event(told={"nearest": near}))
        assert PHRASES[f"wind.{wind}"][0] in message.infos[0].description
    assert SEVERITIES[-1] == "Extreme"
