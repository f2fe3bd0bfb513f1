"""A small world for the ledger's tests: two communes, a handful of agencies, rules that can be done by hand.

Everything goes through the functions that the screens call; only hotspots and what the forest says of them
are put into their tables directly.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select, update

from data.access import Actor
from data.agencies import AGENCY, Act, Agency, FocalPoint, add_agency, add_focal_point
from data.danger_levels.announcing import Announcement, announce
from data.danger_levels.announcing import By as DangerBy
from data.danger_levels.reading import newest_id
from data.events import regroup
from data.incidents import By as IncidentBy
from data.incidents import Incident, create, edit, incident_by_id
from data.ledger.rules import Rule, add_rule, rule_rows
from data.ledger.settings import LedgerSettings, keep_settings
from data.ledger.telling import By, Telling, tell
from data.reception import recording
from data.store.engine import reading, writing
from data.store.tables import (
    detection,
    detection_forest,
    duty,
    duty_entry,
    duty_rule,
    feed_run,
    forest_layer,
    matter,
)
from tests.data.events.hand import SETTINGS, event_of, seen

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)  # 13:34 in Quỳnh Nhai
LAN = Actor("lan", None, "administrator", None, "local")
HOA = Actor("hoa", None, "duty_officer", None, "local")

A, B = "xa-a", "xa-b"
STATION, POLICE_A, POLICE_B, MILITARY_A = "hat", "cong-an-a", "cong-an-b", "quan-su-a"
COMMITTEE_A, POLICE_PROVINCE, TEAM_A = "ubnd-a", "cong-an-tinh", "to-doi-a"
AGENCIES = {
    STATION: Agency("ranger_station", "area", "Hạt Kiểm lâm"),
    POLICE_PROVINCE: Agency("provincial_police", "province", "Công an tỉnh"),
    POLICE_A: Agency("commune_police", "commune", "Công an A", communes=[A]),
    POLICE_B: Agency("commune_police", "commune", "Công an B", communes=[B]),
    MILITARY_A: Agency("commune_military_command", "commune", "Quân sự A", communes=[A]),
    COMMITTEE_A: Agency("commune_committee", "commune", "UBND A", communes=[A]),
    TEAM_A: Agency("village_fire_team", "village", "Tổ đội A", communes=[A]),
}


def to(role: str, level: str) -> dict[str, str]:
    """A receiver by role and level."""
    return {"role": role, "level": level}


FIRE = Rule(
    "Đám cháy", "fire_event", [to("police", "commune"), to("military", "commune")], 1440, "khoản 2",
    target_minutes=30, urgency="immediate", telling="auto", places=["inside", "near_border"],
)  # fmt: skip
FIRE_IN_FOREST = Rule(
    "Đám cháy trong rừng", "fire_event", [to("participant", "village"), to("police", "commune")], 120,
    "khoản 6", forests=["inside", "near", "unknown"],
)  # fmt: skip
INCIDENT = Rule(
    "Vụ cháy", "incident", [to("police", "commune"), to("participant", "commune")], 1440, "khoản 2",
    target_minutes=15, fields=["forest"],
)  # fmt: skip
HIGH = Rule("Cấp cao", "incident", [to("police", "province")], 60, "Điều 46", min_level=4)
CALL = Rule(
    "Tin báo", "call", [{"agency_id": STATION}], 240, "Điều 8", subkinds=["forest_fire", "land_fire"],
    urgency="immediate",
)  # fmt: skip
DANGER = Rule("Công bố", "danger_level", [to("police", "commune")], 1440, "Điều 46", min_level=4)
RULES = {
    "dam-chay": FIRE,
    "trong-rung": FIRE_IN_FOREST,
    "vu-chay": INCIDENT,
    "cap-cao": HIGH,
    "tin-bao": CALL,
    "cong-bo": DANGER,
}


class World:
    """An engine, a clock that goes on with every step, and the deeds of people."""

    def __init__(
        self, engine: Engine, rules: dict[str, Rule] = RULES, *, now: datetime = START, watch: str = STATION
    ) -> None:
        self.engine, self.now = engine, now
        self._hotspots = self._calls = 0
        keep_settings(engine, LedgerSettings(watch, 48.0), now)
        act = Act(now - timedelta(days=1), LAN, drill=True)
        with writing(engine) as conn:
            for own, wanted in AGENCIES.items():
                add_agency(conn, wanted, act, agency_id=own)
                channels = [{"kind": "email", "address": f"{own}@example.org"}]
                point = FocalPoint(own, wanted.level, name="Trực ban", channels=channels)
                add_focal_point(conn, point, act, focal_point_id=f"dm-{own}")
            for own, rule in rules.items():
                add_rule(conn, rule, act, rule_id=own)
            conn.execute(update(duty_rule).values(valid_from=act.now))

    def later(self, **more: float) -> datetime:
        """Let time pass: a second at least."""
        self.now += timedelta(**(more or {"seconds": 1}))
        return self.now

    # -- what people record

    @property
    def by(self) -> IncidentBy:
        return IncidentBy(LAN, self.now)

    def place(self, commune: str | None = A, location: str = "inside") -> dict[str, Any]:
        facts = None if commune is None else {"location": location, "nearest": None, "forest": None}
        return {"commune_2021_id": commune and f"{commune}-2021", "commune_2025_id": commune, "facts": facts}

    def wanted(self, **more: Any) -> Incident:
        first: dict[str, Any] = {
            "kind": "forest_fire",
            "field": "forest",
            "summary": "Cháy trên đồi",
            "occurred_at": self.now - timedelta(days=2),
            "known_at": self.now,
        }
        return Incident(**(first | more))

    def incident(self, commune: str | None = A, **more: Any) -> int:
        with writing(self.engine) as conn:
            return create(conn, self.wanted(**more), self.place(commune), self.by, TZ)

    def incident_row(self, own: int) -> dict[str, Any]:
        with reading(self.engine) as conn:
            found = incident_by_id(conn, own)
        assert found is not None
        return found

    def edit(self, own: int, commune: str | None = None, **more: Any) -> None:
        row = self.incident_row(own)
        names = Incident.__dataclass_fields__
        wanted = replace(Incident(**{name: row[name] for name in names}), **more)
        columns = ("commune_2021_id", "commune_2025_id", "facts")
        place = self.place(commune) if commune else {name: row[name] for name in columns}
        with writing(self.engine) as conn:
            edit(conn, own, wanted, place, self.by, seen_version=row["version"])

    def call(self, attach: str = "", commune: str | None = A, **more: Any) -> int:
        """Take a call down as the reception log does; returns the incident."""
        self._calls += 1
        first: dict[str, Any] = {
            "draft_id": f"d{self._calls}",
            "received_at": self.now,
            "occurred_at": self.now - timedelta(days=2),
            "known_at": self.now,
            "said": "khói sau bản",
            "refused": True,
            "attach": attach,
        }
        call = recording.Call(**(first | more))
        with writing(self.engine) as conn:
            return take_call(conn, call, self.place(commune), self.by)

    def announce(self, level: int, *communes: str, hours: float = 24) -> list[int]:
        wanted = Announcement(level, "TB 1", self.now, self.now + timedelta(hours=hours))
        with writing(self.engine) as conn:
            last = {each: newest_id(conn, each) for each in communes}
            return announce(conn, communes or (A,), wanted, DangerBy(self.now, LAN), seen=last)

    # -- what satellites see

    def hotspots(self, *where: tuple[str, float, float], commune: str = A, **more: Any) -> Any:
        """Store detections (name, km, hours before now) as one file, and group them."""
        first = {"commune_2025_id": commune, "commune_2021_id": f"{commune}-2021", "location": "inside"}
        with writing(self.engine) as conn:
            run = {"feed_id": "hand", "kind": "upload", "started_at": self.now, "status": "ok", "actor": "t"}
            made = conn.execute(insert(feed_run).returning(feed_run.c.id), run).scalar_one()
            rows = []
            for name, km, ago in where:
                row = seen(name, km, **(first | more)) | {"time_utc": self.now - timedelta(hours=ago)}
                rows.append(row | {"run_id": made, "stored_at": self.now})
            conn.execute(insert(detection), rows)
            return self.group(conn, min(row["time_utc"] for row in rows))

    def group(self, conn: Connection, since: datetime | None = None) -> Any:
        return regroup(conn, since=since, now=self.now, settings=SETTINGS)

    def event(self, name: str) -> str:
        """The fire event of a detection."""
        with reading(self.engine) as conn:
            return event_of(conn, name)

    def supersede(self, *names: str) -> Any:
        with writing(self.engine) as conn:
            first = select(detection.c.time_utc).where(detection.c.id.in_(names)).order_by("time_utc")
            since = conn.execute(first).scalars().first()
            conn.execute(update(detection).where(detection.c.id.in_(names)).values(superseded=True))
            return self.group(conn, since)

    def current_again(self, *names: str) -> Any:
        """Detections that had been superseded count again."""
        with writing(self.engine) as conn:
            conn.execute(update(detection).where(detection.c.id.in_(names)).values(superseded=False))
            return self.group(conn)

    def layer(self) -> int:
        """A forest layer that counts from now on, in which nothing was looked up yet."""
        row = {"kind": "inventory", "name": "kk", "state": "active", "source_name": "kk", "actor": "t",
               "created_at": self.now, "version": 1}  # fmt: skip
        with writing(self.engine) as conn:
            return int(conn.execute(insert(forest_layer).returning(forest_layer.c.id), row).scalar_one())

    def look(self, conn: Connection, layer: int, says: str, names: list[str]) -> None:
        """Say what the forest says of detections that it has said nothing of."""
        done = set(conn.execute(select(detection_forest.c.detection_id)).scalars())
        shares = {
            column.name: 0.0 for column in detection_forest.c if isinstance(column.type.python_type(), float)
        }
        for name in names:
            if name not in done:
                row = shares | {"detection_id": name, "layer_id": layer, "in_forest": says}
                conn.execute(insert(detection_forest), row | {"computed_at": self.now})

    # -- the ledger

    def duties(self, kind: str | None = None, ref: Any = None) -> dict[str, dict[str, Any]]:
        """Receiver → duty, of one matter or (with one matter per receiver) of all."""
        query = select(duty).join(matter, matter.c.id == duty.c.matter_id).order_by(duty.c.id)
        if kind is not None:
            query = query.where(matter.c.kind == kind, matter.c.ref == str(ref))
        with reading(self.engine) as conn:
            return {row["receiver_id"]: dict(row) for row in conn.execute(query).mappings()}

    def owed(self, kind: str, ref: Any) -> dict[str, str]:
        """Receiver → status, of one matter."""
        return {own: row["status"] for own, row in self.duties(kind, ref).items()}

    def matter_row(self, kind: str, ref: Any) -> dict[str, Any]:
        with reading(self.engine) as conn:
            query = select(matter).where(matter.c.kind == kind, matter.c.ref == str(ref))
            return dict(conn.execute(query).mappings().one())

    def entries(self, duty_id: int) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            query = select(duty_entry).where(duty_entry.c.duty_id == duty_id).order_by(duty_entry.c.id)
            return [dict(row) for row in conn.execute(query).mappings()]

    def tell(self, *duties: int, who: Actor = LAN, **more: Any) -> list[int]:
        first: dict[str, Any] = {"channel": "call", "happened_at": self.now, "person": "Bình"}
        with writing(self.engine) as conn:
            return tell(conn, duties, Telling(**(first | more)), By(who, self.now))

    def rule_row(self, rule_id: str) -> dict[str, Any]:
        with reading(self.engine) as conn:
            return rule_rows(conn, rule_id)[0]

    def act(self) -> Act:
        return Act(self.now, LAN, drill=True)

    def agency_rows(self) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            return [
                dict(row) for row in conn.execute(select(AGENCY.table).order_by(AGENCY.table.c.id)).mappings()
            ]

    @property
    def today(self) -> date:
        return self.now.astimezone(TZ).date()


class _Zone:
    tz = TZ


def take_call(conn: Connection, call: recording.Call, place: dict[str, Any], by: IncidentBy) -> int:
    """As `data.reception.record`, with the place given."""
    from data.incidents.changing import add_call
    from data.ledger import knowing

    recording._refuse(call, by.now)
    profile: Any = _Zone
    incident_id = recording._attached(conn, call, place, by, profile)
    code = recording._insert(conn, call, incident_id, by, profile)
    add_call(conn, incident_id, code, call.received_at, by)
    knowing.know_incident(conn, incident_id, now=by.now, actor=by.who.name, origin="test")
    return incident_id
