"""What every change to a team or an inspection needs: the right, the version seen, journal and ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, update

from data.access import permit
from data.agencies.act import Act
from data.errors import ConflictError
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise
from data.store.tables import inspection, joint_team
from data.teams.errors import TeamInvalid, TeamUnknown
from data.teams.reading import INSPECTION, TEAM, inspection_of, team_of

ACTION = "teams.edit"
SCREEN = "screen:teams"
_KINDS: dict[str, tuple[Table, Callable[[Connection, int], dict[str, Any] | None]]] = {
    TEAM: (joint_team, team_of),
    INSPECTION: (inspection, inspection_of),
}


def held(conn: Connection, kind: str, own: int, act: Act, seen_version: int | None) -> dict[str, Any]:
    """The record, if the actor may change it and it is still as they saw it (None: whatever it is now).

    Raises
    ------
    data.access.Denied, TeamUnknown, data.errors.ConflictError
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    found = _KINDS[kind][1](conn, own)
    if found is None:
        raise TeamUnknown(kind=kind, id=own)
    if seen_version is not None and found["version"] != seen_version:
        name = found.get("code") or found.get("name")
        raise ConflictError(record_kind=kind, record_id=name, seen=seen_version, stored=found["version"])
    return found


def journalled(conn: Connection, kind: str, own: int, act: Act, action: str, **more: Any) -> None:
    """Append an entry about the record to the journal."""
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=kind,
        record_id=str(own),
        **more,
    )


def known(conn: Connection, inspection_id: int, act: Act) -> None:
    """Whoever must be told of an inspection is owed; one that was never announced binds nobody."""
    knowing.know_record(conn, INSPECTION, inspection_id, now=act.now, actor=act.who.name, origin=act.origin)


def write(
    conn: Connection,
    kind: str,
    found: Mapping[str, Any],
    values: Mapping[str, Any],
    act: Act,
    action: str,
    reason: str | None = None,
) -> None:
    """Store what differs as the record's next version.

    Raises
    ------
    TeamInvalid
        `problem`: nothing_changed.
    """
    after = {name: value for name, value in values.items() if found[name] != value}
    if not after:
        raise TeamInvalid(problem="nothing_changed")
    table = _KINDS[kind][0]
    same = table.c.id == found["id"]
    conn.execute(update(table).where(same).values(**after, version=found["version"] + 1))
    before = {name: found[name] for name in after}
    journalled(conn, kind, found["id"], act, action, before=before, after=after, reason=reason)
    if kind == INSPECTION:
        known(conn, found["id"], act)
