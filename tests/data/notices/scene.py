"""A small district: an agency that knows, one that must be told, its superior, a rule, and fires.

Nothing in it is a double: rows are made by the same functions that the screens call.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from data.access import Actor, program
from data.agencies.act import Act
from data.agencies.editing import Agency, FocalPoint, add_agency, add_focal_point
from data.incidents import By, Incident, create, set_status, undo_status
from data.incidents.reading import incident_by_id
from data.ledger.rules import Rule, add_rule, switch_on
from data.notices.contacts import Contact
from data.notices.message import VIETNAM
from data.notices.office import Office
from data.notices.sending import Patience
from data.notices.settings import Channels, read_channels
from data.store.engine import reading, writing
from data.store.tables import duty, matter, notice

NOON = datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
"""Twelve o'clock in Vietnam: no quiet hours."""
ACTOR = program("test")
PUBLIC = "https://canhlua.example.vn"
PLACE = {
    "commune_2021_id": None,
    "commune_2025_id": "quynh-nhai-2025",
    "facts": {
        "location": "inside",
        "nearest": {"name": "Bản Pom Khoang", "distance_m": 1234.0, "bearing": "NE"},
        "forest": {"lot": "4a", "subcompartment": "7", "compartment": "123", "owner": "Cộng đồng bản"},
    },
}


def channels(drill: bool = False, **env: str) -> Channels:
    return read_channels({"CANHLUA_PUBLIC_URL": PUBLIC} | env, drill=drill)


def office(given: Channels | None = None, **more: Any) -> Office:
    names = {"quynh-nhai-2025": "xã Quỳnh Nhai"}
    return Office(given or channels(), communes=names, patience=Patience(1, 1, 4), **more)


@dataclass
class Clock:
    """A clock that a test turns."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass
class Scene:
    """The district on one database. `clock` is both clocks unless a test takes them apart."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)

    @property
    def act(self) -> Act:
        return Act(self.clock(), ACTOR, drill=True)

    def agency(self, own: str, kind: str, level: str, parent: str | None = None, **more: Any) -> None:
        wanted = Agency(kind, level, name=more.pop("name", own), parent_id=parent, **more)
        with writing(self.engine) as conn:
            add_agency(conn, wanted, self.act, agency_id=own)

    def person(self, agency: str, own: str, *ways: tuple[str, str], **more: Any) -> None:
        listed = [{"kind": kind, "address": address} for kind, address in ways]
        wanted = FocalPoint(agency, "commune", name=more.pop("name", own), channels=listed, **more)
        with writing(self.engine) as conn:
            add_focal_point(conn, wanted, self.act, focal_point_id=own)

    def rule(self, receiver: str, *, minutes: int = 1440, **more: Any) -> None:
        kinds = more.pop("kinds", ["forest_fire"])
        given = {"urgency": "immediate", "telling": "auto", "basis": "Kế hoạch 2021"} | more
        wanted = Rule(
            f"Báo {receiver}", "incident", [{"agency_id": receiver}], minutes, subkinds=kinds, **given
        )
        with writing(self.engine) as conn:
            own = add_rule(conn, wanted, self.act, rule_id=f"rule-{receiver}-{kinds[0]}")
            switch_on(conn, f"rule-{receiver}-{kinds[0]}", self.act, seen_row=own)

    def fire(self, kind: str = "forest_fire", summary: str = "Khói lớn sau bản", **more: Any) -> int:
        """An incident; its duties are raised with it."""
        now = self.clock()
        wanted = Incident(
            kind, "forest", summary, now, now, 21.6436, 103.6619, "đồi sau bản", agency_id="hat"
        )
        with writing(self.engine) as conn:
            return create(conn, replace(wanted, **more), PLACE, By(ACTOR, now), VIETNAM)

    def status(self, incident_id: int, status: str, reason: str = "") -> None:
        with writing(self.engine) as conn:
            row = incident_by_id(conn, incident_id)
            assert row is not None
            set_status(
                conn, incident_id, status, By(ACTOR, self.clock()), seen_version=row["version"], reason=reason
            )

    def undo(self, incident_id: int) -> None:
        with writing(self.engine) as conn:
            row = incident_by_id(conn, incident_id)
            assert row is not None
            undo_status(conn, incident_id, By(ACTOR, self.clock()), seen_version=row["version"])

    def duties(self, incident_id: int | None = None) -> list[dict[str, Any]]:
        query = select(duty).join(matter, matter.c.id == duty.c.matter_id).order_by(duty.c.id)
        if incident_id is not None:
            query = query.where(matter.c.ref == str(incident_id))
        with reading(self.engine) as conn:
            return [dict(row) for row in conn.execute(query).mappings()]

    def notices(self) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            return [dict(row) for row in conn.execute(select(notice).order_by(notice.c.id)).mappings()]


def district(engine: Engine, since: datetime = NOON) -> Scene:
    """hat (rangers) knows; cong-an (police) must be told; cong-an-tinh stands above it."""
    scene = Scene(engine, Clock(since))
    scene.agency("hat", "ranger_station", "area", name="Hạt Kiểm lâm", communes=["quynh-nhai-2025"])
    scene.agency("cong-an-tinh", "provincial_police", "province", name="Công an tỉnh")
    scene.agency(
        "cong-an",
        "commune_police",
        "commune",
        "cong-an-tinh",
        name="Công an xã",
        communes=["quynh-nhai-2025"],
    )
    scene.person("cong-an", "lo", ("email", "lo@example.org"), ("call", "0912345678"), name="Lò Văn Giả")
    scene.person("cong-an-tinh", "tinh", ("email", "tinh@example.org"), name="Trực ban tỉnh")
    scene.rule("cong-an")
    return scene


EMAIL = Contact("cong-an", "lo", "Lò Văn Giả", "email", "lo@example.org")


def somebody(name: str = "truc", role: str = "duty_officer", agency: str | None = "hat") -> Actor:
    """A person without a stored account, for what is asked without one."""
    return Actor(name, None, role, agency, "10.0.0.1")
