"""Who was present at a patrol, and whether that made it a joint one.

A patrol counts as joint only when of every role that its plan requires (ranger, police, military …) somebody
was there: checked in, at a time inside its window. Whoever is only listed was not there. A stand-in counts
for the agency that they come from, and is named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.patrols.errors import PatrolUnknown
from data.presence.stays import Stay, counting, stays_of
from data.store.batches import in_batches
from data.store.tables import agency, patrol, patrol_checkin, patrol_member

LEAST_ROLES = 2
"""One force alone is not joint, whatever its plan requires."""


@dataclass(frozen=True)
class Present:
    """A member and their stays. `role`: the force of the agency ("" where it is unknown); `member_role`: on
    the patrol. `counts`: some of a stay lies in the window. `stands_in_for`: the name of whose place it is.
    `channel`: how the first check-in came (link, leader, desk)."""

    member_id: int
    name: str
    agency_id: str
    role: str
    member_role: str
    stays: tuple[Stay, ...]
    counts: bool
    stands_in_for: str | None = None
    channel: str | None = None

    @property
    def in_at(self) -> datetime | None:
        """The first check-in."""
        return self.stays[0].in_at if self.stays else None

    @property
    def out_at(self) -> datetime | None:
        """The last check-out; None while they are out, or never came."""
        return self.stays[-1].out_at if self.stays else None

    @property
    def out_there(self) -> bool:
        """Checked in and not out."""
        return bool(self.stays) and self.stays[-1].out_at is None


@dataclass(frozen=True)
class Presence:
    """`present`: who checked in, by when they came. `absent`: who is on the list and did not.

    `required`, `missing_roles`: in the order of the plan. `joint`: nobody required is missing, and at least
    `LEAST_ROLES` are required.
    """

    joint: bool
    present: tuple[Present, ...]
    missing_roles: tuple[str, ...]
    required: tuple[str, ...] = ()
    absent: tuple[Present, ...] = ()

    @property
    def started_at(self) -> datetime | None:
        """When the first one came."""
        return min((each.in_at for each in self.present if each.in_at), default=None)

    @property
    def returned_at(self) -> datetime | None:
        """When the last one left; None while somebody is out there, or nobody came."""
        last = [each.out_at for each in self.present]
        return max((each for each in last if each), default=None) if None not in last else None


def roles_of(conn: Connection) -> dict[str, str]:
    """Agency → its force, as it was entered last."""
    return {row.agency_id: row.role for row in conn.execute(select(agency).order_by(agency.c.id))}


def _rows(conn: Connection, table: Any, ids: Collection[int]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {own: [] for own in ids}
    for some in in_batches(ids):
        query = select(table).where(table.c.patrol_id.in_(some)).order_by(table.c.id)
        for row in conn.execute(query).mappings():
            found[row["patrol_id"]].append(dict(row))
    return found


def _person(
    member: Mapping[str, Any],
    rows: list[Mapping[str, Any]],
    plan: Mapping[str, Any],
    roles: Mapping[str, str],
    names: Mapping[int, str],
) -> Present:
    stays = tuple(stays_of(rows))
    return Present(
        member_id=member["id"],
        name=member["name"],
        agency_id=member["agency_id"],
        role=roles.get(member["agency_id"], ""),
        member_role=member["role"],
        stays=stays,
        counts=any(each.meets(plan["starts_at"], plan["ends_at"]) for each in stays),
        stands_in_for=names.get(member["stands_in_for"]) if member["stands_in_for"] else None,
        channel=next((row["channel"] for row in rows if row["kind"] == "in"), None),
    )


def _presence(
    plan: Mapping[str, Any],
    members: list[Mapping[str, Any]],
    checkins: list[Mapping[str, Any]],
    roles: Mapping[str, str],
) -> Presence:
    names = {row["id"]: row["name"] for row in members}
    theirs: dict[int, list[Mapping[str, Any]]] = {row["id"]: [] for row in members}
    for row in counting(checkins):
        theirs[row["member_id"]].append(row)
    people = [(row, _person(row, theirs[row["id"]], plan, roles, names)) for row in members]
    present = tuple(sorted((each for _, each in people if each.stays), key=lambda each: each.stays[0].in_at))
    there = {each.role for each in present if each.counts}
    required = tuple(plan["required_roles"])
    missing = tuple(each for each in required if each not in there)
    return Presence(
        joint=len(set(required)) >= LEAST_ROLES and not missing,
        present=present,
        missing_roles=missing,
        required=required,
        absent=tuple(each for row, each in people if not each.stays and row["ended_at"] is None),
    )


def presences(conn: Connection, patrol_ids: Collection[int]) -> dict[int, Presence]:
    """Patrol → its presence, of many at once; patrols that there are not are left out."""
    ids = sorted(set(patrol_ids))
    plans = {}
    for some in in_batches(ids):
        for row in conn.execute(select(patrol).where(patrol.c.id.in_(some))).mappings():
            plans[row["id"]] = dict(row)
    members, checkins = _rows(conn, patrol_member, plans), _rows(conn, patrol_checkin, plans)
    roles = roles_of(conn) if plans else {}
    return {own: _presence(plan, members[own], checkins[own], roles) for own, plan in plans.items()}


def presence_of(conn: Connection, patrol_id: int) -> Presence:
    """Who was present at a patrol.

    Raises
    ------
    PatrolUnknown
    """
    found = presences(conn, [patrol_id])
    if patrol_id not in found:
        raise PatrolUnknown(kind="patrol", id=patrol_id)
    return found[patrol_id]


is_joint = presence_of
"""The same: ``is_joint(conn, id).joint``, with who was there and which roles are missing."""


def checkins_of(conn: Connection, patrol_id: int) -> list[dict[str, Any]]:
    """Every check-in of a patrol in the order in which they came, corrected ones too (``counts`` says so)."""
    rows = _rows(conn, patrol_checkin, [patrol_id])[patrol_id]
    good = {row["id"] for row in counting(rows)}
    return [{**row, "counts": row["id"] in good} for row in rows]
