"""What a person says of a patrol, and the checks that need nothing but those words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from data.agencies.contacts import normal_phone
from data.clock import require_aware
from data.patrols.errors import PatrolInvalid
from data.patrols.settings import PatrolSettings
from data.store.tables import AGENCY_ROLES, MEMBER_ROLES, PATROL_KINDS
from geo.names import fold


@dataclass(frozen=True)
class Member:
    """Somebody who goes along. `phone` as typed, or empty; `account_id` of a person with an account."""

    agency_id: str
    name: str
    role: str = "member"
    phone: str = ""
    account_id: int | None = None


@dataclass(frozen=True)
class Vehicle:
    """`plate` as painted, or what it is called; `kind` in the planner's words; `agency_id` whose it is."""

    plate: str
    kind: str = ""
    agency_id: str | None = None


@dataclass(frozen=True)
class Plan:
    """A patrol as planned: aware moments; `zones` by their ids; roles of agencies that must be present."""

    kind: str
    objective: str
    starts_at: datetime
    ends_at: datetime
    lead_agency_id: str
    required_roles: tuple[str, ...] = ()
    meeting_place: str = ""
    equipment: str = ""
    notes: str = ""
    zones: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()


WORDS = ("kind", "objective", "lead_agency_id", "meeting_place", "equipment", "notes")
"""Fields of a plan that are texts."""


def plan_of(row: Mapping[str, Any]) -> Plan:
    """A patrol as `patrol_of` reads it, as the plan that would make it again."""
    return Plan(
        **{name: row[name] for name in WORDS},
        required_roles=tuple(row["required_roles"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        zones=tuple(each["id"] for each in row["zones"]),
        members=tuple(
            Member(each["agency_id"], each["name"], each["role"], each["phone"] or "", each["account_id"])
            for each in row["members"]
        ),
        vehicles=tuple(Vehicle(each["plate"], each["kind"], each["agency_id"]) for each in row["vehicles"]),
    )


def one_line(text: str) -> str:
    """The text without double blanks and line ends."""
    return " ".join(text.split())


def person_key(agency_id: str, name: str) -> tuple[str, str]:
    """What makes two entries the same person: agency and name, whatever its blanks and capitals. Diacritics
    count: Hà and Hạ are two people."""
    return agency_id, unicodedata.normalize("NFC", one_line(name)).casefold()


def vehicle_key(plate: str) -> str:
    """What makes two entries the same vehicle: letters and figures of its plate or name."""
    return "".join(letter for letter in fold(plate) if letter.isalnum())


def refuse_first(problems: dict[str, bool], **more: Any) -> None:
    """Raise `PatrolInvalid` for the first problem that is there."""
    for problem, there in problems.items():
        if there:
            raise PatrolInvalid(problem=problem, **more)


def checked_plan(plan: Plan, settings: PatrolSettings) -> dict[str, Any]:
    """The columns of `patrol` that a plan fills.

    Raises
    ------
    PatrolInvalid
        `problem`: patrol_kind_unknown, objective_missing, window_backwards, window_too_long,
        lead_agency_missing, role_unknown.
    """
    starts_at, ends_at = require_aware(plan.starts_at), require_aware(plan.ends_at)
    row = {
        "kind": plan.kind,
        "objective": plan.objective.strip(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "lead_agency_id": plan.lead_agency_id,
        "required_roles": [role for role in AGENCY_ROLES if role in plan.required_roles],
        "meeting_place": one_line(plan.meeting_place),
        "equipment": plan.equipment.strip(),
        "notes": plan.notes.strip(),
    }
    refuse_first(
        {
            "patrol_kind_unknown": plan.kind not in PATROL_KINDS,
            "objective_missing": not row["objective"],
            "window_backwards": ends_at <= starts_at,
            "window_too_long": ends_at - starts_at > timedelta(hours=settings.longest_hours),
            "lead_agency_missing": not plan.lead_agency_id,
            "role_unknown": not set(plan.required_roles) <= set(AGENCY_ROLES),
        }
    )
    return row


def checked_member(wanted: Member, *, drill: bool) -> dict[str, Any]:
    """The columns of `patrol_member` that a person fills.

    Raises
    ------
    PatrolInvalid
        `problem`: member_nameless, member_agency_missing, member_role_unknown.
    data.agencies.errors.PhoneInvalid, PhoneOld
    """
    name = one_line(wanted.name)
    refuse_first(
        {
            "member_nameless": not name,
            "member_agency_missing": not wanted.agency_id,
            "member_role_unknown": wanted.role not in MEMBER_ROLES,
        }
    )
    phone = normal_phone(wanted.phone, drill=drill) if wanted.phone.strip() else None
    return {
        "agency_id": wanted.agency_id,
        "name": name,
        "phone": phone,
        "role": wanted.role,
        "account_id": wanted.account_id,
    }


def checked_vehicle(wanted: Vehicle) -> dict[str, Any]:
    """The columns of `patrol_vehicle` that a person fills.

    Raises
    ------
    PatrolInvalid
        `problem`: plate_missing.
    """
    plate = one_line(wanted.plate)
    refuse_first({"plate_missing": not vehicle_key(plate)})
    return {"plate": plate, "kind": one_line(wanted.kind), "agency_id": wanted.agency_id}
