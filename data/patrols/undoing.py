"""Take the last change to a patrol back. The journal keeps both; what was taken back is not taken back again,
so that the next press goes one step further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from data.journal_pages import entries_about
from data.patrols.act import By
from data.patrols.errors import PatrolInvalid
from data.patrols.members import end_member, reopen_member
from data.patrols.parts import set_vehicles, set_zones
from data.patrols.reading import RECORD_KIND
from data.patrols.tokens import RENEWED
from data.patrols.writing import held, journalled, known, write
from data.store.tables import patrol, patrol_member

UNDONE = "undone"
_TIMES = ("starts_at", "ends_at", "assigned_at", "started_at", "returned_at")
_REASON = "undone"


def _columns(before: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `patrol` as they were, out of the journal's plain values."""
    kept = {name: value for name, value in before.items() if name in patrol.c}
    for name in _TIMES:
        if kept.get(name):
            kept[name] = datetime.fromisoformat(kept[name])
    return kept


def _row(conn: Connection, found: Mapping[str, Any], entry: Mapping[str, Any], by: By) -> dict[str, Any]:
    before = entry["before"] or {}
    if "zones" in before:
        set_zones(conn, found["id"], before["zones"])
    if "vehicles" in before:
        set_vehicles(conn, found["id"], found["vehicles"], before["vehicles"], by)
    return _columns(before)


def _added(conn: Connection, found: Mapping[str, Any], entry: Mapping[str, Any], by: By) -> dict[str, Any]:
    end_member(conn, entry["after"]["member"]["id"], by, _REASON)
    return {}


def _removed(conn: Connection, found: Mapping[str, Any], entry: Mapping[str, Any], by: By) -> dict[str, Any]:
    reopen_member(conn, entry["before"]["member"]["id"])
    return {}


def _replaced(conn: Connection, found: Mapping[str, Any], entry: Mapping[str, Any], by: By) -> dict[str, Any]:
    _added(conn, found, entry, by)
    return _removed(conn, found, entry, by)


def _mended(conn: Connection, found: Mapping[str, Any], entry: Mapping[str, Any], by: By) -> dict[str, Any]:
    old = dict(entry["before"]["member"])
    kept = {name: old[name] for name in ("agency_id", "name", "role", "phone")}
    conn.execute(update(patrol_member).where(patrol_member.c.id == old["id"]).values(**kept))
    return {}


WAYS: dict[str, Callable[..., dict[str, Any]]] = {
    "edited": _row,
    "moved": _row,
    "cancelled": _row,
    "completed": _row,
    "member_added": _added,
    "member_removed": _removed,
    "member_replaced": _replaced,
    "member_edited": _mended,
}
"""Action of the journal → how it is taken back. An order that went out is not unsaid: it is cancelled, and
they are told; what check-ins did is corrected by check-ins."""


def last_change(conn: Connection, patrol_id: int) -> dict[str, Any] | None:
    """The journal's entry that would be taken back now; None where there is none."""
    changes: list[dict[str, Any]] = []
    for entry in reversed(entries_about(conn, RECORD_KIND, patrol_id)):
        if entry["action"] == RENEWED:  # a link that was ended stays ended, and is no change of the plan
            continue
        if entry["action"] != UNDONE:
            changes.append(entry)
        elif changes:
            changes.pop()
    return changes[-1] if changes and changes[-1]["action"] in WAYS else None


def undo(conn: Connection, patrol_id: int, by: By, *, seen_version: int) -> str:
    """Take the last change back and return what it was (an action of the journal).

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    PatrolInvalid
        `problem`: nothing_to_undo.
    """
    found = held(conn, patrol_id, by, seen_version)
    entry = last_change(conn, patrol_id)
    if entry is None:
        raise PatrolInvalid(problem="nothing_to_undo")
    write(conn, found, by, WAYS[entry["action"]](conn, found, entry, by))
    journalled(conn, patrol_id, by, UNDONE, entry["after"], entry["before"])
    known(conn, patrol_id, by)
    return str(entry["action"])
