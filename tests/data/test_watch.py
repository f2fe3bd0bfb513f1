"""The watch against a FIRMS of our own: a fault of one feed leaves the others alone, and all resumes."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from data import lease
from data.auditing import latest, standing
from data.clock import real_now
from data.errors import LeaseLost
from data.feeds.registry import Endpoints, endpoints
from data.hold import Hold, is_gone, this_process
from data.store import tables
from data.store.engine import reading, writing
from data.watch import LEASE, Watch
from geo.errors import HtmlAnswer, InvalidKey, ProseAnswer
from tests.data.fires import NEAR, NOW, OTHER, PASS, areas, profile
from tests.servers import firms as server
from tests.servers.dialects import Pixel, area_api, keyless
from tests.servers.firms import FirmsServer

KEY = "abcdef0123456789abcdef0123456789"
TERRA = [Pixel(21.65, 103.66, PASS - timedelta(hours=3), "Terra", confidence="77")]
NOAA_21 = [replace(pixel, satellite="NOAA-21", time=PASS + timedelta(minutes=25)) for pixel in NEAR]


@pytest.fixture
def firms():
    with FirmsServer() as running:
        running.answer("J1_VIIRS", server.body(keyless([*NEAR, *OTHER]), etag=True))
        running.answer("J2_VIIRS", server.body(keyless(NOAA_21), etag=True))
        running.answer("MODIS", server.body(keyless(TERRA), etag=True))
        yield running


class Clock:
    def __init__(self, now=NOW):
        self.time = now

    def __call__(self):
        return self.time


def watch(engine, firms, clock=None, *, key=None):
    where = Endpoints((firms.url,), key)
    return Watch(engine, profile(), clock or Clock(), where=where, areas=areas(), sleep=lambda _: None)


def runs(engine):
    with reading(engine) as conn:
        return conn.execute(select(tables.feed_run).order_by(tables.feed_run.c.id)).all()


def test_one_round(engine, firms):
    done = watch(engine, firms).run_once()
    assert [(p.feed_id, p.file_name.rpartition("_")[2]) for p in done.polls] == [
        ("noaa-20", "7d.csv"),
        ("noaa-20", "24h.csv"),
        ("noaa-21", "7d.csv"),
        ("noaa-21", "24h.csv"),
        ("modis", "7d.csv"),
        ("modis", "24h.csv"),
    ]
    assert [p.stored.rows_new for p in done.polls] == [4, 0, 3, 0, 1, 0]
    assert done.failures == ()
    with reading(engine) as conn:
        events = conn.execute(
            select(tables.fire_event).where(tables.fire_event.c.merged_into.is_(None))
        ).all()
        assert sorted(event.detections for event in events) == [1, 7]
        assert lease.live(conn, real_now()) == []


def test_the_second_round_asks_conditionally_and_changes_nothing(engine, firms):
    clock = Clock()
    watch(engine, firms, clock).run_once()
    clock.time += timedelta(minutes=20)
    done = watch(engine, firms, clock).run_once()
    assert [p.file_name.rpartition("_")[2] for p in done.polls] == ["24h.csv"] * 3
    assert [(p.stored, p.error) for p in done.polls] == [(None, None)] * 3
    assert [run.status for run in runs(engine)][-3:] == ["not_modified"] * 3
    clock.time += timedelta(minutes=20)
    watch(engine, firms, clock).run_once()
    assert [run.status for run in runs(engine)][-3:] == ["not_modified"] * 3


FAULTS = {
    "server down": (server.status(500), "server_failed"),
    "not found": (server.status(404), "refused_by_server"),
    "html": (server.html(), HtmlAnswer.code),
    "prose with 200": (server.prose("Sorry, come back later."), ProseAnswer.code),
    "wrong key": (server.prose("Invalid MAP_KEY."), InvalidKey.code),
    "empty": (server.body(b""), "empty_answer"),
    "minus one": (server.body(b"-1"), ProseAnswer.code),
    "other table": (server.body(b"name,phone,village\na,b,c\n"), "wrong_header"),
    "short body": (server.truncated(keyless(NEAR)), "truncated_download"),
    "wrong gzip": (server.wrong_gzip(), "broken_encoding"),
    "broken off": (server.faulty("reset"), "connection_failed"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_one_feed_leaves_the_others_alone(sqlite_engine, firms, name):
    reply, code = FAULTS[name]
    firms.answer("J1_VIIRS", reply)
    done = watch(sqlite_engine, firms).run_once()
    assert {p.feed_id for p in done.failures} == {"noaa-20"}
    found = runs(sqlite_engine)
    assert {run.error_code for run in found if run.feed_id == "noaa-20"} == {code}
    assert {run.status for run in found if run.feed_id != "noaa-20"} == {"ok"}


def test_a_fault_of_ours_in_one_feed_leaves_the_others_alone(sqlite_engine, firms, monkeypatch):
    import data.feeds.poll as module

    real = module.read

    def broken(body, source):
        if source.startswith("J1"):
            raise ZeroDivisionError
        return real(body, source=source)

    monkeypatch.setattr(module, "read", broken)
    done = watch(sqlite_engine, firms).run_once()
    assert {p.feed_id for p in done.failures} == {"noaa-20"}
    assert runs(sqlite_engine)[0].error_code == "unexpected"


def test_a_partial_file_is_asked_for_again_in_full(sqlite_engine, firms):
    cut = keyless([*NEAR, *OTHER])[:-20]
    firms.answer("J1_VIIRS", server.body(cut, etag=True))
    clock = Clock()
    watch(sqlite_engine, firms, clock).run_once()
    clock.time += timedelta(minutes=20)
    done = watch(sqlite_engine, firms, clock).run_once()
    assert done.polls[0].stored.status == "partial"
    assert "If-None-Match" not in [seen for seen in firms.requests if "J1" in seen.path][-1].headers


def test_silent_events_are_closed(engine, firms):
    clock = Clock()
    watch(engine, firms, clock).run_once()
    clock.time += timedelta(hours=49)
    done = watch(engine, firms, clock).run_once()
    assert len(done.closed) == 2


AVAILABLE = b"data_id,min_date,max_date\n" + b"".join(
    f"{name}_NRT,2026-12-01,2027-03-12\n".encode() for name in ("VIIRS_NOAA20", "MODIS")
)


def test_the_api_with_a_key(sqlite_engine, firms, caplog):
    caplog.set_level("DEBUG")
    endpoints(profile().feeds, {"FIRMS_MAP_KEY": KEY})
    firms.answer("data_availability", server.body(AVAILABLE))
    firms.answer("VIIRS_NOAA20_NRT", server.body(area_api(NEAR)))
    firms.answer("MODIS_NRT", server.prose("Invalid MAP_KEY."))
    done = watch(sqlite_engine, firms, key=KEY).run_once()
    api = [
        (p.feed_id, p.file_name, type(p.error).__name__) for p in done.polls if p.feed_id.startswith("api")
    ]
    assert api == [
        ("api-noaa-20", "VIIRS_NOAA20_NRT_5d.csv", "NoneType"),
        ("api-noaa-20", "VIIRS_NOAA20_NRT_3d.csv", "NoneType"),
        ("api-noaa-21", "VIIRS_NOAA21_NRT_5d.csv", "SourceNotAvailable"),
        ("api-noaa-21", "VIIRS_NOAA21_NRT_3d.csv", "SourceNotAvailable"),
        ("api-modis", "MODIS_NRT_5d.csv", "InvalidKey"),
        ("api-modis", "MODIS_NRT_3d.csv", "InvalidKey"),
    ]
    assert firms.count("data_availability") == 1
    assert all("/5" in seen.path or "/3" in seen.path for seen in firms.requests if "/api/area" in seen.path)
    left = [str(tuple(run)) for run in runs(sqlite_engine)]
    with reading(sqlite_engine) as conn:
        left += [str(tuple(row)) for row in conn.execute(select(tables.journal))]
    left += [record.getMessage() for record in caplog.records]
    assert any(KEY in seen.path for seen in firms.requests)
    assert not [text for text in left if KEY in text]


def test_a_second_worker_does_nothing(engine, firms):
    with Hold(engine, LEASE) as first:
        assert first.token == 1
        done = watch(engine, firms).run_once()
    assert done.held_by == this_process()
    assert firms.count() == 0
    assert watch(engine, firms).run_once().held_by is None


def test_a_lost_lease_stops_the_round(engine, firms):
    def steal(path):
        with writing(engine) as conn:
            for held in lease.live(conn, real_now()):
                lease.release(conn, LEASE, held.token)

    firms.on_asked = steal
    with pytest.raises(LeaseLost):
        watch(engine, firms).run_once()
    assert runs(engine) == []


def test_a_dead_holder_is_known_and_a_living_one_is_respected(engine):
    mine = this_process()
    machine, pid, started, thread = mine.split(" ")
    assert not is_gone(mine)
    assert is_gone(f"{machine} {pid} {int(started) + 1} {thread}")  # the number was given to another process
    assert is_gone(f"{machine} 4194305 1 {thread}")  # beyond the largest process id
    assert not is_gone(f"elsewhere {pid} 1 {thread}")
    assert not is_gone("somebody")
    with writing(engine) as conn:
        lease.acquire(conn, LEASE, f"{machine} 4194305 1 1", 3600, NOW.replace(year=2099))
    with Hold(engine, LEASE, clock=lambda: NOW.replace(year=2099)) as hold:
        assert hold.token == 2


def test_run_forever_polls_and_stops(engine, firms):
    stop, seen = threading.Event(), set()

    def sent(path):
        seen.add(path.rpartition("/")[2])
        if len(seen) == 6:
            stop.set()

    firms.on_sent = sent
    thread = threading.Thread(target=watch(engine, firms).run_forever, args=(stop,))
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert len(seen) == 6
    with reading(engine) as conn:
        assert lease.live(conn, real_now()) == []


def test_run_forever_outlives_a_fault(sqlite_engine, firms, monkeypatch, caplog):
    stop, turns = threading.Event(), []
    watched = watch(sqlite_engine, firms)

    def broken(*_, **__):
        turns.append(1)
        if len(turns) == 3:
            stop.set()
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("data.watch.TURN_S", 0.001)
    monkeypatch.setattr(watched, "_round", broken)
    watched.run_forever(stop)
    assert len(turns) == 3
    assert "a fault in the watch" in caplog.text


def test_the_ledger_is_audited_once_an_hour(engine, firms):
    clock = Clock()
    watch(engine, firms, clock).run_once()
    first = clock.time
    for minutes, audited in ((59, False), (1, True)):
        clock.time += timedelta(minutes=minutes)
        watch(engine, firms, clock).run_once()
        with reading(engine) as conn:
            found = standing(conn)
        wanted = clock.time if audited else first
        assert found == {"state": "ok", "differences": 0, "audited_at": wanted.isoformat()}


def test_a_difference_is_kept_as_an_alarm(engine, firms):
    clock = Clock()
    with writing(engine) as conn:
        conn.execute(insert(tables.matter), {"kind": "incident", "ref": "7", "created_at": clock.time})
    watch(engine, firms, clock).run_once()
    with reading(engine) as conn:
        assert (standing(conn)["state"], standing(conn)["differences"]) == ("difference", 2)
        assert [each["code"] for each in latest(conn)["findings"]] == ["facts_missing", "record_missing"]
