"""A channel is tried by the way that every message goes, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.ledger.telling import By
from data.notices.errors import NoticeInvalid
from data.notices.office import Office
from data.notices.outbox import send_due
from data.notices.settings import Channels
from data.notices.testing import queue_test
from data.store.engine import reading, writing
from data.store.tables import notice

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)


def _queue(engine: Engine, office: Office, by: By, address: str = "an@example.org") -> int:
    with writing(engine) as conn:
        return queue_test(conn, "hat", "email", address, office=office, by=by, real_now=NOW)


def test_a_drill_keeps_it_on_the_outbox_page(engine: Engine) -> None:
    office = Office(Channels(drill=True))
    own = _queue(engine, office, By(LOCAL_ADMIN, NOW, "screen:settings"))
    send_due(engine, office, clock=lambda: NOW, real=lambda: NOW)
    with reading(engine) as conn:
        row = conn.execute(select(notice).where(notice.c.id == own)).mappings().one()
    assert (row["purpose"], row["local"], row["state"]) == ("test", True, "sent")
    assert "Tin thử" in row["body"]
    assert "DIỄN TẬP" in row["subject"]


def test_a_channel_that_is_not_set_up_is_refused(engine: Engine) -> None:
    with pytest.raises(NoticeInvalid) as refused:
        _queue(engine, Office(Channels()), By(LOCAL_ADMIN, NOW, "screen:settings"))
    assert refused.value.params["problem"] == "channel_not_automatic"
    with pytest.raises(NoticeInvalid):
        _queue(engine, Office(Channels(drill=True)), By(LOCAL_ADMIN, NOW, "screen:settings"), " ")


def test_for_administrators_alone(engine: Engine) -> None:
    officer = By(Actor("lan", None, "duty_officer", "hat", "192.0.2.1"), NOW, "screen:settings")
    with pytest.raises(Denied):
        _queue(engine, Office(Channels(drill=True)), officer)
