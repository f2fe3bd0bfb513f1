"""A phone's real time becomes the time of the story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from data.positions.requests import Position, Report
from data.positions.story import in_story

REAL = datetime(2026, 11, 27, 6, 0, 12, tzinfo=UTC)
STORY = datetime(2027, 3, 16, 9, 30, 40, tzinfo=UTC)


def times(report: Report) -> list[datetime]:
    return [each.at for each in report.positions]


def report(*moments: datetime) -> Report:
    return Report("traccar", tuple(Position(each, 21.7, 103.6) for each in moments))


def test_what_a_phone_says_now_happened_now_in_the_story() -> None:
    said = report(REAL - timedelta(minutes=10), REAL)
    # From 06:00:12 to 09:30:40 it is 210.47 minutes and 109 days: 210 in whole minutes.
    ahead = timedelta(days=109, minutes=210)
    assert times(in_story(said, STORY, REAL)) == [REAL - timedelta(minutes=10) + ahead, REAL + ahead]


def test_sent_again_some_seconds_later_it_is_the_same_moment() -> None:
    said = report(REAL)
    later = timedelta(seconds=17)
    assert in_story(said, STORY, REAL) == in_story(said, STORY + later, REAL + later)


def test_what_is_told_in_the_time_of_the_story_stays() -> None:
    said = report(STORY - timedelta(hours=2))
    assert in_story(said, STORY, REAL) == said
