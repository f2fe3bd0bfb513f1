"""Times and places as callers say them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from data.places import add
from data.places.editing import Act
from data.profile import load_profile
from data.reception import find_spots, read_moment
from data.reception.errors import MomentAhead, MomentUnreadable
from data.store.engine import reading, writing
from geo.areas import load_areas
from tests.data.places.conftest import village

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2027, 3, 12, 7, 40, tzinfo=UTC)  # 14:40 in Vietnam


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("", "12 14:40"),
        ("bây giờ", "12 14:40"),
        ("10 phút trước", "12 14:30"),
        ("10p", "12 14:30"),
        ("nửa tiếng trước", "12 14:10"),
        ("1 giờ rưỡi trước", "12 13:10"),
        ("2 tiếng 15 phút trước", "12 12:25"),
        ("14h30", "12 14:30"),
        ("14:30", "12 14:30"),
        ("2 giờ chiều", "12 14:00"),
        ("sáng nay 6h15", "12 06:15"),
        ("hôm qua 22:15", "11 22:15"),
        ("tối qua 9 giờ", "11 21:00"),
        ("đêm qua 2 giờ", "12 02:00"),
        ("10/3 8h", "10 08:00"),
    ],
)
def test_a_time_as_it_is_said(text: str, local: str) -> None:
    assert f"{read_moment(text, NOW, TZ).astimezone(TZ):%d %H:%M}" == local


@pytest.mark.parametrize("text", ["15h", "13/3/2027 8h"])
def test_no_time_that_has_not_come(text: str) -> None:
    with pytest.raises(MomentAhead):
        read_moment(text, NOW, TZ)


@pytest.mark.parametrize("text", ["lúc nãy ấy", "25h", "31/2 8h", "9" * 61])
def test_no_time_at_all(text: str) -> None:
    with pytest.raises(MomentUnreadable):
        read_moment(text, NOW, TZ)


def test_a_place_as_it_is_said(engine: Engine) -> None:
    profile = load_profile()
    with writing(engine) as conn:
        add(conn, village(), Act(NOW, load_areas(profile.areas_dir), who="lan", origin="test"))
    with reading(engine) as conn:
        named = find_spots(conn, "phieng bay", profile.bbox, NOW)
        pointed = find_spots(conn, "103,6619 21,6436", profile.bbox, NOW)
        only_words = find_spots(conn, "gần nhà ông Lò", profile.bbox, NOW)
    assert [(spot.how, spot.latitude, spot.longitude) for spot in named] == [("place", 21.6436, 103.6619)]
    assert pointed[0].reading is not None
    assert (pointed[0].how, pointed[0].reading.swapped) == ("coordinates", True)
    assert (pointed[0].latitude, pointed[0].longitude) == (21.6436, 103.6619)
    assert only_words == []
