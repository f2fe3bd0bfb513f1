"""Messages inside the rounds of the watch: they go out with it, and no fault of theirs reaches the feeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from data.errors import LeaseLost
from data.feeds.registry import Endpoints
from data.hold import Hold
from data.notices import watching
from data.notices.settings import Channels
from data.notices.watching import work
from data.watch import LEASE, Watch
from tests.data.fires import NEAR, NOW, areas, profile
from tests.data.notices.scene import Clock, Scene, channels, district, office
from tests.servers import firms as server
from tests.servers.dialects import keyless
from tests.servers.firms import FirmsServer
from tests.servers.mail import MailServer


@pytest.fixture
def firms() -> Iterator[FirmsServer]:
    with FirmsServer() as running:
        running.answer("J1_VIIRS", server.body(keyless(NEAR), etag=True))
        yield running


@pytest.fixture
def scene(engine: Engine) -> Scene:
    return district(engine, NOW)


def watch(scene: Scene, firms: FirmsServer, given: Channels | None, **more: bool) -> Watch:
    where = Endpoints((firms.url,), None)
    return Watch(
        scene.engine,
        profile(),
        scene.clock,
        where=where,
        areas=areas(),
        channels=given,
        sleep=lambda _: None,
        **more,
    )


def test_a_round_tells(scene: Scene, firms: FirmsServer) -> None:
    scene.fire()
    with MailServer() as mail:
        done = watch(scene, firms, channels(CANHLUA_SMTP_URL=mail.url)).run_once()
        assert [poll.stored.rows_new for poll in done.polls if poll.stored][:1] == [len(NEAR)]
        assert len(mail.letters) == 1 and "xã Quỳnh Nhai" in mail.letters[0].get_content()
    assert scene.duties()[0]["status"] == "told"


def test_between_rounds_it_tells_alone(scene: Scene, firms: FirmsServer) -> None:
    drill = watch(scene, firms, None, drill=True)
    scene.fire()
    drill.tell(scene.clock)
    (row,) = scene.notices()
    assert (row["local"], row["state"]) == (True, "sent") and row["body"].startswith("DIỄN TẬP")
    assert scene.duties()[0]["told_at"] == NOW
    scene.fire()
    with Hold(scene.engine, LEASE):  # another worker is at it
        drill.tell(scene.clock)
    assert len(scene.notices()) == 1


@pytest.mark.parametrize("broken", ["environment", "step", "gateway"])
def test_no_fault_reaches_the_feeds(
    scene: Scene,
    firms: FirmsServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str,
) -> None:
    scene.fire()
    given: Channels | None = channels(CANHLUA_SMTP_URL="khongco://{address}")
    if broken == "environment":
        monkeypatch.setenv("CANHLUA_SMTP_URL", "không phải địa chỉ, có mật-khẩu-bí-mật")
        given = None
    if broken == "step":

        def fault(*_: object, **__: object) -> None:
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr(watching, "_STEPS", (fault, *watching._STEPS))
    done = watch(scene, firms, given).run_once()
    assert [poll.stored.rows_new for poll in done.polls if poll.stored][:1] == [len(NEAR)]
    assert "mật-khẩu-bí-mật" not in caplog.text
    states = [row["state"] for row in scene.notices()]
    assert states == ([] if broken == "environment" else ["dead"])  # a broken step stops no other


def test_whoever_lost_the_lease_writes_nothing(scene: Scene) -> None:
    scene.fire()

    def lost(_conn: object) -> None:
        raise LeaseLost(name=LEASE, token=1)

    clock = Clock(NOW)
    with pytest.raises(LeaseLost):
        work(scene.engine, office(channels(drill=True)), clock=clock, real=clock, fence=lost)
    assert scene.notices() == []
