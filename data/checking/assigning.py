"""Who goes where: an event has one owner at a time, with a time by which an answer is due.

One open row per event (a unique index keeps it so). Ended rows stay as they are: the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.checking.act import CLAIM, By
from data.checking.assignments import assignments_of, history_of, is_mine, is_quiet, open_assignments, quiet
from data.checking.errors import AssignmentInvalid, AssignmentTaken, AssignmentUnknown
from data.clock import require_aware
from data.errors import EventUnknown, refuse_stale
from data.events.reading import find_event
from data.journal import append
from data.store.lock import serialise
from data.store.tables import OWNER_KINDS, assignment

__all__ = [
    "Owner",
    "answered",
    "assignments_of",
    "claim",
    "hand_over",
    "heard",
    "history_of",
    "is_mine",
    "is_quiet",
    "open_assignments",
    "owner_of",
    "quiet",
    "release",
]

RECORD_KIND = "assignment"
_LONGEST = 200


@dataclass(frozen=True)
class Owner:
    """Who goes: a person (with or without an account) or a team."""

    kind: str
    name: str
    account_id: int | None = None
    agency_id: str | None = None


def owner_of(by: By, name: str = "") -> Owner:
    """The person who acts, as an owner; `name` as people call them (else the account's)."""
    return Owner("person", name or by.who.name, by.who.account_id, by.who.agency_id)


def _same(row: Any, owner: Owner) -> bool:
    if row["owner_kind"] == owner.kind == "person" and None not in (row["account_id"], owner.account_id):
        return bool(row["account_id"] == owner.account_id)
    return bool(row["owner_kind"] == owner.kind and row["owner"] == " ".join(owner.name.split()))


def _journal(conn: Connection, row_id: int, by: By, action: str, note: str, **more: Any) -> None:
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(row_id),
        reason=note or None,
        **more,
    )


def _checked(owner: Owner, due_at: datetime, by: By) -> dict[str, Any]:
    name = " ".join(owner.name.split())
    if owner.kind not in OWNER_KINDS:
        raise AssignmentInvalid(problem="owner_kind_unknown")
    if not name or len(name) > _LONGEST:
        raise AssignmentInvalid(problem="owner_missing")
    if require_aware(due_at, "due_at") <= by.now:
        raise AssignmentInvalid(problem="due_in_the_past")
    return {
        "owner_kind": owner.kind,
        "owner": name,
        "account_id": owner.account_id,
        "agency_id": owner.agency_id,
        "due_at": due_at,
    }


def _begin(
    conn: Connection, event_id: str, row: dict[str, Any], by: By, note: str, follows: int | None
) -> int:
    kept = {
        "event_id": event_id,
        "since": by.now,
        "last_word_at": by.now,
        "follows_id": follows,
        "note": note,
        "actor": by.who.name,
        "version": 1,
    }
    made = int(conn.execute(insert(assignment).returning(assignment.c.id), row | kept).scalar_one())
    after = {"event_id": event_id} | {name: row[name] for name in ("owner_kind", "owner", "due_at")}
    _journal(conn, made, by, "created", note, after=after)
    return made


def _end(conn: Connection, row: Any, how: str, by: By, note: str = "") -> None:
    ended = {"ended_at": by.now, "ended_how": how, "ended_by": by.who.name, "version": row["version"] + 1}
    conn.execute(update(assignment).where(assignment.c.id == row["id"]).values(**ended))
    _journal(conn, row["id"], by, how, note, after={"ended_how": how})


