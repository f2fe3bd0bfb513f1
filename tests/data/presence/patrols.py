"""A joint patrol of three forces for tests: 12/03/2027, 07:30 to 15:30 local, three members and a guide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection, insert

from data.access.secrets import make_signing_key
from data.store.tables import agency, focal_point, patrol, patrol_member, patrol_zone, zone

START = datetime(2027, 3, 12, 0, 30, tzinfo=UTC)
END = START + timedelta(hours=8)
PLANNED = START - timedelta(days=3)
LEAD = "hat-kiem-lam-khu-vuc"
FORCES = {LEAD: "ranger", "cong-an-xa": "police", "quan-su-xa": "military"}
LAT, LON = 21.75, 103.66


def minutes(count: float) -> datetime:
    """So many minutes after the planned start."""
    return START + timedelta(minutes=count)


def agencies(conn: Connection) -> None:
    """The three forces, the lead's superior, and whom to call at the lead."""
    kinds = {"ranger": "ranger_station", "police": "commune_police", "military": "commune_military_command"}
    rows: list[dict[str, Any]] = [
        {"agency_id": own, "role": role, "kind": kinds[role], "level": "area", "name": f"Đơn vị {role}"}
        for own, role in FORCES.items()
    ]
    rows[0]["parent_id"] = "chi-cuc"
    rows.append(
        {
            "agency_id": "chi-cuc",
            "role": "ranger",
            "kind": "ranger_subdepartment",
            "level": "province",
            "name": "Chi cục",
        }
    )
    common = {"actor": "test", "created_at": PLANNED, "version": 1}
    for row in rows:
        conn.execute(insert(agency), row | common)
    points: list[dict[str, Any]] = [
        {"focal_point_id": "a", "agency_id": LEAD, "name": "Lò Văn An", "stand_in_id": "b"},
        {"focal_point_id": "b", "agency_id": LEAD, "name": "Quàng Thị Bình"},
        {"focal_point_id": "c", "agency_id": "chi-cuc", "name": "Cà Văn Cường"},
    ]
    for row in points:
        own = row["focal_point_id"]
        ways = [{"kind": "sms", "address": f"+84910000{ord(own):03d}"}]
        more = {"level": "area", "channels": ways, "phones": [], "valid_from": date(2020, 1, 1)}
        conn.execute(insert(focal_point), row | more | common)


def joint_patrol(
    conn: Connection, number: int = 1, *, status: str = "assigned", **more: Any
) -> tuple[int, dict[str, int]]:
    """The patrol's id, and its members by role: leader (ranger), police, military, guide (ranger)."""
    make_signing_key(conn)
    common: dict[str, Any] = {"actor": "test", "created_at": PLANNED}
    row = {
        "code": f"TT-2027-{number:04d}",
        "year": 2027,
        "number": number,
        "kind": "joint",
        "objective": "Tuần tra rừng giáp ranh",
        "starts_at": START,
        "ends_at": END,
        "lead_agency_id": LEAD,
        "required_roles": ["ranger", "police", "military"],
        "meeting_place": "Trạm Pá Uôn",
        "equipment": "",
        "notes": "",
        "status": status,
        "agency_id": LEAD,
        "updated_at": PLANNED,
        "version": 1,
    }
    own = int(conn.execute(insert(patrol).returning(patrol.c.id), row | common | more).scalar_one())
    members = {}
    for key, agency_id, name, role in (
        ("leader", LEAD, "Lò Văn An", "leader"),
        ("police", "cong-an-xa", "Quàng Văn Bảo", "member"),
        ("military", "quan-su-xa", "Điêu Chính Cao", "member"),
        ("guide", LEAD, "Cầm Thị Dung", "guide"),
    ):
        values = {"patrol_id": own, "agency_id": agency_id, "name": name, "role": role}
        made = conn.execute(insert(patrol_member).returning(patrol_member.c.id), values | common)
        members[key] = int(made.scalar_one())
    return own, members


def member(conn: Connection, patrol_id: int, agency_id: str, name: str, **more: Any) -> int:
    """One more member."""
    row = {"patrol_id": patrol_id, "agency_id": agency_id, "name": name, "role": "member"}
    row |= {"actor": "test", "created_at": PLANNED}
    return int(conn.execute(insert(patrol_member).returning(patrol_member.c.id), row | more).scalar_one())


def square_zone(conn: Connection, patrol_id: int, size: float = 0.02) -> int:
    """A zone around (LAT, LON), with the patrol on it."""
    row = {
        "code": f"KV-{patrol_id:04d}",
        "name": "Rừng đầu nguồn Pá Uôn",
        "kind": "patrol",
        "season": "dry",
        "priority": 1,
        "notes": "",
        "shape": shapely.box(LON - size / 2, LAT - size / 2, LON + size / 2, LAT + size / 2),
        "area_ha": 459.0,
        "length_m": 8600.0,
        "source": "drawn",
        "actor": "test",
        "created_at": PLANNED,
        "updated_at": PLANNED,
        "version": 1,
    }
    own = int(conn.execute(insert(zone).returning(zone.c.id), row).scalar_one())
    conn.execute(insert(patrol_zone), {"patrol_id": patrol_id, "zone_id": own})
    return own
