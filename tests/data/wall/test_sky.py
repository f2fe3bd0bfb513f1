"""Whether the satellites are looking: the three answers, told apart on replayed days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from data.feeds.states import FeedState
from data.ingest import record_failure
from data.store.engine import reading
from data.wall.sky import OF_VERDICT, STATES, feeds_together, sky
from tests.data.fires import FAR, NEAR, NOW, PASS, profile, put, run_info

EVENING = datetime(2027, 3, 12, 14, 0, tzinfo=UTC)  # 21:00: every window of the day is over, files came


def feed(
    state: str = "fresh", file_at: datetime | None = EVENING, since: datetime | None = None
) -> FeedState:
    return FeedState(
        "noaa-20",
        "NOAA-20",
        ("NOAA-20",),
        state,
        since,
        file_at,
        PASS,
        None,
        0.0,  # type: ignore[arg-type]
    )


def only(engine: Engine, state: FeedState, now: datetime = EVENING) -> dict[str, object]:
    with reading(engine) as conn:
        found = sky(conn, profile(), now, [state])
    (row,) = found["satellites"]
    assert found["feeds"]["running"] == 1
    return dict(row)


def test_every_verdict_that_is_over_comes_to_a_state() -> None:
    assert set(OF_VERDICT.values()) == set(STATES)


def test_a_pass_that_saw_something_here(engine: Engine) -> None:
    put(engine, NEAR + FAR)
    row = only(engine, feed())
    assert (row["state"], row["here"]) == ("seen", 3)


def test_a_pass_that_saw_nothing_here(engine: Engine) -> None:
    put(engine, FAR)
    row = only(engine, feed())
    assert (row["state"], row["here"]) == ("seen_nothing", 0)


def test_a_pass_without_data_yet(engine: Engine) -> None:
    row = only(engine, feed(file_at=NOW - timedelta(hours=12)), datetime(2027, 3, 12, 7, 30, tzinfo=UTC))
    assert row["state"] == "no_data" and row["passed_at"] is None


def test_a_feed_that_is_down_says_so_whatever_was_seen_before(engine: Engine) -> None:
    put(engine, NEAR + FAR)
    since = EVENING - timedelta(hours=2)
    row = only(engine, feed("failing", since=since))
    assert (row["state"], row["since"]) == ("down", since.isoformat())


def test_the_line_has_its_windows_and_its_blind_hours(engine: Engine) -> None:
    put(engine, FAR)
    with reading(engine) as conn:
        found = sky(conn, profile(), EVENING, [feed()])
    start, end = found["day"]
    assert start == "2027-03-11T17:00:00+00:00" and end == "2027-03-12T17:00:00+00:00"  # midnight, UTC+7
    assert {each["kind"] for each in found["line24"]} <= {*OF_VERDICT, "now", "coming"}
    for gap in found["blind"]:
        assert not any(each["from"] < gap["to"] and each["to"] > gap["from"] for each in found["line24"])


def test_by_the_stored_runs_alone(sqlite_engine: Engine) -> None:
    """A good file, then failures: the first failure is when it went down."""
    put(sqlite_engine, NEAR + FAR)
    for hours in (1, 2):
        at = NOW + timedelta(hours=hours)
        record_failure(sqlite_engine, run_info(started=at), OSError("no route"), at)
    with reading(sqlite_engine) as conn:
        found = sky(conn, profile(), NOW + timedelta(hours=3))
    noaa = next(each for each in found["satellites"] if each["name"] == "NOAA-20")
    assert noaa["state"] == "down" and noaa["since"] == (NOW + timedelta(hours=1)).isoformat()
    feeds = found["feeds"]
    assert [each["name"] for each in feeds["cut"]] == ["VIIRS NOAA-20"] and feeds["running"] > 1
    assert feeds["missing_since"] == feeds["cut"][0]["last_file"] < feeds["cut"][0]["since"]


def one(name: str, state: str, file_h: float | None, since_h: float | None = None) -> FeedState:
    """A feed with the hours since its last file and since the first failure."""
    at = [None if hours is None else NOW - timedelta(hours=hours) for hours in (file_h, since_h)]
    return replace(feed(state, at[0], at[1]), name=name)


@pytest.mark.parametrize(
    ("feeds", "cut", "missing_h", "worst_h"),
    [
        ([one("A", "fresh", 0), one("B", "late", 2)], [], None, 2),
        # what the others brought just now does not make the picture new
        ([one("A", "fresh", 0), one("B", "failing", 3, 2.5)], ["B"], 3, 3),
        ([one("A", "failing", 1, 0.5), one("B", "failing", 3, 2.5), one("C", "fresh", 0)], ["B", "A"], 3, 3),
        # nothing is seen at all from the last file of any
        ([one("A", "failing", 1, 0.5), one("B", "failing", 3, 2.5)], ["B", "A"], 1, 3),
        # one that never answered: from the first failure
        ([one("A", "fresh", 0), one("B", "failing", None, 4)], ["B"], 4, 0),
        ([one("A", "fresh", 0), one("B", "never", None)], [], None, 0),
        ([], [], None, None),
    ],
)
def test_feeds_together_are_as_good_as_the_worst(
    feeds: list[FeedState], cut: list[str], missing_h: float | None, worst_h: float | None
) -> None:
    found = feeds_together(feeds)
    moments = [None if hours is None else (NOW - timedelta(hours=hours)).isoformat()
               for hours in (missing_h, worst_h)]  # fmt: skip
    assert [each["name"] for each in found["cut"]] == cut
    assert [found["missing_since"], found["worst_file"]] == moments
    assert (found["running"], found["never"]) == (len(feeds), sum(each.state == "never" for each in feeds))
