"""Rows by validity: a record as it was during some days. The same rules for agencies and focal points.

A correction mends the row; a change from a day on ends the row and begins another with the same stable id,
so that past days read the old one. Nothing is deleted: what is retired ends, what is taken back never was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from data.access import permit
from data.agencies.act import Act
from data.agencies.errors import AgencyInvalid, RecordUnknown
from data.clock import require_aware
from data.errors import refuse_stale
from data.journal import append
from data.journal_pages import entries_about
from data.store.lock import serialise
from data.store.tables import agency, focal_point

ACTION = "agencies.edit"
UNDOABLE = ("created", "edited", "retired", "restored", "succeeded")


@dataclass(frozen=True)
class Kind:
    """One kind of rows: its table, the column of its stable id, and what it is called in the journal."""

    table: Table
    stable: str

    @property
    def name(self) -> str:
        return self.table.name


AGENCY = Kind(agency, "agency_id")
FOCAL_POINT = Kind(focal_point, "focal_point_id")


def valid_on(row: Mapping[Any, Any], day: date) -> bool:
    """Whether a row holds on a day."""
    first, last = row["valid_from"], row["valid_to"]
    return (first is None or first <= day) and (last is None or day < last)


def row_of(conn: Connection, kind: Kind, row_id: int) -> dict[str, Any] | None:
    """One row, or None."""
    found = conn.execute(select(kind.table).where(kind.table.c.id == row_id)).first()
    return None if found is None else dict(found._mapping)


def history(conn: Connection, kind: Kind, row_id: int) -> list[dict[str, Any]]:
    """The journal's entries about one row, the newest first."""
    return entries_about(conn, kind.name, row_id)


