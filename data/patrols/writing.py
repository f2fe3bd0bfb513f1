"""What every change to a patrol needs: the right to make it, the version that was seen, the journal, and the
ledger's word once its members' agencies must be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, update

from data.access import permit
from data.errors import refuse_stale
from data.journal import append
from data.ledger import knowing
from data.patrols.act import PLAN, By
from data.patrols.errors import PatrolStepRefused, PatrolUnknown
from data.patrols.reading import RECORD_KIND, patrol_of
from data.patrols.states import STATES, follows
from data.store.lock import serialise
from data.store.tables import patrol


def held(
    conn: Connection, patrol_id: int, by: By, seen_version: int | None, *, action: str = PLAN
) -> dict[str, Any]:
    """The patrol as `patrol_of` gives it, if the actor may change it and it is still as they saw it (None:
    whatever it is now).

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    """
    serialise(conn)
    found = patrol_of(conn, patrol_id)
    if found is None:
        raise PatrolUnknown(kind=RECORD_KIND, id=patrol_id)
    permit(by.who, action, {"agency_id": found["agency_id"]}, conn=conn)
    refuse_stale(RECORD_KIND, found["code"], seen_version, found["version"])
    return found


def write(conn: Connection, found: Mapping[str, Any], by: By, values: Mapping[str, Any]) -> None:
    """Store values of the patrol as its next version."""
    more = {"updated_at": by.now, "version": found["version"] + 1}
    conn.execute(update(patrol).where(patrol.c.id == found["id"]).values(**values, **more))


def journalled(
    conn: Connection,
    patrol_id: int,
    by: By,
    action: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reason: str | None = None,
) -> int:
    """Append an entry about the patrol to the journal and return its number."""
    return append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(patrol_id),
        reason=reason or None,
        before=before,
        after=after,
    )


def known(conn: Connection, patrol_id: int, by: By) -> None:
    """Whoever must be told is owed from now on; a patrol that was never assigned binds nobody."""
    found = patrol_of(conn, patrol_id)
    if found is not None and found["assigned_at"] is not None:
        knowing.know_record(conn, RECORD_KIND, patrol_id, now=by.now, actor=by.who.name, origin=by.origin)


def step(
    conn: Connection, found: Mapping[str, Any], status: str, by: By, *, reason: str = "", **values: Any
) -> None:
    """Let a patrol that is `held` go on to the next status, with the columns that say when.

    Check-ins use it too: ``step(conn, found, "under_way", by, started_at=…)``.

    Raises
    ------
    PatrolStepRefused
        The table of states has no such step.
    """
    if not follows(found["status"], status):
        raise PatrolStepRefused(status_from=found["status"], status_to=status)
    after = {"status": status} | values
    write(conn, found, by, after)
    before = {name: found[name] for name in after}
    journalled(conn, found["id"], by, STATES[status].deed, before, after, reason)
    known(conn, found["id"], by)
