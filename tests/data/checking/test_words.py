"""What people type: SMS verdicts, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.checking.errors import PointOutside, PointToConfirm, SmsUnreadable
from data.checking.settings import CheckingSettings, read_checking
from data.checking.sms_words import WORDS, read_verdict
from data.checking.where import typed_point
from data.profile import load_profile
from data.store.tables import VERDICTS
from data.toml_table import ProfileError, Table
from geo.place_errors import PointUnreadable

BOX = (103.35, 21.45, 103.90, 22.05)


@pytest.mark.parametrize(
    ("text", "digits", "kind", "share", "is_out"),
    [
        ("QN1237 NUONG", "1237", "fire_other", None, None),
        ("qn1237 nương", "1237", "fire_other", None, None),
        ("QN-1237: Nương có phép, đã tắt", "1237", "burning_allowed", None, True),
        ("QN1237 nuong phep", "1237", "burning_allowed", None, None),
        ("QN1237 NUONG KHONG PHEP", "1237", "burning_not_allowed", None, None),
        ("QN1237 Cháy rừng lớn lắm", "1237", "forest_fire", None, None),
        ("QN1237 CHAYRUNG", "1237", "forest_fire", None, None),
        ("QN1237 KHONG 80%", "1237", "nothing", 0.8, None),
        ("QN1237 ko 100", "1237", "nothing", 1.0, None),
        ("QN1237 không thấy, tìm 50 phần trăm", "1237", "nothing", 0.5, None),
        ("QN1237 CO DINH lo gach", "1237", "permanent_source", None, None),
        ("Em báo QN 1237 khác", "1237", "fire_other", None, None),
    ],
)
def test_verdicts_by_sms(text: str, digits: str, kind: str, share: float | None, is_out: bool | None) -> None:
    found = read_verdict(text)
    assert found is not None
    assert (found.digits, found.kind, found.share, found.is_out) == (digits, kind, share, is_out)
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        "QN1237 NHAN",
        "NUONG",
        "",
        "QN1237",
        "SQN1237 NUONG",
        "QN1237 nuongrieng",
        "AB1237 NUONG",
        "QN12345678901 NUONG",
    ],
)
def test_other_messages_are_no_verdicts(text: str) -> None:
    assert read_verdict(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("QN1237 KHONG", "share_missing"),
        ("QN1237 KHONG 120", "share_impossible"),
        ("QN1237 KHONG 8,5", "share_missing"),
    ],
)
def test_nothing_found_needs_its_share(text: str, problem: str) -> None:
    with pytest.raises(SmsUnreadable) as refused:
        read_verdict(text)
    assert refused.value.params["problem"] == problem


def test_another_prefix_and_every_word_means_a_verdict() -> None:
    found = read_verdict("tc99 nuong", "TC")
    assert found is not None
    assert found.digits == "99"
    assert set(WORDS.values()) == set(VERDICTS)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("21.6436", "103.6619"),
        ("21,6436", "103,6619"),
        (" 21.6436° ", "103.6619"),
        ("21°38'36.96\"N", "103°39'42.84\"E"),
    ],
)
def test_a_typed_point(latitude: str, longitude: str) -> None:
    assert typed_point(latitude, longitude, BOX) == pytest.approx((21.6436, 103.6619), abs=2e-5)


def test_no_point_is_no_error() -> None:
    assert typed_point(" ", "", BOX) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "notation", "swapped"),
    [
        ("103.6619", "21.6436", "decimal", True),
        ("2394242,22", "464807,98", "vn2000", False),
        ("464807.98", "2394242.22", "vn2000", True),
    ],
)
def test_what_can_be_read_otherwise_is_offered(
    latitude: str, longitude: str, notation: str, swapped: bool
) -> None:
    with pytest.raises(PointToConfirm) as offered:
        typed_point(latitude, longitude, BOX)
    said = offered.value.params
    assert (said["latitude"], said["longitude"]) == pytest.approx((21.6436, 103.6619), abs=2e-5)
    assert (said["notation"], said["swapped"]) == (notation, swapped)


def test_another_province_and_words_are_refused() -> None:
    with pytest.raises(PointOutside):
        typed_point("21.386", "103.017", BOX)  # Điện Biên Phủ
    with pytest.raises(PointUnreadable):
        typed_point("trên đồi", "sau bản", BOX)


def test_the_profile_says_how_long_and_how_far() -> None:
    assert load_profile().checking.visibility_m == 50
    table = Table(Path("profile.toml"), {"visibility_m": 80, "position_error_m": 0, "plane_epsg": 3405})
    assert read_checking(table) == CheckingSettings(visibility_m=80, position_error_m=0, plane_epsg=3405)
    for wrong in ({"quiet_minutes": 0}, {"visbility_m": 5}):
        with pytest.raises(ProfileError):
            read_checking(Table(Path("profile.toml"), wrong))
