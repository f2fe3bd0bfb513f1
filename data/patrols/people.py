"""Whom a planner can choose from: focal points of the day, people with accounts, whoever went before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from data.agencies import focal_points_at
from data.patrols.wanted import Member, Vehicle, person_key, vehicle_key
from data.store.tables import account, patrol_member, patrol_vehicle


def _rows(conn: Connection, day: date) -> Iterable[Mapping[Any, Any]]:
    went = select(patrol_member).order_by(patrol_member.c.id.desc()).limit(2000)
    yield from conn.execute(went).mappings()
    signed = select(account).where(account.c.disabled_at.is_(None), account.c.agency_id.is_not(None))
    for row in conn.execute(signed.order_by(account.c.id)).mappings():
        name = row["full_name"]
        yield {"agency_id": row["agency_id"], "name": name, "phone": None, "account_id": row["id"]}
    for point in focal_points_at(conn, day):
        if point["name"]:
            phone = next(iter(point["phones"] or ()), None)
            yield {"agency_id": point["agency_id"], "name": point["name"], "phone": phone, "account_id": None}


def known_people(conn: Connection, day: date) -> list[Member]:
    """Each person once, by agency and name; telephone and account from wherever they are known."""
    found: dict[tuple[str, str], Member] = {}
    for row in _rows(conn, day):
        key = person_key(row["agency_id"], row["name"])
        had = found.get(key)
        phone = (had.phone if had else "") or (row["phone"] or "")
        number = had.account_id if had and had.account_id is not None else row["account_id"]
        found[key] = Member(row["agency_id"], had.name if had else row["name"], "member", phone, number)
    return sorted(found.values(), key=lambda each: (each.agency_id, each.name))


def known_vehicles(conn: Connection) -> list[Vehicle]:
    """The vehicles that went before, each once, the latest first."""
    found: dict[str, Vehicle] = {}
    query = select(patrol_vehicle).order_by(patrol_vehicle.c.id.desc()).limit(500)
    for row in conn.execute(query).mappings():
        found.setdefault(vehicle_key(row["plate"]), Vehicle(row["plate"], row["kind"], row["agency_id"]))
    return list(found.values())
