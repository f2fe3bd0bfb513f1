"""What each look means, as a table: facts in, verdict out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.sky import MARGIN, SeenPass, Standing, day_bounds, sky_of, standings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2027, 3, 12)
WINDOWS = {"NOAA-20": ((time(12, 16), time(13, 58)),)}
H = timedelta(hours=1)
END = datetime(2027, 3, 12, 6, 58, tzinfo=UTC)  # 13:58 local


def local(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, 12, hour, minute, tzinfo=ZONE).astimezone(UTC)


def seen(hour: int, minute: int, here: int = 0, satellite: str = "NOAA-20", minutes: int = 10) -> SeenPass:
    middle = local(hour, minute)
    half = timedelta(minutes=minutes) / 2
    return SeenPass(satellite, middle - half, middle + half, 4000, here)


def only_look(now: datetime, standing: Standing, *passes: SeenPass):
    (look,) = sky_of(DAY, WINDOWS, passes, {"NOAA-20": standing}, now, ZONE).looks
    return look


FETCHED_LATE = Standing("NOAA-20", last_file_at=END + 4 * H)
FETCHED_EARLY = Standing("NOAA-20", last_file_at=END + 1 * H)
BROKEN = Standing("NOAA-20", failing_since=END + 1 * H, last_file_at=END)
VERDICTS = [
    ("before the window", local(12, 15), FETCHED_EARLY, (), "coming"),
    ("inside the window", local(12, 16), FETCHED_EARLY, (), "now"),
    ("just over", END, FETCHED_EARLY, (), "waiting"),
    ("data may still come", END + 4 * H - timedelta(minutes=1), FETCHED_EARLY, (), "waiting"),
    ("nobody fetched since", END + 4 * H, FETCHED_EARLY, (), "unfetched"),
    ("fetched, and not in it", END + 5 * H, FETCHED_LATE, (), "missing"),
    ("the source is broken", END + 2 * H, BROKEN, (), "broken"),
    ("broken while the window is open: it may pass now", local(13, 0), BROKEN, (), "now"),
    (
        "broken later, but the file lacked it before",
        END + 9 * H,
        Standing("NOAA-20", failing_since=END + 6 * H, last_file_at=END + 5 * H),
        (),
        "missing",
    ),
    ("no file ever", END + 2 * H, Standing("NOAA-20"), (), "never"),
    ("seen, nothing here", END + 2 * H, FETCHED_EARLY, (seen(13, 0),), "clear"),
    ("seen, hotspots here", END + 2 * H, FETCHED_EARLY, (seen(13, 0, here=3),), "hit"),
    ("seen, and then the source broke", END + 2 * H, BROKEN, (seen(13, 0),), "clear"),
    ("another satellite's pass says nothing", END + 2 * H, BROKEN, (seen(13, 0, 1, "NOAA-21"),), "broken"),
    ("the orbit before is another look", END + 2 * H, BROKEN, (seen(12, 10, minutes=30),), "broken"),
    ("unless it saw something here", END + 2 * H, BROKEN, (seen(12, 10, 1, minutes=30),), "hit"),
]


@pytest.mark.parametrize(
    ("now", "standing", "passes", "verdict"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS]
)
def test_verdict(now, standing, passes, verdict):
    look = only_look(now, standing, *passes)
    assert look.verdict == verdict
    assert look.since == (BROKEN.failing_since if verdict == "broken" else None)


def test_the_middle_of_a_pass_may_lie_a_little_outside_its_window():
    edge = END + MARGIN
    inside = SeenPass("NOAA-20", edge, edge, 10)
    outside = SeenPass("NOAA-20", edge + timedelta(seconds=1), edge + timedelta(seconds=1), 10)
    assert only_look(END + H, FETCHED_EARLY, inside).passes == (inside,)
    assert only_look(END + H, FETCHED_EARLY, outside).passes == ()


@pytest.mark.parametrize(("after", "provisional"), [(3, True), (3.5, False)])
def test_rows_of_a_pass_may_still_arrive_for_three_hours(after, provisional):
    look = only_look(local(13, 5) + after * H - timedelta(minutes=1), FETCHED_EARLY, seen(13, 0))
    assert look.provisional is provisional


def test_figures_of_a_look_are_those_of_its_passes():
    first = SeenPass("NOAA-20", local(12, 20), local(12, 24), 100, here=1, around=2)
    second = SeenPass("NOAA-20", local(13, 50), local(13, 54), 30, here=0, around=5)
    look = only_look(END + H, FETCHED_EARLY, first, second)
    assert (look.rows, look.here, look.around) == (130, 1, 7)


def test_a_window_over_midnight_stands_on_both_days():
    windows = {"Aqua": ((time(23, 30), time(0, 45)),)}
    sky = sky_of(DAY, windows, [], {"Aqua": Standing("Aqua")}, local(12), ZONE)
    assert [(look.start, look.end) for look in sky.looks] == [
        (local(23, 30) - 24 * H, local(0, 45)),
        (local(23, 30), local(0, 45) + 24 * H),
    ]


def test_satellites_of_no_feed_are_left_out():
    windows = WINDOWS | {"Terra": ((time(9, 30), time(11, 20)),)}
    sky = sky_of(DAY, windows, [], {"NOAA-20": FETCHED_LATE}, local(12), ZONE)
    assert sky.satellites == ("NOAA-20",)


@pytest.mark.parametrize(
    ("ended_at", "looks"), [(local(0), 0), (local(13), 1), (local(12, 16), 0), (None, 1)]
)
def test_a_satellite_looks_no_more_after_its_end(ended_at, looks):
    known = {"NOAA-20": Standing("NOAA-20", ended_at=ended_at)}
    assert len(sky_of(DAY, WINDOWS, [], known, local(23), ZONE).looks) == looks


def test_blind_hours_are_clipped_to_the_day_and_ask_only_who_still_flies():
    windows = {
        "NOAA-20": ((time(0, 43), time(2, 25)), (time(12, 16), time(13, 58))),
        "Terra": ((time(21, 30), time(22, 30)),),
    }
    both = {name: Standing(name) for name in windows}
    ended = both | {"Terra": Standing("Terra", ended_at=local(0))}
    day = sky_of(DAY, windows, [], both, local(12), ZONE)
    assert day.blind == ((local(2, 25), local(12, 16)), (local(13, 58), local(21, 30)))
    begin, finish = day_bounds(DAY, ZONE)
    day = sky_of(DAY, windows, [], ended, local(12), ZONE)
    assert day.blind == (
        (begin, local(0, 43)),
        (local(2, 25), local(12, 16)),
        (local(13, 58), finish),
    )


@dataclass
class Feed:
    id: str
    satellites: tuple[str, ...]
    state: str
    since: datetime | None = None
    last_file_at: datetime | None = None


def test_a_satellite_is_broken_only_when_all_its_running_feeds_are():
    file = Feed("file", ("NOAA-20",), "failing", local(9), local(8))
    api = Feed("api", ("NOAA-20",), "failing", local(11), local(10))
    assert standings([file, api])["NOAA-20"] == Standing("NOAA-20", None, local(11), local(10))
    api.state = "fresh"
    assert standings([file, api])["NOAA-20"].failing_since is None
    api.state = "ended"
    assert standings([file, api])["NOAA-20"].failing_since == local(9)


def test_a_satellite_has_ended_when_all_its_feeds_have():
    feeds = [Feed("a", ("S-NPP",), "ended", local(9)), Feed("b", ("S-NPP",), "ended", local(7))]
    assert standings(feeds)["S-NPP"].ended_at == local(9)
    feeds[0].state = "silent"
    assert standings(feeds)["S-NPP"].ended_at is None


@pytest.mark.parametrize(
    ("last_pass", "now", "ended"),
    [
        (None, local(9), True),
        (local(7), local(9), True),
        (local(8, 1), local(9), False),  # it flies on, whatever was announced
        (None, local(7), False),  # not yet
    ],
)
def test_an_announced_end_counts_once_no_pass_is_seen_after_it(last_pass, now, ended):
    modis = Feed("modis", ("Terra", "Aqua"), "fresh")
    known = standings([modis], {"Terra": local(8)}, {"Terra": last_pass} if last_pass else {}, now)
    assert known["Terra"].ended_at == (local(8) if ended else None)
    assert known["Aqua"].ended_at is None