def _taken_back(row: Mapping[str, Any]) -> bool:
    return (
        row["valid_to"] is not None and row["valid_from"] is not None and row["valid_to"] <= row["valid_from"]
    )


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows hold on a same day."""
    if _taken_back(one) or _taken_back(other):
        return False
    before = one["valid_to"] is not None and other["valid_from"] is not None
    after = other["valid_to"] is not None and one["valid_from"] is not None
    return not (before and one["valid_to"] <= other["valid_from"]) and not (
        after and other["valid_to"] <= one["valid_from"]
    )


def _alone(conn: Connection, kind: Kind, row: Mapping[str, Any], own: int | None, *but: int) -> None:
    """No other row of the same record may hold on the same days."""
    same = kind.table.c[kind.stable] == row[kind.stable]
    for other in conn.execute(select(kind.table).where(same)).mappings():
        if other["id"] not in (own, *but) and overlap(row, dict(other)):
            raise AgencyInvalid(problem="has_other_days")


def check_days(row: Mapping[str, Any]) -> None:
    """Refuse days that run backwards."""
    if row["valid_from"] and row["valid_to"] and row["valid_to"] <= row["valid_from"]:
        raise AgencyInvalid(problem="days_backwards")


def stored(conn: Connection, kind: Kind, row_id: int, seen_version: int, act: Act) -> dict[str, Any]:
    """The row, if the actor may change it and it is still as they saw it.

    Raises
    ------
    RecordUnknown, ConflictError, data.access.Denied
    """
    serialise(conn)
    found = row_of(conn, kind, row_id)
    if found is None:
        raise RecordUnknown(kind=kind.name, id=row_id)
    permit(act.who, ACTION, found, conn=conn)
    refuse_stale(kind.name, found[kind.stable], seen_version, found["version"])
    return found


def _journal(conn: Connection, kind: Kind, row_id: int, act: Act, action: str, **more: Any) -> None:
    append(
        conn,
        at=require_aware(act.now),
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=kind.name,
        record_id=str(row_id),
        **more,
    )


def insert_row(conn: Connection, kind: Kind, row: dict[str, Any], act: Act, **more: Any) -> int:
    """Insert a checked row and journal it; `more` is kept in the journal alone."""
    serialise(conn)
    permit(act.who, ACTION, row, conn=conn)
    whole = row | {"actor": act.who.name, "created_at": require_aware(act.now), "version": 1}
    made = int(conn.execute(insert(kind.table).returning(kind.table.c.id), whole).scalar_one())
    _journal(conn, kind, made, act, "created", after=row | more)
    return made


def _write(
    conn: Connection, kind: Kind, found: Mapping[str, Any], row: Mapping[str, Any], act: Act, action: str,
    *, reason: str | None = None, **more: Any,
) -> None:  # fmt: skip
    after = {name: value for name, value in row.items() if found[name] != value}
    if not after:
        raise AgencyInvalid(problem="nothing_changed")
    same = kind.table.c.id == found["id"]
    conn.execute(update(kind.table).where(same).values(**after, version=found["version"] + 1))
    before = {name: found[name] for name in after}
    _journal(
        conn, kind, found["id"], act, action, reason=reason or None,
        before=before | dict.fromkeys(more), after=after | more,
    )  # fmt: skip


def change(
    conn: Connection, kind: Kind, found: dict[str, Any], row: dict[str, Any], act: Act, since: date | None
) -> int:
    """Mend a row that was `stored`, or, with `since`, let the record be another from that day on.

    Returns the row that holds then: a new one with `since`.
    """
    if since is None:
        check_days(row)
        _alone(conn, kind, found | row, found["id"])
        _write(conn, kind, found, row, act, "edited")
        return int(found["id"])
    began, ended = found["valid_from"], found["valid_to"]
    if (began is not None and since <= began) or (ended is not None and since >= ended):
        raise AgencyInvalid(problem="day_outside_validity")
    new = row | {"valid_from": since, "valid_to": ended, kind.stable: found[kind.stable]}
    if all(found[name] == value for name, value in new.items() if name not in ("valid_from", "valid_to")):
        raise AgencyInvalid(problem="nothing_changed")
    made = insert_row(conn, kind, new, act, follows=found["id"])
    _write(conn, kind, found, {"valid_to": since}, act, "succeeded", successor=made)
    return made


def retire(
    conn: Connection, kind: Kind, row_id: int, on: date, act: Act, *, seen_version: int, reason: str = ""
) -> None:
    """Say that it is no more from the day `on`; past days keep it.

    Raises
    ------
    RecordUnknown, ConflictError, data.access.Denied
    AgencyInvalid
        It is retired already, or `on` is not after its first day.
    """
    found = stored(conn, kind, row_id, seen_version, act)
    if found["valid_to"] is not None:
        raise AgencyInvalid(problem="retired_already")
    if found["valid_from"] is not None and on < found["valid_from"]:
        raise AgencyInvalid(problem="day_outside_validity")
    _write(conn, kind, found, {"valid_to": on}, act, "retired", reason=reason.strip())


def restore(conn: Connection, kind: Kind, row_id: int, act: Act, *, seen_version: int) -> None:
    """Let a retired one be there again. Raises as `retire`."""
    found = stored(conn, kind, row_id, seen_version, act)
    if found["valid_to"] is None:
        raise AgencyInvalid(problem="in_use")
    _alone(conn, kind, found | {"valid_to": None}, found["id"])
    _write(conn, kind, found, {"valid_to": None}, act, "restored")


def _take_back(conn: Connection, kind: Kind, found: Mapping[str, Any], act: Act) -> None:
    """It was entered by mistake: it holds on no day."""
    first = found["valid_from"] or act.now.date()
    _write(conn, kind, found, {"valid_from": first, "valid_to": first}, act, "withdrawn")


def undo(conn: Connection, kind: Kind, row_id: int, act: Act, *, seen_version: int) -> None:
    """Take the last change to a row back; of a row that follows another, the change from its day on.

    Raises
    ------
    RecordUnknown, ConflictError, data.access.Denied
    AgencyInvalid
        There is nothing that can be taken back, or its successor was changed since.
    """
    found = stored(conn, kind, row_id, seen_version, act)
    last = history(conn, kind, row_id)[0]
    after = last["after"] or {}
    if last["action"] not in UNDOABLE:
        raise AgencyInvalid(problem="nothing_to_undo")
    if last["action"] == "created":
        follows = after.get("follows")
        before = None if follows is None else row_of(conn, kind, int(follows))
        if before is None:
            _take_back(conn, kind, found, act)
        else:
            undo(conn, kind, before["id"], act, seen_version=before["version"])
        return
    fields = {name: value for name, value in (last["before"] or {}).items() if name in found}
    for name in ("valid_from", "valid_to"):
        if fields.get(name):
            fields[name] = date.fromisoformat(fields[name])
    successor = after.get("successor")
    if successor is not None:
        following = row_of(conn, kind, int(successor))
        if following is None or following["version"] != 1:
            raise AgencyInvalid(problem="follows_already")
        _take_back(conn, kind, following, act)
    _alone(conn, kind, found | fields, found["id"])
    _write(conn, kind, found, fields, act, "undone")
