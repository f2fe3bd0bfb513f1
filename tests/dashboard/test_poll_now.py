"""*Lấy ngay*: one at a time in a process, one at a time in a database, and through the feed's own poll."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from dashboard import poll_now
from dashboard.runs import recent
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.hold import Hold
from data.store.engine import reading
from tests.data.fires import NEAR, NOW, areas, profile
from tests.servers import firms as server
from tests.servers.dialects import keyless
from tests.servers.firms import FirmsServer

MOMENT = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)
PATIENCE_S = 30


@pytest.fixture
def poller():
    return poll_now.Poller(lambda: MOMENT)


def test_never_two_at_once(poller):
    go, calls = threading.Event(), []

    def slow():
        go.wait(PATIENCE_S)
        return True

    assert poller.start("noaa-20", slow)
    assert poller.standing() == poll_now.Asking("noaa-20", MOMENT)
    assert not poller.start("noaa-21", lambda: calls.append(1) or True)
    go.set()
    poller.wait(PATIENCE_S)
    assert poller.standing() == poll_now.Asked("noaa-20", "done", MOMENT)
    assert calls == []
    assert poller.start("noaa-21", lambda: True)
    poller.wait(PATIENCE_S)


def test_an_end_is_news_for_a_while():
    times = [MOMENT]
    poller = poll_now.Poller(lambda: times[-1])
    poller.start("noaa-20", lambda: True)
    poller.wait(PATIENCE_S)
    times.append(MOMENT + poll_now.NEWS - timedelta(seconds=1))
    assert poller.standing() is not None
    times.append(MOMENT + poll_now.NEWS)
    assert poller.standing() is None


def _fault():
    raise RuntimeError("a fault of ours")


@pytest.mark.parametrize(
    ("work", "outcome"), [(lambda: True, "done"), (lambda: False, "busy"), (_fault, "crashed")]
)
def test_how_it_ended(poller, work, outcome):
    poller.start("noaa-20", work)
    poller.wait(PATIENCE_S)
    assert poller.standing() == poll_now.Asked("noaa-20", outcome, MOMENT)


@pytest.fixture
def firms(monkeypatch):
    with FirmsServer() as running:
        running.answer("J1_VIIRS", server.body(keyless(NEAR)))
        monkeypatch.setenv("CANHLUA_FIRMS_URL", running.url)
        monkeypatch.delenv("FIRMS_MAP_KEY", raising=False)
        yield running


def here(engine):
    return Services(profile(), areas(), engine, lambda: NOW)


def runs(engine):
    with reading(engine) as conn:
        return [(run.feed_id, run.status, run.rows_new) for run in recent(conn, 10)]


def test_one_feed_is_asked_and_stored(sqlite_engine, firms):
    assert poll_now.ask(here(sqlite_engine), "noaa-20", LOCAL_ADMIN) is True
    assert runs(sqlite_engine) == [("noaa-20", "ok", 3)]


def test_what_is_wrong_with_the_feed_becomes_a_failed_run(sqlite_engine, firms):
    assert poll_now.ask(here(sqlite_engine), "noaa-21", LOCAL_ADMIN) is True
    assert runs(sqlite_engine) == [("noaa-21", "failed", 0)]


def test_another_process_is_left_alone(sqlite_engine, firms):
    with Hold(sqlite_engine, poll_now.LEASE):
        assert poll_now.ask(here(sqlite_engine), "noaa-20", LOCAL_ADMIN) is False
    assert runs(sqlite_engine) == []


def test_the_watch_at_its_desk_does_not_forbid_it(sqlite_engine, firms):
    with Hold(sqlite_engine, "watch"):
        assert poll_now.ask(here(sqlite_engine), "noaa-20", LOCAL_ADMIN) is True
    assert runs(sqlite_engine) == [("noaa-20", "ok", 3)]


def test_a_feed_that_is_not_on_is_a_mistake_of_ours(sqlite_engine, firms):
    with pytest.raises(KeyError):
        poll_now.ask(here(sqlite_engine), "api-noaa-20", LOCAL_ADMIN)