def claim(
    conn: Connection,
    event_id: str,
    owner: Owner,
    due_at: datetime,
    by: By,
    *,
    seen: int | None = None,
    note: str = "",
) -> int:
    """Say that `owner` goes to an event; return the assignment's id. One's own again changes nothing.

    Parameters
    ----------
    event_id
        Any id that the event was ever known by.
    seen
        The open assignment that was shown: it is taken over knowingly. None: the event was shown without an
        owner.

    Raises
    ------
    data.access.Denied, data.errors.EventUnknown
    AssignmentTaken
        Somebody else has it, and that was not what was shown.
    AssignmentInvalid
        `problem`: owner_kind_unknown, owner_missing, due_in_the_past.
    """
    serialise(conn)
    permit(by.who, CLAIM, {"agency_id": by.who.agency_id}, conn=conn)
    event = find_event(conn, event_id)
    if event is None:
        raise EventUnknown(event_id=event_id)
    there = assignments_of(conn, [event["id"]]).get(event["id"])
    if there is not None and _same(there, owner):
        return int(there["id"])
    row = _checked(owner, due_at, by)
    if there is None:
        return _begin(conn, event["id"], row, by, note.strip(), None)
    if seen != there["id"]:
        raise AssignmentTaken(
            owner=there["owner"], since=there["since"].isoformat(), event_id=event["id"], id=there["id"]
        )
    _end(conn, there, "handed_over", by, note.strip())
    return _begin(conn, event["id"], row, by, note.strip(), there["id"])


def _open(conn: Connection, assignment_id: int, by: By, seen_version: int | None) -> dict[str, Any]:
    serialise(conn)
    row = conn.execute(select(assignment).where(assignment.c.id == assignment_id)).mappings().first()
    if row is None or row["ended_at"] is not None:
        raise AssignmentUnknown(id=assignment_id)
    permit(by.who, CLAIM, {"agency_id": row["agency_id"]}, conn=conn)
    refuse_stale(RECORD_KIND, assignment_id, seen_version, row["version"])
    return dict(row)


def hand_over(
    conn: Connection,
    assignment_id: int,
    owner: Owner,
    due_at: datetime,
    by: By,
    *,
    seen_version: int | None = None,
    note: str = "",
) -> int:
    """Give an assignment to somebody else, or to the same with another time; return the new one's id.

    Raises
    ------
    data.access.Denied, AssignmentUnknown, AssignmentInvalid, data.errors.ConflictError
    """
    there = _open(conn, assignment_id, by, seen_version)
    row = _checked(owner, due_at, by)
    _end(conn, there, "handed_over", by, note.strip())
    return _begin(conn, there["event_id"], row, by, note.strip(), there["id"])


def release(
    conn: Connection,
    assignment_id: int,
    by: By,
    *,
    seen_version: int | None = None,
    note: str = "",
    withdrawn: bool = False,
) -> None:
    """Give an assignment back, so that the event is without an owner again; `withdrawn`: the desk took it.

    Raises
    ------
    data.access.Denied, AssignmentUnknown, data.errors.ConflictError
    """
    there = _open(conn, assignment_id, by, seen_version)
    _end(conn, there, "withdrawn" if withdrawn else "released", by, note.strip())


def heard(conn: Connection, event_id: str, by: By) -> bool:
    """Note that the owner was heard of just now (a page asked, a photo came); nobody else's word counts.

    No change of a record, so neither journalled nor a new version. Returns whether it was the owner.
    """
    there = assignments_of(conn, [event_id]).get(event_id)
    if there is None or not is_mine(there, by.who):
        return False
    later = max(by.now, there["last_word_at"])
    conn.execute(update(assignment).where(assignment.c.id == there["id"]).values(last_word_at=later))
    return True


def answered(conn: Connection, event_id: str, by: By, name: str) -> int | None:
    """End the open assignment of an event whose owner gave a verdict; return its id, None where it was not
    theirs (that owner is still on the way)."""
    there = assignments_of(conn, [event_id]).get(event_id)
    if there is None:
        return None
    # What came on paper or by message is brought in by somebody else than the person it names.
    named = there["owner_kind"] == "person" and there["owner"] == " ".join(name.split())
    if not (named or is_mine(there, by.who)):
        return None
    _end(conn, there, "answered", by)
    return int(there["id"])
