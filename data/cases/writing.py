"""What every change to a case needs (see `data.records`): the right, which hangs on whose it is, and a step.

Neither the steps nor the journal hold a name of a person concerned: both are kept for ever, persons are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert

from data.access import permit
from data.agencies.act import Act
from data.cases.errors import CaseInvalid, CaseUnknown
from data.cases.reading import RECORD_KIND, agencies_of, case_row
from data.cases.states import STATES
from data.records import Records
from data.store.lock import serialise
from data.store.tables import case_step, joint_case

ACTION = "cases.edit"
SCREEN = "screen:cases"
LONGEST = 20_000
_cases = Records(
    RECORD_KIND, joint_case, case_row, CaseInvalid, partial(CaseUnknown, kind=RECORD_KIND), matter="case"
)
journalled, known, store, write = _cases.journalled, _cases.known, _cases.store, _cases.write


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
    found = _cases.found(conn, case_id)
    mine = act.who.agency_id if act.who.agency_id in agencies_of(conn, found) else "-"
    permit(act.who, ACTION, {"agency_id": mine}, conn=conn)
    _cases.refuse_stale(found, seen_version)
    if not STATES[found["status"]].write and not closed_too:
        raise CaseInvalid(problem="case_closed")
    return found


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
