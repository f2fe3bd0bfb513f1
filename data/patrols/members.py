"""Who goes along: put on the list, taken off it, replaced by a stand-in. Nobody is ever erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from data.patrols.act import By
from data.patrols.errors import PatrolInvalid, PatrolUnknown
from data.patrols.parts import check_agency
from data.patrols.states import STATES
from data.patrols.wanted import Member, checked_member, one_line, person_key
from data.patrols.writing import held, journalled, known, write
from data.store.tables import patrol_member

_SHOWN = ("id", "agency_id", "name", "role", "phone", "stands_in_for")


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a member."""
    return {name: row[name] for name in _SHOWN}


def _staffed(found: Mapping[str, Any]) -> None:
    if not STATES[found["status"]].people:
        raise PatrolInvalid(problem="people_fixed")


def _on_list(found: Mapping[str, Any], member_id: int) -> dict[str, Any]:
    for row in found["members"]:
        if row["id"] == member_id:
            return dict(row)
    raise PatrolUnknown(kind="patrol_member", id=member_id)


def refuse_twice(members: list[Mapping[str, Any]], row: Mapping[str, Any]) -> None:
    """Nobody is on one list twice.

    Raises
    ------
    PatrolInvalid
        `problem`: person_twice.
    """
    key = person_key(row["agency_id"], row["name"])
    if any(person_key(each["agency_id"], each["name"]) == key for each in members):
        raise PatrolInvalid(problem="person_twice", what=row["name"])


def insert_member(
    conn: Connection, patrol_id: int, row: Mapping[str, Any], by: By, stands_in_for: int | None = None
) -> dict[str, Any]:
    """Store a checked member and return the row."""
    whole = dict(row) | {
        "patrol_id": patrol_id,
        "stands_in_for": stands_in_for,
        "token_number": 1,
        "actor": by.who.name,
        "created_at": by.now,
    }
    made = conn.execute(insert(patrol_member).returning(patrol_member.c.id), whole).scalar_one()
    return whole | {"id": int(made)}


def end_member(conn: Connection, member_id: int, by: By, reason: str) -> None:
    """Take a member off the list; the row stays, its links end."""
    ended = {"ended_at": by.now, "ended_by": by.who.name, "ended_reason": reason}
    number = patrol_member.c.token_number + 1
    same = patrol_member.c.id == member_id
    conn.execute(update(patrol_member).where(same).values(**ended, token_number=number))


def reopen_member(conn: Connection, member_id: int) -> None:
    """Put a member back on the list that was taken off by mistake; old links stay ended."""
    back: dict[str, datetime | None] = dict.fromkeys(("ended_at", "ended_by", "ended_reason"))
    conn.execute(update(patrol_member).where(patrol_member.c.id == member_id).values(**back))


def add_member(conn: Connection, patrol_id: int, wanted: Member, by: By, *, seen_version: int) -> int:
    """Put somebody on the list and return the member's id.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    PatrolInvalid
        `problem`: people_fixed, agency_unknown, person_twice, or as `checked_member`.
    """
    found = held(conn, patrol_id, by, seen_version)
    _staffed(found)
    row = checked_member(wanted, drill=by.drill)
    check_agency(conn, row["agency_id"])
    refuse_twice(found["members"], row)
    made = insert_member(conn, patrol_id, row, by)
    write(conn, found, by, {})
    journalled(conn, patrol_id, by, "member_added", None, {"member": shown(made)})
    known(conn, patrol_id, by)
    return int(made["id"])


def remove_member(
    conn: Connection, patrol_id: int, member_id: int, by: By, *, seen_version: int, reason: str
) -> None:
    """Take somebody off the list; what they did and were told stays.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    PatrolInvalid
        `problem`: people_fixed, reason_missing.
    """
    found = held(conn, patrol_id, by, seen_version)
    _staffed(found)
    row = _on_list(found, member_id)
    if not one_line(reason):
        raise PatrolInvalid(problem="reason_missing")
    end_member(conn, member_id, by, one_line(reason))
    write(conn, found, by, {})
    journalled(conn, patrol_id, by, "member_removed", {"member": shown(row)}, None, one_line(reason))
    known(conn, patrol_id, by)


def replace_member(
    conn: Connection,
    patrol_id: int,
    member_id: int,
    wanted: Member,
    by: By,
    *,
    seen_version: int,
    reason: str,
) -> int:
    """Let a named stand-in take somebody's place, of whichever agency; returns the stand-in's id.

    Raises
    ------
    As `add_member` and `remove_member`.
    """
    found = held(conn, patrol_id, by, seen_version)
    _staffed(found)
    gone = _on_list(found, member_id)
    if not one_line(reason):
        raise PatrolInvalid(problem="reason_missing")
    row = checked_member(wanted, drill=by.drill)
    check_agency(conn, row["agency_id"])
    refuse_twice(found["members"], row)
    end_member(conn, member_id, by, one_line(reason))
    made = insert_member(conn, patrol_id, row, by, stands_in_for=member_id)
    write(conn, found, by, {})
    before, after = {"member": shown(gone)}, {"member": shown(made)}
    journalled(conn, patrol_id, by, "member_replaced", before, after, one_line(reason))
    known(conn, patrol_id, by)
    return int(made["id"])


def edit_member(
    conn: Connection, patrol_id: int, member_id: int, wanted: Member, by: By, *, seen_version: int
) -> None:
    """Mend name, phone or role of somebody on the list.

    Raises
    ------
    As `add_member`; `problem` nothing_changed.
    """
    found = held(conn, patrol_id, by, seen_version)
    _staffed(found)
    old = _on_list(found, member_id)
    row = checked_member(wanted, drill=by.drill)
    check_agency(conn, row["agency_id"])
    refuse_twice([each for each in found["members"] if each["id"] != member_id], row)
    after = {name: value for name, value in row.items() if old[name] != value}
    if not after:
        raise PatrolInvalid(problem="nothing_changed")
    conn.execute(update(patrol_member).where(patrol_member.c.id == member_id).values(**after))
    write(conn, found, by, {})
    new = shown(old | after)
    journalled(conn, patrol_id, by, "member_edited", {"member": shown(old)}, {"member": new})
    known(conn, patrol_id, by)
