from datetime import UTC, datetime, timedelta

import pytest

from data.drill.clock import ScenarioClock

REAL = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
STORY = datetime(2027, 3, 16, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("rate", "after_an_hour"), [(1, HOUR), (60, 60 * HOUR), (0, 0 * HOUR)])
def test_speed(rate, after_an_hour):
    assert ScenarioClock(REAL, STORY, rate).at(REAL + HOUR) == STORY + after_an_hour


def test_changing_speed_keeps_the_moment():
    clock = ScenarioClock(REAL, STORY, 60).with_rate(0, REAL + timedelta(minutes=1))
    assert clock.at(REAL + 5 * HOUR) == STORY + HOUR


def test_a_real_clock_set_back_does_not_turn_the_story_back():
    assert ScenarioClock(REAL, STORY, 60).at(REAL - HOUR) == STORY


def test_jump_and_round_trip():
    clock = ScenarioClock(REAL, STORY, 60).set_to(STORY + 24 * HOUR, REAL + HOUR)
    assert clock.at(REAL + HOUR) == STORY + 24 * HOUR
    assert ScenarioClock.from_json(clock.as_json()) == clock


def test_a_negative_speed_is_refused():
    with pytest.raises(ValueError, match="rate must be 0 or more"):
        ScenarioClock(REAL, STORY, 1).with_rate(-1, REAL)
