"""Form a joint team by a decision, change it, end it; members are named and taken off, never removed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.agencies.act import Act
from data.scans import folder_of, keep_scan
from data.store.lock import serialise
from data.store.tables import TEAM_ROLES, agency, inspection, joint_team_member
from data.teams.errors import TeamInvalid, TeamUnknown
from data.teams.reading import members_of
from data.teams.writing import ACTION, INSPECTIONS, TEAMS, held_team


@dataclass(frozen=True)
class Team:
    """What a decision says: who leads, what for, from which local day to which (the last one included)."""

    name: str
    lead_agency_id: str
    task: str
    period_from: date
    period_to: date
    decision_number: str | None = None
    decision_on: date | None = None


@dataclass(frozen=True)
class Member:
    """Somebody of the team; `post` is their office or rank."""

    agency_id: str
    name: str
    role: str
    post: str = ""


def scan_folder(*, drill: bool = False) -> Path:
    """Where scans of decisions are kept: beside the database of this installation, a drill's apart."""
    return folder_of("teams", drill=drill)


def _there(conn: Connection, agency_id: str) -> bool:
    return conn.execute(select(agency.c.id).where(agency.c.agency_id == agency_id)).first() is not None


def _row(conn: Connection, wanted: Team) -> dict[str, Any]:
    row = asdict(wanted) | {
        "name": " ".join(wanted.name.split()),
        "task": " ".join(wanted.task.split()),
        "decision_number": " ".join((wanted.decision_number or "").split()) or None,
    }
    problems = {
        "team_unnamed": not row["name"],
        "team_without_task": not row["task"],
        "team_backwards": wanted.period_to < wanted.period_from,
        "team_agency_unknown": not _there(conn, wanted.lead_agency_id),
    }
    for problem, there in problems.items():
        if there:
            raise TeamInvalid(problem=problem)
    return row


def form_team(conn: Connection, wanted: Team, act: Act) -> int:
    """Store a team and return its id.

    Raises
    ------
    data.access.Denied
    TeamInvalid
        `problem`: team_unnamed, team_without_task, team_backwards, team_agency_unknown.
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    return TEAMS.store(conn, _row(conn, wanted), act)


def edit_team(conn: Connection, team_id: int, wanted: Team, act: Act, *, seen_version: int) -> None:
    """Change what the decision says. Raises as `form_team`, and TeamUnknown, data.errors.ConflictError."""
    found = held_team(conn, team_id, act, seen_version)
    TEAMS.write(conn, found, _row(conn, wanted), act, "edited")


def attach_decision(
    conn: Connection, team_id: int, name: str, data: bytes, act: Act, *, seen_version: int, folder: Path
) -> None:
    """Keep the scan of the decision. Raises as `edit_team`, and data.errors.ScanInvalid (`data.scans`)."""
    found = held_team(conn, team_id, act, seen_version)
    TEAMS.write(conn, found, {"decision_scan": keep_scan(name, data, folder)}, act, "scanned")


def end_team(conn: Connection, team_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that the team works no more, and why.

    Raises
    ------
    data.access.Denied, TeamUnknown, data.errors.ConflictError
    TeamInvalid
        `problem`: reason_missing, team_ended.
    """
    found = held_team(conn, team_id, act, seen_version)
    said = " ".join(reason.split())
    if not said:
        raise TeamInvalid(problem="reason_missing")
    if found["ended_at"] is not None:
        raise TeamInvalid(problem="team_ended")
    TEAMS.write(conn, found, {"ended_at": act.now, "ended_reason": said}, act, "ended", said)


def reopen_team(conn: Connection, team_id: int, act: Act, *, seen_version: int) -> None:
    """Take back that it ended. Raises as `end_team`; `problem` nothing_changed."""
    found = held_team(conn, team_id, act, seen_version)
    TEAMS.write(conn, found, {"ended_at": None, "ended_reason": None}, act, "undone")


def _tell_inspections(conn: Connection, team_id: int, act: Act) -> None:
    """Who belongs to the team must know of what it has announced."""
    for own in conn.execute(select(inspection.c.id).where(inspection.c.team_id == team_id)).scalars():
        INSPECTIONS.known(conn, own, act)


def add_member(conn: Connection, team_id: int, wanted: Member, act: Act) -> int:
    """Name a member and return the id.

    Raises
    ------
    data.access.Denied, TeamUnknown
    TeamInvalid
        `problem`: member_unnamed, member_role_unknown, team_agency_unknown, member_twice, head_twice.
    """
    held_team(conn, team_id, act, None)
    row = asdict(wanted) | {"name": " ".join(wanted.name.split()), "post": " ".join(wanted.post.split())}
    there = members_of(conn, team_id)
    problems = {
        "member_unnamed": not row["name"],
        "member_role_unknown": wanted.role not in TEAM_ROLES,
        "team_agency_unknown": not _there(conn, wanted.agency_id),
        "member_twice": (wanted.agency_id, row["name"])
        in [(each["agency_id"], each["name"]) for each in there],
        "head_twice": wanted.role == "head" and any(each["role"] == "head" for each in there),
    }
    for problem, so in problems.items():
        if so:
            raise TeamInvalid(problem=problem)
    kept = {"team_id": team_id, "actor": act.who.name, "created_at": act.now}
    insertion = insert(joint_team_member).returning(joint_team_member.c.id)
    made = int(conn.execute(insertion, row | kept).scalar_one())
    TEAMS.journalled(conn, team_id, act, "member_added", after=row)
    _tell_inspections(conn, team_id, act)
    return made


def take_off(conn: Connection, member_id: int, act: Act) -> None:
    """Take a member off the team; that they belonged to it stays readable.

    Raises
    ------
    data.access.Denied, TeamUnknown
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    same = joint_team_member.c.id == member_id
    found = conn.execute(select(joint_team_member).where(same)).mappings().first()
    if found is None or found["ended_at"] is not None:
        raise TeamUnknown(kind="joint_team_member", id=member_id)
    conn.execute(update(joint_team_member).where(same).values(ended_at=act.now))
    told = {"name": found["name"], "agency_id": found["agency_id"]}
    TEAMS.journalled(conn, found["team_id"], act, "member_ended", before=told)
    _tell_inspections(conn, found["team_id"], act)
