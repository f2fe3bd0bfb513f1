"""Two fires seen by one pass, and the people who go there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.access import Actor
from data.access.accounts import Wanted, create
from data.checking.act import By
from data.checking.saying import Verdict
from data.checking.settings import CheckingSettings
from data.checking.verdicts import Recorded, record
from data.store.engine import reading, writing
from data.store.tables import event_member, fire_event
from tests.data.access.people import administrator
from tests.data.fires import NEAR, OTHER, PASS, put, run_info
from tests.servers.dialects import Pixel

NOW = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)  # 16:00 in Quỳnh Nhai
SETTINGS = CheckingSettings()
HERE = (21.6440, 103.6630)
"""A few metres from the first pixel of the first fire."""
LATER = PASS + timedelta(hours=12)


@dataclass
class World:
    engine: Engine
    fire: str
    other: str
    lan: Actor
    minh: Actor
    chief: Actor
    admin: Actor

    def by(self, who: Actor, minutes: float = 0) -> By:
        return By(who, NOW + timedelta(minutes=minutes))

    def row(self, event_id: str | None = None) -> dict[str, Any]:
        with reading(self.engine) as conn:
            query = select(fire_event).where(fire_event.c.id == (event_id or self.fire))
            return dict(conn.execute(query).one()._mapping)

    def say(self, who: Actor | None = None, minutes: float = 0, **more: Any) -> Recorded:
        with writing(self.engine) as conn:
            return record(conn, said(self.fire, **more), self.by(who or self.lan, minutes), SETTINGS)

    def grow(self) -> None:
        """The night pass sees the first fire again, larger."""
        put(
            self.engine,
            [Pixel(21.6450, 103.6640, LATER), Pixel(21.6490, 103.6660, LATER)],
            info=run_info(started=LATER + timedelta(hours=1)),
            now=LATER + timedelta(hours=1),
        )


def said(event_id: str, **more: Any) -> Verdict:
    first: dict[str, Any] = {
        "draft_id": "draft-1",
        "event_id": event_id,
        "kind": "forest_fire",
        "description": "Cháy lan lên rừng tự nhiên",
        "name": "Lò Thị Lan",
        "phone": "0912 345 678",
        "observed_at": NOW - timedelta(minutes=20),
    }
    return Verdict(**(first | more))


def event_near(engine: Engine, latitude: float) -> str:
    with reading(engine) as conn:
        rows = conn.execute(select(fire_event.c.id, fire_event.c.latitude)).all()
        assert conn.execute(select(event_member)).first() is not None
    return str(min(rows, key=lambda row: abs(row.latitude - latitude)).id)


def account(engine: Engine, by: Actor, name: str, role: str) -> Actor:
    """An account of the rangers that has not chosen a password yet: nobody signs in here."""
    agency = "hat-kiem-lam-khu-vuc"
    with writing(engine) as conn:
        made = create(conn, Wanted(name, f"Người {name}", role, agency), by, now=NOW)
    return Actor(name, made, role, agency, "192.0.2.7")


@pytest.fixture
def world(engine: Engine) -> World:
    put(engine, [*NEAR, *OTHER])
    admin = administrator(engine)
    return World(
        engine,
        event_near(engine, NEAR[0].latitude),
        event_near(engine, OTHER[0].latitude),
        lan=account(engine, admin, "lan", "ranger"),
        minh=account(engine, admin, "minh", "ranger"),
        chief=account(engine, admin, "chief", "commander"),
        admin=admin,
    )
