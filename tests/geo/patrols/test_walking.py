"""What of a track counts, what does not, and what is said of it."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import shapely

from geo.patrols import FINDINGS, Earlier, Limits, Points, Walk, Window, walk
from tests.geo.patrols.tracks import HERE, LATER, START, areas, points, straight


def judged(track: Points, **more: Any) -> Walk:
    found = walk(track, areas(), HERE, **({"now": LATER} | more))
    assert {each["code"] for each in found.findings} <= set(FINDINGS)
    return found


def codes(found: Walk) -> set[str]:
    return {each["code"] for each in found.findings}


def finding(found: Walk, code: str) -> dict[str, Any]:
    (one,) = [each for each in found.findings if each["code"] == code]
    return one


def uneven(metres: float, seconds: float, count: int = 31, **more: float) -> list[Any]:
    """A walk whose steps take turns to be short and long, as people make them."""
    rows = straight(metres, seconds, count, **more)
    step = metres / (count - 1)
    return [
        (east + (step / 4 if number % 2 else 0), north, t) for number, (east, north, t) in enumerate(rows)
    ]


def test_a_plain_walk() -> None:
    found = judged(points(straight(1000, 900)))
    assert found.distance_m == pytest.approx(1000, rel=1e-3)
    assert (found.duration_s, found.gaps, found.findings) == (900.0, [], [])
    (day,) = found.days
    assert (day.day, day.metres, day.seconds) == (date(2027, 3, 12), found.distance_m, 900.0)
    assert [part["metres"] for part in day.parts] == [found.distance_m]
    assert set(day.parts[0]["eras"]) == {"2021", "2025"}
    assert len(day.times) == shapely.get_num_coordinates(day.line)


def test_points_too_far_apart_are_a_gap_and_not_joined() -> None:
    found = judged(points([(0, 0, 0), (100, 0, 60), (900, 0, 660), (1000, 0, 720)]))
    assert found.distance_m == pytest.approx(200, rel=1e-3)
    assert found.duration_s == 120.0
    (gap,) = found.gaps
    assert gap.metres == pytest.approx(800, rel=1e-3)
    assert (gap.start, gap.end, gap.seconds) == (
        START + timedelta(seconds=60),
        START + timedelta(seconds=660),
        600.0,
    )


def test_a_long_silence_is_a_gap_whose_time_does_not_count() -> None:
    found = judged(points([(0, 0, 0), (100, 0, 60), (200, 0, 60 + 3600), (300, 0, 3720)]))
    assert found.distance_m == pytest.approx(300, rel=1e-3)
    assert found.duration_s == 120.0
    assert [each.seconds for each in found.gaps] == [3600.0]


def test_no_times_count_for_the_way_but_tell_no_duration_and_no_day() -> None:
    found = judged(points([(0, 0, None), (100, 0, None)]), window=Window(START, START))
    assert found.distance_m == pytest.approx(100, rel=1e-3)
    assert (found.duration_s, codes(found)) == (None, {"no_times"})
    assert [day.day for day in found.days] == [None]


def test_one_moment_for_all_points_tells_as_little() -> None:
    found = judged(points([(0, 0, 5), (100, 0, 5), (200, 0, 5)]))
    assert (found.duration_s, codes(found)) == (None, {"same_second"})


def test_points_without_a_time_among_others_are_said() -> None:
    found = judged(points([(0, 0, 0), (50, 0, None), (100, 0, 60)]))
    assert found.distance_m == pytest.approx(100, rel=1e-3)
    assert finding(found, "some_times") == {"code": "some_times", "points": 2, "of": 3}


def test_times_that_run_backwards_are_said() -> None:
    found = judged(points([(0, 0, 120), (50, 0, 60), (100, 0, 0)]))
    assert finding(found, "times_backwards")["points"] == 2
    assert found.distance_m == pytest.approx(100, rel=1e-3)
    assert found.duration_s == 0.0


def test_the_future_is_not_counted() -> None:
    now = START + timedelta(seconds=450)
    found = judged(points(straight(1000, 900)), now=now, limits=Limits(future_s=0))
    assert found.distance_m == pytest.approx(500, rel=1e-3)
    assert finding(found, "future_times") == {
        "code": "future_times",
        "points": 5,
        "latest": "2027-03-12T01:15:00+00:00",
    }
    whole = judged(points(straight(1000, 900)), now=START - timedelta(days=365))
    assert (whole.distance_m, whole.days) == (0.0, [])
    assert "nothing_counted" in codes(whole)


def test_a_phone_may_be_five_minutes_ahead() -> None:
    found = judged(points(straight(100, 60)), now=START - timedelta(minutes=3))
    assert found.findings == []


def test_what_lies_outside_of_the_window_is_not_counted() -> None:
    window = Window(START + timedelta(seconds=180), START + timedelta(seconds=720))
    found = judged(points(straight(1000, 900)), window=window)
    assert found.distance_m == pytest.approx(600, rel=1e-3)
    assert found.duration_s == 540.0
    assert finding(found, "outside_window") == {
        "code": "outside_window",
        "metres": pytest.approx(400, rel=1e-3),
        "first": "2027-03-12T01:00:00+00:00",
        "last": "2027-03-12T01:15:00+00:00",
    }
    day_before = judged(
        points(straight(1000, 900)), window=Window(START - timedelta(1), START - timedelta(0.5))
    )
    assert (day_before.distance_m, day_before.days) == (0.0, [])
    assert {"outside_window", "nothing_counted"} <= codes(day_before)


def test_a_drive_is_too_fast_and_not_counted() -> None:
    # 10 minutes on foot, 5 minutes at 90 km/h with a point a second, on foot again.
    foot = uneven(600, 600, 61)
    drive = [(600 + 25.0 * s, 0.0, 600.0 + s) for s in range(1, 301)]
    end = [(8100 + each[0], 0.0, 900 + each[2]) for each in uneven(600, 600, 61)[1:]]
    found = judged(points(foot + drive + end))
    fast = finding(found, "too_fast")
    assert fast["kmh"] == pytest.approx(90, rel=0.01)
    assert fast["metres"] == pytest.approx(7500, rel=0.02)
    assert found.distance_m == pytest.approx(1200, rel=0.2)
    # The road is not among what was seen either.
    assert shapely.length(found.days[0].line) < 0.02


def test_one_wrong_position_adds_nothing() -> None:
    rows = uneven(300, 300, 31)
    rows[15] = (rows[15][0], 400.0, rows[15][2])  # 400 m aside for 10 s: 144 km/h there and back
    found = judged(points(rows))
    assert found.distance_m == pytest.approx(280, rel=0.1)
    assert finding(found, "too_fast")["kmh"] > 100


def test_noise_of_a_receiver_within_a_second_is_not_fast() -> None:
    random = np.random.default_rng(3)
    rows = [(s + random.normal(0, 5), random.normal(0, 5), float(s)) for s in range(600)]
    assert "too_fast" not in codes(judged(points(rows)))


def test_a_speed_that_never_changes_was_filled_in() -> None:
    random = np.random.default_rng(1)
    metres = np.concatenate([[0], np.cumsum(random.uniform(5, 60, 40))])
    drawn = [(float(m), 0.0, float(m) / 1.2) for m in metres]
    assert finding(judged(points(drawn)), "even_speed")["kmh"] == pytest.approx(4.3, abs=0.05)
    walked = [(float(m), 0.0, float(number * 30)) for number, m in enumerate(metres)]
    found = judged(points(walked))
    assert "even_speed" not in codes(found)
    assert finding(found, "equal_steps") == {"code": "equal_steps", "seconds": 30.0}


def test_two_tracks_in_one_file_that_overlap_count_once() -> None:
    first = uneven(1000, 900)
    beside = [(east, north + 20, after) for east, north, after in first]
    found = judged(points(first, beside))
    assert found.distance_m == pytest.approx(judged(points(first)).distance_m, rel=1e-3)
    assert found.duration_s == 900.0
    assert finding(found, "twice_in_file")["metres"] == pytest.approx(1000, rel=1e-3)
    assert "times_backwards" not in codes(found)
    # Two groups of one patrol are two ways.
    away = [(east, north + 2000, after) for east, north, after in first]
    assert judged(points(first, away)).distance_m == pytest.approx(
        2 * judged(points(first)).distance_m, rel=1e-3
    )


def test_the_second_half_of_a_walk_in_another_segment_is_no_repeat() -> None:
    found = judged(points(uneven(500, 450), uneven(500, 450, after=460)))
    assert "twice_in_file" not in codes(found)
    assert found.duration_s == 900.0


def test_what_was_walked_beside_an_earlier_track_counts_once_for_the_patrol() -> None:
    rows = uneven(1000, 900)
    track, other = points(rows), points(uneven(1000, 900, north=30))
    first = Earlier([np.column_stack([other.lon, other.lat, other.time])])
    found = judged(track, earlier=[first])
    assert found.distance_m > 1000  # the person's own
    assert (found.days[0].metres, found.days[0].parts) == (0.0, [])
    assert finding(found, "walked_together")["metres"] == found.distance_m
    # The same way an hour later is walked once more.
    later = Earlier([np.column_stack([other.lon, other.lat, other.time + 3600])])
    assert judged(track, earlier=[later]).days[0].metres == found.distance_m


def test_without_times_the_place_alone_tells_a_repeat() -> None:
    track = points([(east, north, None) for east, north, _ in straight(1000, 900)])
    other = points(straight(400, 400, north=30))
    earlier = Earlier([np.column_stack([other.lon, other.lat, other.time])])
    found = judged(track, earlier=[earlier])
    assert found.days[0].metres == pytest.approx(600, rel=0.15)


def test_across_midnight_and_the_end_of_a_month() -> None:
    # 23:00 on 31 March to 01:00 on 1 April in Vietnam: 16:00 to 18:00 UTC.
    start = datetime(2027, 3, 31, 16, 0, tzinfo=UTC)
    found = judged(points(uneven(6000, 7200, 121), start=start), now=start + timedelta(days=1))
    assert [day.day for day in found.days] == [date(2027, 3, 31), date(2027, 4, 1)]
    assert [day.seconds for day in found.days] == [3600.0, 3600.0]
    assert sum(day.metres for day in found.days) == pytest.approx(found.distance_m, abs=0.2)


def test_a_track_of_another_district() -> None:
    rows = [(east - 80_000, north + 60_000, after) for east, north, after in uneven(1000, 900)]
    found = judged(points(rows))
    assert finding(found, "all_elsewhere")["metres"] == found.distance_m
    assert [part["eras"]["2025"] for part in found.days[0].parts] == [None]


def test_one_point_is_a_place_where_somebody_was() -> None:
    found = judged(points([(0, 0, 0)]))
    assert (found.distance_m, found.duration_s) == (0.0, 0.0)
    assert shapely.get_num_coordinates(found.days[0].line) == 2


def test_a_thinned_line_stays_where_it_was() -> None:
    random = np.random.default_rng(2)
    heading = np.cumsum(random.normal(0, 0.1, 5000))
    rows = [
        (float(e), float(n), float(s))
        for s, (e, n) in enumerate(zip(np.cumsum(np.cos(heading)), np.cumsum(np.sin(heading)), strict=True))
    ]
    track = points(rows)
    (day,) = judged(track).days
    whole = shapely.LineString(np.column_stack([track.lon, track.lat]))
    assert shapely.get_num_coordinates(day.line) < 2500
    assert shapely.hausdorff_distance(day.line, whole) * 111_000 < 1.5
    assert np.diff(np.array(day.times, dtype=float)).max() <= 121


def test_two_hundred_thousand_points() -> None:
    rows = [(math.sin(s / 900) * 3000, s * 0.05, float(s)) for s in range(200_000)]
    found = judged(points(rows, start=START - timedelta(days=3)))
    assert len(found.days) == 3
    assert sum(day.seconds for day in found.days) == pytest.approx(199_999, abs=4)
