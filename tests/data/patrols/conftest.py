"""Agencies of today, two zones, and a joint patrol of the three forces in Mường Giôn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely
from sqlalchemy import Connection, Engine, insert

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.patrols.act import By
from data.patrols.planning import plan_patrol
from data.patrols.reading import patrol_of
from data.patrols.settings import PatrolSettings
from data.patrols.wanted import Member, Plan, Vehicle
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import zone
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)  # Friday, 09:00 in Quỳnh Nhai
TZ = ZoneInfo("Asia/Ho_Chi_Minh")
BY = By(LOCAL_ADMIN, NOW, drill=True)
SETTINGS = PatrolSettings()
AREAS = load_areas(load_profile().areas_dir)
RANGERS, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
HOUR = timedelta(hours=1)
STARTS = NOW + 22 * HOUR  # Saturday, 07:00
LAN = Member(RANGERS, "Lò Thị Lan", "leader", "0912 345 678")
MINH = Member(POLICE, "Quàng Văn Minh", "member", "0000 000 031")
SON = Member(MILITARY, "Cà Văn Sơn")
PLAN = Plan(
    kind="joint",
    objective="Tuần tra nơi hay đốt nương",
    starts_at=STARTS,
    ends_at=STARTS + 10 * HOUR,
    lead_agency_id=RANGERS,
    required_roles=("ranger", "police", "military"),
    members=(LAN, MINH, SON),
    vehicles=(Vehicle("26B1-234.56", "xe máy", RANGERS),),
)


def put_zone(conn: Connection, name: str, west: float, **more: Any) -> int:
    """A square of 0.02° at 21.80° north, from `west` on."""
    row = {
        "code": f"KV-{name}",
        "name": name,
        "kind": "patrol",
        "season": "dry",
        "priority": 1,
        "notes": "",
        "shape": shapely.box(west, 21.80, west + 0.02, 21.82),
        "area_ha": 460.0,
        "length_m": 8600.0,
        "source": "drawn",
        "actor": "test",
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }
    return int(conn.execute(insert(zone).returning(zone.c.id), row | more).scalar_one())


class World:
    """A database with agencies and two zones; `made` stores a patrol, `row` reads it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        load(engine, load_profile().directory, lambda: NOW)
        with writing(engine) as conn:
            self.north = put_zone(conn, "Bắc", 103.70)
            self.south = put_zone(conn, "Nam", 103.75)

    def plan(self, **more: Any) -> Plan:
        return replace(PLAN, **({"zones": (self.north,)} | more))

    def made(self, **more: Any) -> int:
        with writing(self.engine) as conn:
            return plan_patrol(conn, self.plan(**more), BY, SETTINGS, TZ, AREAS)

    def row(self, patrol_id: int) -> dict[str, Any]:
        with reading(self.engine) as conn:
            found = patrol_of(conn, patrol_id)
        assert found is not None
        return found


@pytest.fixture
def world(engine: Engine) -> World:
    return World(engine)
