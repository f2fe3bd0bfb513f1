"""What every change to a case needs: the right, the version that was seen, a step, journal and ledger.

Neither the steps nor the journal hold a name of a person concerned: both are kept for ever, persons are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from data.access import permit
from data.agencies.act import Act
from data.cases.errors import CaseInvalid, CaseUnknown
from data.cases.reading import RECORD_KIND, agencies_of, case_row
from data.cases.states import STATES
from data.errors import ConflictError
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise
from data.store.tables import case_step, joint_case

ACTION = "cases.edit"
SCREEN = "screen:cases"
LONGEST = 20_000


def held(
    conn: Connection, case_id: int, act: Act, seen_version: int | None, *, closed_too: bool = False
) -> dict[str, Any]:
    """The case, if the actor may change it and it is still as they saw it (None: whatever it is now).

    Raises
    ------
    data.access.Denied, CaseUnknown, data.errors.ConflictError
    CaseInvalid
        `problem`: case_closed.
    """
    serialise(conn)
    found = case_row(conn, case_id)
    if found is None:
        raise CaseUnknown(kind=RECORD_KIND, id=case_id)
    mine = act.who.agency_id if act.who.agency_id in agencies_of(conn, found) else "-"
    permit(act.who, ACTION, {"agency_id": mine}, conn=conn)
    if seen_version is not None and found["version"] != seen_version:
        raise ConflictError(
            record_kind=RECORD_KIND, record_id=found["code"], seen=seen_version, stored=found["version"]
        )
    if not STATES[found["status"]].write and not closed_too:
        raise CaseInvalid(problem="case_closed")
    return found


def journalled(conn: Connection, case_id: int, act: Act, action: str, **more: Any) -> None:
    """Append an entry about the case to the journal."""
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(case_id),
        **more,
    )


def add_step(
    conn: Connection,
    case_id: int,
    kind: str,
    text: str,
    act: Act,
    *,
    happened_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    scan: Mapping[str, Any] | None = None,
    corrects_id: int | None = None,
) -> int:
    """Append to what was done, without asking (see `data.cases.stepping` for what a person writes)."""
    row = {
        "case_id": case_id,
        "kind": kind,
        "happened_at": happened_at or act.now,
        "text": text,
        "detail": dict(detail or {}),
        "scan": None if scan is None else dict(scan),
        "corrects_id": corrects_id,
        "agency_id": act.who.agency_id,
        "actor": act.who.name,
        "at": act.now,
    }
    return int(conn.execute(insert(case_step).returning(case_step.c.id), row).scalar_one())


def write(
    conn: Connection,
    found: Mapping[str, Any],
    values: Mapping[str, Any],
    act: Act,
    action: str,
    reason: str | None = None,
) -> None:
    """Store what differs as the case's next version; whoever must be told is owed.

    Raises
    ------
    CaseInvalid
        `problem`: nothing_changed.
    """
    after = {name: value for name, value in values.items() if found[name] != value}
    if not after:
        raise CaseInvalid(problem="nothing_changed")
    same = joint_case.c.id == found["id"]
    conn.execute(update(joint_case).where(same).values(**after, version=found["version"] + 1))
    before = {name: found[name] for name in after}
    journalled(conn, found["id"], act, action, before=before, after=after, reason=reason)
    known(conn, found["id"], act)


def known(conn: Connection, case_id: int, act: Act) -> None:
    """Whoever must know of the case is owed: its code, field and lead, nothing else."""
    knowing.know_record(conn, "case", case_id, now=act.now, actor=act.who.name, origin=act.origin)
