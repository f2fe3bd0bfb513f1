"""The states of a feed as a table: facts in, state and its beginning out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from data.feeds.history import History, history
from data.feeds.states import feed_states, judge
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import feed_run

PROFILE = load_profile()
SPECS = {spec.id: spec for spec in PROFILE.feeds.specs}
NOW = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)
H = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
END = datetime(2026, 11, 1, 13, tzinfo=UTC)


def facts(newest=None, good=None, first=None, failing=None):
    """History by ages: hours before NOW."""
    at = [None if age is None else NOW - age * H for age in (newest, good, first, failing)]
    return History(newest_detection=at[0], last_good_at=at[1], first_good_at=at[2], failing_since=at[3])


# NOAA-20 of the shipped profile: fresh up to 16 h, silent beyond 42 h, late after an hour without an answer.
TABLE = [
    ("nothing yet", "noaa-20", facts(), "never", None),
    ("fails from the start", "noaa-20", facts(failing=2), "failing", 2),
    ("new detections", "noaa-20", facts(3, 0.1, 90), "fresh", 3),
    ("at the limit", "noaa-20", facts(16, 0.1, 90), "fresh", 16),
    ("old detections", "noaa-20", facts(17, 0.1, 90), "late", 1),
    ("at the second limit", "noaa-20", facts(42, 0.1, 90), "late", 26),
    ("very old detections", "noaa-20", facts(43, 0.1, 90), "silent", 1),
    ("nobody asked for two hours", "noaa-20", facts(3, 2, 90), "late", 1),
    ("only headers so far", "noaa-20", facts(None, 0.1, 3), "fresh", 3),
    ("only headers for a day", "noaa-20", facts(None, 0.1, 24), "late", 8),
    ("only headers for two days", "noaa-20", facts(None, 0.1, 48), "silent", 6),
    ("new detections, but failing now", "noaa-20", facts(3, 1.5, 90, 1), "failing", 1),
    ("long silent and failing", "noaa-20", facts(90, 89, 95, 88), "failing", 88),
    ("ended, whatever came last", "s-npp", facts(1, 0.1, 90), "ended", END),
    ("ended, nothing ever", "s-npp", facts(), "ended", END),
    ("ended, failing", "s-npp", facts(failing=3), "ended", END),
]


@pytest.mark.parametrize(
    ("feed_id", "given", "state", "since"), [row[1:] for row in TABLE], ids=lambda v: str(v)
)
def test_states(feed_id, given, state, since):
    found = judge(given, SPECS[feed_id], NOW, every=QUARTER)
    expected = NOW - since * H if isinstance(since, (int, float)) else since
    assert found == (state, expected)


@pytest.mark.parametrize(
    ("newest", "past_the_end", "state"),
    [(3, True, "fresh"), (43, True, "ended"), (43, False, "silent"), (20, True, "late")],
)
def test_an_announced_end_counts_only_with_silence(newest, past_the_end, state):
    end = NOW - 50 * H if past_the_end else NOW + 50 * H
    given = facts(newest, 0.1, 90)
    assert judge(given, SPECS["modis"], NOW, every=QUARTER, expected_end=end)[0] == state


def run(conn, at, status, *, feed="noaa-20", newest=None, name="J1_VIIRS_C2_SouthEast_Asia_24h.csv", **more):
    row = {
        "feed_id": feed,
        "kind": "poll",
        "started_at": at,
        "finished_at": at + timedelta(seconds=5),
        "status": status,
        "newest_detection": newest,
        "file_name": name,
        "actor": "system:watch",
    }
    conn.execute(insert(feed_run).values({**row, **more}))


LONG = "J1_VIIRS_C2_SouthEast_Asia_7d.csv"


def test_history_of_runs(engine):
    with writing(engine) as conn:
        run(conn, NOW - 9 * H, "failed", error_code="timed_out")
        run(conn, NOW - 8 * H, "ok", newest=NOW - 11 * H, name=LONG)
        run(conn, NOW - 7 * H, "ok", newest=NOW - 12 * H)
        run(conn, NOW - 6 * H, "not_modified")
        run(conn, NOW - 5 * H, "failed", error_code="timed_out", name=LONG)
        run(conn, NOW - 4 * H, "failed", error_code="server_failed", error_params={"status": 500})
        run(conn, NOW - 3 * H, "ok", feed="noaa-21", newest=NOW - 1 * H)
        run(conn, NOW - 2 * H, "ok", kind="upload", newest=NOW - 1 * H)
    with reading(engine) as conn:
        found = history(conn, SPECS["noaa-20"])
    five = timedelta(seconds=5)
    assert found == History(
        first_good_at=NOW - 8 * H + five,
        last_good_at=NOW - 6 * H + five,
        failing_since=NOW - 5 * H,
        error_code="server_failed",
        error_params={"status": 500},
        newest_detection=NOW - 11 * H,
        tried={"short": NOW - 4 * H, "long": NOW - 5 * H},
        answered={"short": NOW - 6 * H, "long": NOW - 8 * H},
    )


def test_history_of_nothing(engine):
    with reading(engine) as conn:
        assert history(conn, SPECS["noaa-20"]) == History()


def test_feed_states_tell_late_empty_and_error_apart(engine, monkeypatch):
    monkeypatch.delenv("FIRMS_MAP_KEY", raising=False)
    with writing(engine) as conn:
        run(conn, NOW - 0.1 * H, "ok", newest=NOW - 20 * H)
        run(conn, NOW - 0.1 * H, "ok", feed="noaa-21")
        run(
            conn,
            NOW - 0.1 * H,
            "failed",
            feed="modis",
            error_code="html_answer",
            error_params={"message": "x"},
        )
    with reading(engine) as conn:
        found = {state.id: state for state in feed_states(conn, PROFILE, NOW)}
    assert {name: state.state for name, state in found.items()} == {
        "noaa-20": "late",
        "noaa-21": "fresh",
        "modis": "failing",
        "s-npp": "ended",
    }
    assert found["noaa-20"].age_s == pytest.approx(355)
    assert found["noaa-21"].newest_detection is None
    assert found["modis"].error_code == "html_answer"
    assert found["modis"].last_file_at is None
    assert found["modis"].satellite == "Terra, Aqua"
    assert found["s-npp"].next_pass is None
    # 09:00 UTC is 16:00 local; the next VIIRS window opens at 00:43 local.
    assert found["noaa-20"].next_pass == datetime(2027, 3, 12, 17, 43, tzinfo=UTC)


def test_api_feeds_show_only_with_a_key(engine, monkeypatch):
    monkeypatch.setenv("FIRMS_MAP_KEY", "abcdef0123456789")
    with reading(engine) as conn:
        assert "api-noaa-20" in {state.id for state in feed_states(conn, PROFILE, NOW)}
