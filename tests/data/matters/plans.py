"""Records of what the forces do together, put into their tables: what a test says, the rest made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.ledger.knowing import know_record
from data.ledger.raising import Raised
from data.store.engine import writing
from data.store.tables import (
    inspection,
    joint_case,
    joint_team,
    joint_team_member,
    meeting,
    outreach_event,
    patrol,
    patrol_member,
    patrol_zone,
    zone,
)
from tests.data.ledger.world import LAN, POLICE_A, STATION, World

TABLES: dict[str, Any] = {
    "patrol": patrol,
    "meeting": meeting,
    "outreach_event": outreach_event,
    "inspection": inspection,
    "case": joint_case,
}


def _kept(now: datetime) -> dict[str, Any]:
    return {"actor": LAN.name, "created_at": now, "version": 1}


def _window(now: datetime) -> dict[str, Any]:
    return {"starts_at": now + timedelta(days=2), "ends_at": now + timedelta(days=2, hours=6)}


def _first(kind: str, number: int, now: datetime) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {
        "patrol": _window(now)
        | {
            "code": f"TT-2027-{number:04}", "year": 2027, "number": number, "kind": "joint",
            "objective": "Tuần tra rừng giáp ranh", "lead_agency_id": STATION, "required_roles": ["ranger"],
            "meeting_place": "Trụ sở UBND xã", "equipment": "", "notes": "", "status": "assigned",
            "assigned_at": now, "assigned_by": "lan", "updated_at": now, "agency_id": STATION,
        },
        "meeting": _window(now)
        | {
            "code": f"GB-2027-{number:04}", "year": 2027, "number": number,
            "kind": "commune_month", "period": "2027-03", "era": "2025",
            "commune_id": "xa-a", "host_agency_id": POLICE_A, "due_on": date(2027, 3, 31),
            "venue": "Phòng họp xã", "invited": [], "status": "planned", "announced_at": now, "agenda": [],
            "minutes": {},
        },
        "outreach_event": _window(now)
        | {
            "code": f"TH-2027-{number:04}", "year": 2027, "number": number,
            "kind": "training", "title": "Tập huấn chữa cháy rừng",
            "host_agency_id": STATION, "audiences": ["people"], "topics": [], "venue": "Nhà văn hóa bản",
            "commune_id": "xa-a", "status": "announced", "announced_at": now,
        },
        "inspection": _window(now)
        | {
            "code": f"KT-2027-{number:04}", "year": 2027, "number": number,
            "subject_kind": "village", "subject": "Bản Giả Định",
            "commune_id": "xa-a", "contents": [], "checklist": [], "findings": "", "status": "announced",
            "announced_at": now,
        },
        "case": {
            "code": f"HS-2027-{number:04}", "year": 2027, "number": number,
            "title": "Phá rừng", "field": "forest",
            "lead_agency_id": STATION, "partners": [], "known_at": now, "commune_id": "xa-a",
            "summary": "Bắt quả tang ông Lò Văn X", "status": "open",
        },
    }  # fmt: skip
    return rows[kind] | _kept(now)


class Plans:
    """What people write into the tables of patrols and of the plan, in a world of the ledger."""

    def __init__(self, world: World) -> None:
        self.world, self._made = world, 0
        self.made: dict[str, list[int]] = {kind: [] for kind in TABLES}

    def _insert(self, conn: Connection, table: Any, row: dict[str, Any]) -> int:
        return int(conn.execute(insert(table).returning(table.c.id), row).scalar_one())

    def make(self, kind: str, /, *agencies: str, **more: Any) -> int:
        """A record that names agencies: as members, invited, by their topics, in the team, as partners."""
        self._made += 1
        row = _first(kind, self._made, self.world.now) | more
        with writing(self.world.engine) as conn:
            if kind == "inspection":
                row["team_id"] = self._team(conn, agencies)
            named = {"meeting": "invited", "case": "partners"}.get(kind)
            if named:
                row[named] = list(agencies)
            if kind == "outreach_event":
                row["topics"] = [{"text": f"Phần của {own}", "agency_id": own} for own in agencies]
            own = self._insert(conn, TABLES[kind], row)
            if kind == "patrol":
                for each in agencies:
                    self._member(conn, own, each)
        self.made[kind].append(own)
        self.know(kind, own)
        return own

    def _team(self, conn: Connection, agencies: tuple[str, ...]) -> int:
        now = self.world.now
        period = {"period_from": date(2027, 1, 1), "period_to": date(2027, 12, 31)}
        row = {"name": "Đoàn liên ngành", "lead_agency_id": STATION, "task": "kiểm tra"} | period
        team = self._insert(conn, joint_team, row | _kept(now))
        self._seats(conn, team, agencies)
        return team

    def _seats(self, conn: Connection, team: int, agencies: Sequence[str]) -> None:
        now = self.world.now
        for each in agencies:
            member = {"team_id": team, "agency_id": each, "name": "Bình", "post": "", "role": "member"}
            self._insert(conn, joint_team_member, member | {"actor": LAN.name, "created_at": now})

    def _member(self, conn: Connection, own: int, agency: str) -> None:
        row = {"patrol_id": own, "agency_id": agency, "name": f"Người {agency}", "role": "member"}
        self._insert(conn, patrol_member, row | {"actor": LAN.name, "created_at": self.world.now})

    def name(self, kind: str, own: int, agencies: Sequence[str]) -> Raised:
        """Let the record name exactly these."""
        now, row = self.world.now, self.row(kind, own)
        columns: dict[str, dict[str, Any]] = {
            "meeting": {"invited": list(agencies)},
            "case": {"partners": list(agencies)},
            "outreach_event": {"topics": [{"text": "Phần riêng", "agency_id": each} for each in agencies]},
        }
        if kind in columns:
            return self.change(kind, own, **columns[kind])
        with writing(self.world.engine) as conn:
            if kind == "patrol":
                mine = patrol_member.c.patrol_id == own
                conn.execute(update(patrol_member).where(mine).values(ended_at=now))
                for each in agencies:
                    self._member(conn, own, each)
            else:
                mine = joint_team_member.c.team_id == row["team_id"]
                conn.execute(update(joint_team_member).where(mine).values(ended_at=now))
                self._seats(conn, row["team_id"], agencies)
        return self.know(kind, own)

    def know(self, kind: str, own: int) -> Raised:
        with writing(self.world.engine) as conn:
            return know_record(conn, kind, own, now=self.world.now, actor=LAN.name)

    def change(self, kind: str, own: int, /, **more: Any) -> Raised:
        table = TABLES[kind]
        with writing(self.world.engine) as conn:
            if more:
                conn.execute(update(table).where(table.c.id == own).values(**more))
        return self.know(kind, own)

    def add(self, own: int, agency: str) -> Raised:
        with writing(self.world.engine) as conn:
            self._member(conn, own, agency)
        return self.know("patrol", own)

    def drop(self, own: int, agency: str) -> Raised:
        mine = (patrol_member.c.patrol_id == own) & (patrol_member.c.agency_id == agency)
        with writing(self.world.engine) as conn:
            conn.execute(update(patrol_member).where(mine).values(ended_at=self.world.now))
        return self.know("patrol", own)

    def row(self, kind: str, own: int) -> dict[str, Any]:
        table = TABLES[kind]
        with writing(self.world.engine) as conn:
            return dict(conn.execute(select(table).where(table.c.id == own)).mappings().one())

    def zone(self, own: int, name: str) -> None:
        """Put a zone of this name under a patrol."""
        import shapely

        row = {
            "code": f"KV-{own:04}", "name": name, "kind": "patrol", "season": "dry", "priority": 1,
            "notes": "", "shape": shapely.box(103.6, 21.6, 103.7, 21.7), "length_m": 1.0,
            "source": "drawn", "updated_at": self.world.now,
        }  # fmt: skip
        with writing(self.world.engine) as conn:
            made = self._insert(conn, zone, row | _kept(self.world.now))
            conn.execute(insert(patrol_zone), {"patrol_id": own, "zone_id": made})
