"""What the page about sources reads, on both engines, from files stored as the watch stores them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from dashboard.runs import Run, folded, recent, rejects
from data.ingest import record_failure, record_unchanged
from data.passes import last_passes, passes_between
from data.store.engine import reading, writing
from data.store.tables import satellite_pass
from geo.errors import Unreachable
from tests.data.fires import FAR, NEAR, NOW, OTHER, PASS, put, run_info
from tests.servers.dialects import keyless

MINUTE = timedelta(minutes=1)


def run(number: int, feed: str = "noaa-20", status: str = "ok", error: str | None = None) -> Run:
    at = datetime(2027, 3, 12, 9, 0, tzinfo=UTC) + number * MINUTE
    return Run(number, feed, "poll", at, at, 1, status, None, error, {}, 0, 0, 0, 0)


def shape(runs):
    return [(each.id, each.times, each.first.minute) for each in runs]


def test_repeated_answers_become_one_row():
    rows = [run(n, status="not_modified") for n in (9, 8, 7)]
    assert shape(folded(rows)) == [(9, 3, 7)]


def test_feeds_that_alternate_are_folded_each_for_itself():
    rows = [run(9, "a", "failed", "unreachable"), run(8, "b", "not_modified")]
    rows += [run(7, "a", "failed", "unreachable"), run(6, "b", "not_modified")]
    assert shape(folded(rows)) == [(9, 2, 7), (8, 2, 6)]


def test_another_answer_between_ends_a_row():
    rows = [run(9, status="not_modified"), run(8), run(7, status="not_modified")]
    assert shape(folded(rows)) == [(9, 1, 9), (8, 1, 8), (7, 1, 7)]


def test_files_with_rows_and_other_errors_are_never_folded():
    rows = [
        run(9),
        run(8),
        run(7, status="failed", error="unreachable"),
        run(6, status="failed", error="too_large"),
    ]
    assert [each.times for each in folded(rows)] == [1, 1, 1, 1]


def test_runs_newest_first_with_what_they_came_to(engine):
    put(engine, [*NEAR, *OTHER, *FAR])
    record_failure(engine, run_info("noaa-21"), Unreachable(source="firms.example", reason="x"), NOW + MINUTE)
    record_unchanged(engine, run_info(), NOW + 2 * MINUTE)
    with reading(engine) as conn:
        found = recent(conn, 10)
        one = recent(conn, 10, "noaa-21")
    assert [each.status for each in found] == ["not_modified", "failed", "ok"]
    assert (found[2].rows_read, found[2].rows_new, found[2].at) == (6, 4, NOW)
    assert [(each.error_code, each.error_params["source"]) for each in one] == [
        ("unreachable", "firms.example")
    ]


def test_rejects_in_order_of_line_and_no_more_than_asked_for(engine):
    lines = keyless(NEAR).decode().splitlines()
    bad = [line.replace("21.64", "x1.64") for line in lines[1:]]
    stored = put(engine, [], data="\n".join([lines[0], *bad, ""]).encode())
    with reading(engine) as conn:
        found = rejects(conn, [stored.run_id], limit=2)
    assert [(each.line, each.column) for each in found[stored.run_id]] == [(2, "latitude"), (3, "latitude")]
    assert stored.rejected == 3


def test_a_pass_counts_the_region_the_area_and_what_lies_around(engine):
    put(engine, [*NEAR, *OTHER, *FAR])
    with reading(engine) as conn:
        (found,) = passes_between(conn, NOW - timedelta(days=1), NOW)
        nothing = passes_between(conn, NOW, NOW + timedelta(days=1))
    assert (found.satellite, found.first, found.last) == ("NOAA-20", PASS - 5 * MINUTE, PASS)
    assert (found.rows, found.here, found.around) == (6, 4, 0)
    assert nothing == []


def test_the_same_pass_in_two_feeds_is_one(engine):
    stored = put(engine, [*NEAR, *FAR])
    twin = {"satellite": "NOAA-20", "first_utc": PASS - MINUTE, "last_utc": PASS, "rows": 3}
    with writing(engine) as conn:
        conn.execute(insert(satellite_pass).values(**twin, feed_id="api-noaa-20", run_id=stored.run_id))
    with reading(engine) as conn:
        assert [each.rows for each in passes_between(conn, NOW - timedelta(days=1), NOW)] == [5]
        assert last_passes(conn) == {"NOAA-20": PASS}
