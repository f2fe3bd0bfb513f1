"""The calendar's plain values, and the words of what stands against a plan."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard import words as language
from dashboard.parts.patrols import calendar, words
from data.patrols.conflicts import RULES, Conflict
from data.patrols.load import Load
from data.patrols.states import STATES
from data.store.tables import MEMBER_ROLES, PATROL_KINDS, REPEATS

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR = timedelta(hours=1)
NAMES = {"kl": "Hạt Kiểm lâm", "ca": "Công an xã"}
SATURDAY = datetime(2027, 3, 13, tzinfo=UTC)  # 07:00 of that day here


def patrol(number: int = 1, start: datetime = SATURDAY, hours: float = 10, **more: Any) -> dict[str, Any]:
    row = {
        "id": number,
        "code": f"TT-2027-{number:04d}",
        "kind": "joint",
        "objective": "Tuần tra",
        "status": "planned",
        "starts_at": start,
        "ends_at": start + hours * HOUR,
        "lead_agency_id": "kl",
        "members": [{"agency_id": "kl", "name": "Lan"}, {"agency_id": "ca", "name": "Minh"}],
        "zones": [{"name": "Khau Cả"}],
    }
    return row | more


def board(*rows: dict[str, Any], view: str = calendar.WEEK, **more: Any) -> dict[str, Any]:
    anchor = date(2027, 3, 10)
    given: dict[str, Any] = {
        "names": NAMES, "order": ["ca", "kl"], "tz": TZ, "today": date(2027, 3, 12), "warnings": {},
        "may": True,
    }  # fmt: skip
    return calendar.board(rows, calendar.days_of(anchor, view), view, anchor, **(given | more))


def test_a_week_begins_on_monday_and_a_month_is_whole_weeks() -> None:
    week = calendar.days_of(date(2027, 3, 14), calendar.WEEK)
    assert (week[0], week[-1]) == (date(2027, 3, 8), date(2027, 3, 14))
    month = calendar.days_of(date(2027, 3, 14), calendar.MONTH)
    assert (month[0], month[-1], len(month)) == (date(2027, 3, 1), date(2027, 4, 4), 35)
    february = calendar.days_of(date(2027, 2, 1), calendar.MONTH)
    assert (february[0], february[-1], len(february)) == (date(2027, 2, 1), date(2027, 2, 28), 28)


@pytest.mark.parametrize(
    ("view", "by", "there"),
    [
        (calendar.WEEK, 1, date(2027, 2, 7)),
        (calendar.MONTH, 1, date(2027, 2, 1)),
        (calendar.MONTH, -1, date(2026, 12, 1)),
        (calendar.MONTH, 12, date(2028, 1, 1)),
    ],
)
def test_forward_and_back(view: str, by: int, there: date) -> None:
    assert calendar.moved(date(2027, 1, 31), view, by) == there


def test_a_patrol_stands_in_the_row_of_every_agency_that_goes() -> None:
    drawn = board(patrol())
    assert [(row["name"], row["cards"][0]["partner"]) for row in drawn["rows"]] == [
        ("Công an xã", True),  # in the order of the page Đơn vị
        ("Hạt Kiểm lâm", False),
    ]
    (card,) = drawn["cards"]
    assert (card["day"], card["time"], card["title"]) == ("2027-03-13", "07:00–17:00", "Khau Cả")


def test_a_night_stands_on_both_days_and_is_moved_by_the_first() -> None:
    night = patrol(start=SATURDAY - 9 * HOUR, hours=8)  # Friday 22:00 to Saturday 06:00
    cards = board(night)["cards"]
    assert [(card["day"], card["time"], card["movable"]) for card in cards] == [
        ("2027-03-12", "22:00 →", True),
        ("2027-03-13", "→ 06:00", False),
    ]


def test_what_ends_at_midnight_is_of_one_day() -> None:
    late = patrol(start=SATURDAY + 10 * HOUR, hours=7)  # 17:00 to 24:00
    assert [card["day"] for card in board(late)["cards"]] == ["2027-03-13"]


def test_three_days_have_a_middle() -> None:
    long = patrol(start=SATURDAY - 24 * HOUR, hours=48)
    assert [card["time"] for card in board(long)["cards"]] == ["07:00 →", "→", "→ 07:00"]


@pytest.mark.parametrize("status", STATES)
def test_only_a_plan_is_dragged(status: str) -> None:
    (card,) = board(patrol(status=status))["cards"]
    assert card["movable"] == STATES[status].plan
    (card,) = board(patrol(status=status), may=False)["cards"]
    assert not card["movable"]


def test_one_agency_alone() -> None:
    other = patrol(2, lead_agency_id="kl", members=[{"agency_id": "kl", "name": "Lan"}])
    drawn = board(patrol(), other, agency="ca")
    assert [row["id"] for row in drawn["rows"]] == ["ca"]
    assert [card["id"] for card in drawn["cards"]] == [1]


def test_load_and_stand_downs_stand_beside_it() -> None:
    down = {
        "agency_id": "ca", "person": "Minh", "vehicle": None, "reason": "nghỉ phép",
        "starts_at": SATURDAY - 7 * HOUR, "ends_at": SATURDAY + 17 * HOUR,
    }  # fmt: skip
    drawn = board(patrol(), load=[Load("ca", None, 2, 10.5), Load("ca", "Minh", 2, 10.5)], stand_downs=[down])
    (police, _rangers) = drawn["rows"]
    assert police["load"] == "2 lượt · 10,5 giờ công"
    assert police["downs"] == [{"day": "2027-03-13", "text": "Minh nghỉ: nghỉ phép"}]


def test_every_kind_status_role_and_rule_has_words() -> None:
    assert set(words.KINDS) == set(PATROL_KINDS)
    assert set(words.STATUSES) == set(STATES)
    assert set(words.ROLES) == set(MEMBER_ROLES)
    assert set(words.REPEATS) == set(REPEATS)
    assert set(words.CONFLICTS) == set(RULES)
    known = {"name", "plate", "agency", "code", "when", "reason", "who", "role", "zone"}
    for text in words.CONFLICTS.values():
        assert {name for _t, name, _f, _c in string.Formatter().parse(text) if name} <= known


def test_a_conflict_as_a_sentence() -> None:
    language.use("vi")
    about = {"name": "Lan", "code": "TT-2027-0002", "from": SATURDAY, "to": SATURDAY + 3 * HOUR}
    said = words.conflict(Conflict("person_booked", about), NAMES, SATURDAY)
    assert said == "Lan đã đi TT-2027-0002, 07:00–10:00 13/03"
    role = words.conflict(Conflict("role_missing", {"role": "police"}), NAMES, SATURDAY)
    assert role == "Chưa có ai của lực lượng Công an"
    off = {"name": None, "agency_id": "ca", "from": SATURDAY, "to": SATURDAY + 24 * HOUR}
    assert words.conflict(Conflict("off_hours", off), NAMES, SATURDAY) == (
        "Công an xã ngoài giờ trực 07:00 13/03 – 07:00 14/03"
    )
