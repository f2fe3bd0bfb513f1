import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.errors import LeaseLost
from data.lease import Lease, acquire, live, release, renew, require
from data.store.engine import reading, writing

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def _after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_one_holds_and_the_other_waits(engine: Engine) -> None:
    with writing(engine) as conn:
        assert acquire(conn, "watch", "a", 30, NOW) == 1
        assert acquire(conn, "watch", "b", 30, _after(29)) is None
        assert acquire(conn, "watch", "a", 30, _after(29)) is None
        assert acquire(conn, "other", "b", 30, NOW) == 1
        assert live(conn, NOW) == [Lease("other", "b", _after(30), 1), Lease("watch", "a", _after(30), 1)]


def test_after_expiry_another_takes_over_with_a_higher_token(engine: Engine) -> None:
    with writing(engine) as conn:
        acquire(conn, "watch", "a", 30, NOW)
        assert live(conn, _after(30)) == []
        assert acquire(conn, "watch", "b", 30, _after(30)) == 2
        assert not renew(conn, "watch", 1, 30, _after(31))
        assert not release(conn, "watch", 1)
        assert [each.holder for each in live(conn, _after(31))] == ["b"]


def test_renewing_keeps_it(engine: Engine) -> None:
    with writing(engine) as conn:
        token = acquire(conn, "watch", "a", 30, NOW)
        assert token is not None
        assert renew(conn, "watch", token, 30, _after(20))
        assert acquire(conn, "watch", "b", 30, _after(49)) is None


def test_an_expired_lease_that_nobody_took_can_be_renewed(engine: Engine) -> None:
    with writing(engine) as conn:
        acquire(conn, "watch", "a", 30, NOW)
        assert renew(conn, "watch", 1, 30, _after(100))
        assert acquire(conn, "watch", "b", 30, _after(101)) is None


def test_given_back_it_is_free_at_once_and_the_token_grows(engine: Engine) -> None:
    with writing(engine) as conn:
        acquire(conn, "watch", "a", 30, NOW)
        assert release(conn, "watch", 1)
        assert not release(conn, "watch", 1)
        assert not renew(conn, "watch", 1, 30, NOW)
        assert acquire(conn, "watch", "b", 30, _after(1)) == 2


def test_the_fence_stops_a_worker_that_slept(engine: Engine) -> None:
    with writing(engine) as conn:
        acquire(conn, "watch", "a", 30, NOW)
        require(conn, "watch", 1)
        acquire(conn, "watch", "b", 30, _after(40))
        require(conn, "watch", 2)
        with pytest.raises(LeaseLost) as caught:
            require(conn, "watch", 1)
    assert caught.value.params == {"name": "watch", "token": 1}


@pytest.mark.parametrize(("holder", "ttl"), [(" ", 30), ("a", 0)])
def test_nonsense_is_refused(engine: Engine, holder: str, ttl: float) -> None:
    with pytest.raises(ValueError, match="holder"), writing(engine) as conn:
        acquire(conn, "watch", holder, ttl, NOW)


_WORKER = """
import sys
from datetime import UTC, datetime
from data.lease import acquire
from data.store.engine import open_engine, writing
engine = open_engine(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    with writing(engine) as conn:
        token = acquire(conn, "watch", sys.argv[2], 30, datetime.fromisoformat(line.strip()))
    print(token, flush=True)
"""


class _Worker:
    def __init__(self, engine: Engine, holder: str) -> None:
        url = engine.url.render_as_string(hide_password=False)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, url, holder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, now: datetime) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(now.isoformat() + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        return self._line()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def test_two_processes_and_the_death_of_one(engine: Engine) -> None:
    workers = [_Worker(engine, "a"), _Worker(engine, "b")]
    try:
        for worker in workers:
            worker.ask(NOW)
        answers = [worker.answer() for worker in workers]
        assert sorted(answers) == ["1", "None"]
        holder = workers[answers.index("1")]
        other = workers[answers.index("None")]
        holder.kill()
        other.ask(_after(29))
        assert other.answer() == "None"
        other.ask(_after(31))
        assert other.answer() == "2"
        with reading(engine) as conn:
            assert [each.token for each in live(conn, _after(32))] == [2]
    finally:
        for worker in workers:
            worker.kill()
