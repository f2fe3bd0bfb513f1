"""Small rules of the pages of meetings and teams: lines that are typed, words that are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard import words as language
from dashboard.parts.followup import items
from dashboard.parts.meetings import words
from dashboard.parts.meetings.agenda_part import lines_to_points
from dashboard.parts.meetings.attendance_part import lines_of, people_of
from dashboard.parts.teams import words as team_words
from data.meetings.figures import BUCKETS
from data.meetings.states import STATES
from data.periods import read_period
from data.store.tables import INSPECTION_STATUSES, SUBJECT_KINDS, TEAM_ROLES
from data.teams.inspecting import RESULTS

TZ = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    language.use("vi")


def test_a_line_that_is_still_what_was_proposed_keeps_where_it_came_from() -> None:
    known = [{"kind": "incident", "ref": "incident:VV-2027-0001", "text": "Vụ VV-2027-0001: dựng lán"}]
    made = lines_to_points("  Việc khác\n\nVụ VV-2027-0001: dựng lán\nVụ VV-2027-0001: khác", known)
    assert [(each["kind"], each["ref"]) for each in made] == [
        ("text", None),
        ("incident", "incident:VV-2027-0001"),
        ("text", None),
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("", []),
        (" ; Trưởng bản", []),
        ("Lò Văn An", [("Lò Văn An", "", "")]),
        ("Lò Văn An; Trưởng công an xã\n", [("Lò Văn An", "Trưởng công an xã", "")]),
        ("Cà Sơn ;  Trợ  lý ; Quàng Minh; thừa", [("Cà Sơn", "Trợ lý", "Quàng Minh")]),
    ],
)
def test_people_one_a_line(text: str, people: list[tuple[str, str, str]]) -> None:
    found = people_of(text)
    assert [tuple(each.values()) for each in found] == people
    assert people_of(lines_of(found)) == found


def _item(**more: object) -> dict[str, object]:
    return {"status": "open", "due_on": date(2027, 3, 10), "done_on": None, "remark": ""} | more


@pytest.mark.parametrize(
    ("row", "today", "said"),
    [
        (_item(), date(2027, 3, 10), ("open", "hạn 10/03/2027")),
        (_item(), date(2027, 3, 11), ("late", "quá hạn 10/03/2027")),
        (_item(status="done", done_on=date(2027, 3, 10)), date(2027, 4, 1), ("done", "xong 10/03/2027")),
        (
            _item(status="done", done_on=date(2027, 3, 11)),
            date(2027, 4, 1),
            ("done", "xong 11/03/2027 · sau hạn"),
        ),
        (_item(status="cancelled", remark="trùng"), date(2027, 4, 1), ("cancelled", "bỏ: trùng")),
    ],
)
def test_how_a_decision_stands(row: dict[str, object], today: date, said: tuple[str, str]) -> None:
    assert items.standing(row, today) == said


@pytest.mark.parametrize(
    ("text", "said"), [("2027-03", "Tháng 3/2027"), ("2027-Q1", "Quý I/2027"), ("2026-Q4", "Quý IV/2026")]
)
def test_periods(text: str, said: str) -> None:
    assert words.period(read_period(text, TZ)) == said


def test_a_span_of_one_day_and_of_two() -> None:
    first = datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
    assert words.span(first, first.replace(hour=3)) == "08:00–10:00 10/03/2027"
    assert words.span(first, first.replace(day=11)) == "08:00 10/03/2027 – 08:00 11/03/2027"


def test_everything_has_words() -> None:
    assert set(words.STATUSES) == set(STATES)
    assert set(words.BUCKETS) == set(BUCKETS)
    assert tuple(team_words.STATUSES) == INSPECTION_STATUSES
    assert tuple(team_words.SUBJECTS) == SUBJECT_KINDS
    assert tuple(team_words.ROLES) == TEAM_ROLES
    assert tuple(team_words.RESULTS) == RESULTS
