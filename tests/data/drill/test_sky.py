from datetime import UTC, datetime, timedelta

import pytest

from data.drill.sky import LOCAL, passes

MARCH_16 = datetime(2027, 3, 16, tzinfo=LOCAL)


def test_noaa20_sees_the_fire_at_1336_local():
    looks = passes(MARCH_16, MARCH_16 + timedelta(days=1), ("NOAA-20",))
    assert [f"{look.time.astimezone(LOCAL):%H:%M}" for look in looks] == ["00:55", "13:36"]


@pytest.mark.parametrize("satellite", ["NOAA-20", "NOAA-21"])
def test_every_day_has_one_pass_by_day_and_one_by_night_inside_the_windows(satellite):
    start = datetime(2027, 2, 1, tzinfo=UTC)
    looks = passes(start, start + timedelta(days=60), (satellite,))
    assert len(looks) == 120
    for look in looks:
        minute = look.time.astimezone(LOCAL).hour * 60 + look.time.astimezone(LOCAL).minute
        low, high = (12 * 60 + 16, 13 * 60 + 58) if look.daylight else (43, 2 * 60 + 25)
        assert low <= minute <= high
        assert -1 <= look.tilt <= 1


def test_the_two_satellites_fly_half_an_orbit_apart():
    looks = passes(MARCH_16 + timedelta(hours=12), MARCH_16 + timedelta(hours=15))
    assert [look.satellite for look in looks] == ["NOAA-21", "NOAA-20"]
    assert looks[1].time - looks[0].time == timedelta(minutes=51)


def test_any_window_gives_the_same_passes_as_the_whole():
    whole = passes(MARCH_16, MARCH_16 + timedelta(days=6))
    parts = [
        look
        for n in range(48)
        for look in passes(MARCH_16 + n * timedelta(hours=3), MARCH_16 + (n + 1) * timedelta(hours=3))
    ]
    assert parts == whole
