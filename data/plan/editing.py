"""A person's changes to coordination plans, checked and journalled; and the scan of the paper."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, update

from data.access import permit
from data.agencies.act import Act
from data.agencies.errors import AgencyInvalid, RecordUnknown
from data.clock import require_aware
from data.errors import refuse_stale
from data.journal import append
from data.plan.reading import RECORD_KIND, plan_history, plan_of
from data.scans import LIMIT_MB, folder_of, keep_scan
from data.store.lock import serialise
from data.store.tables import AGENCY_ROLES, PLAN_STATUSES, coordination_plan

ACTION = "plan.edit"
SCAN_LIMIT_MB = LIMIT_MB
FORCES = AGENCY_ROLES[:3]
UNDOABLE = ("edited", "withdrawn", "scanned")
_DAYS = ("signed_on", "period_from", "period_to")


def scan_folder(*, drill: bool = False) -> Path:
    """Where scans are kept: beside the database of this installation, a drill's apart."""
    return folder_of("plans", drill=drill)


@dataclass(frozen=True)
class Plan:
    """What a person says of a plan; None is not stated. `signatories` are agency ids; `period_to` is the
    last day; `rotation` is the order in which the forces host the quarterly meeting."""

    title: str
    period_from: date
    period_to: date
    number: str | None = None
    signed_on: date | None = None
    signatories: list[dict[str, Any]] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    rotation: list[str] | None = None
    lead_times: dict[str, float | None] = field(default_factory=dict)
    holidays: dict[str, Any] | None = None
    source: str = "person"
    status: str = "signed"


def _row(wanted: Plan) -> dict[str, Any]:
    row = asdict(wanted) | {"title": " ".join(wanted.title.split())}
    row["number"] = " ".join((wanted.number or "").split()) or None
    row["clauses"] = [" ".join(each.split()) for each in wanted.clauses if each.strip()]
    row["rotation"] = wanted.rotation or None
    row["lead_times"] = {"share_hours": None, "notice_days": None} | wanted.lead_times
    if not row["title"]:
        raise AgencyInvalid(problem="plan_untitled")
    if wanted.period_to < wanted.period_from:
        raise AgencyInvalid(problem="period_backwards")
    if wanted.status not in PLAN_STATUSES:
        raise AgencyInvalid(problem="status_unknown")
    if wanted.rotation and sorted(wanted.rotation) != sorted(FORCES):
        raise AgencyInvalid(problem="rotation_incomplete")
    if any(value is not None and value <= 0 for value in row["lead_times"].values()):
        raise AgencyInvalid(problem="lead_time_not_positive")
    return row


def _journal(conn: Connection, plan_id: str, act: Act, action: str, **more: Any) -> None:
    append(
        conn,
        at=require_aware(act.now),
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=plan_id,
        **more,
    )


def add_plan(conn: Connection, wanted: Plan, act: Act, *, plan_id: str | None = None) -> str:
    """Add a plan and return its id.

    Raises
    ------
    AgencyInvalid
        `problem` says why.
    data.access.Denied
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    own = plan_id or f"ke-hoach-{wanted.period_from.year}-{secrets.token_hex(3)}"
    row = _row(wanted) | {"plan_id": own}
    kept = {"actor": act.who.name, "created_at": require_aware(act.now), "version": 1}
    conn.execute(insert(coordination_plan), row | kept)
    _journal(conn, own, act, "created", after=row)
    return own


def _stored(conn: Connection, plan_id: str, seen_version: int, act: Act) -> dict[str, Any]:
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    found = plan_of(conn, plan_id)
    if found is None:
        raise RecordUnknown(kind=RECORD_KIND, id=plan_id)
    refuse_stale(RECORD_KIND, plan_id, seen_version, found["version"])
    return found


def _write(
    conn: Connection, found: dict[str, Any], row: dict[str, Any], act: Act, action: str, reason: str = ""
) -> None:
    after = {name: value for name, value in row.items() if found[name] != value}
    if not after:
        raise AgencyInvalid(problem="nothing_changed")
    same = coordination_plan.c.id == found["id"]
    conn.execute(update(coordination_plan).where(same).values(**after, version=found["version"] + 1))
    before = {name: found[name] for name in after}
    _journal(conn, found["plan_id"], act, action, before=before, after=after, reason=reason.strip() or None)


def edit_plan(conn: Connection, plan_id: str, wanted: Plan, act: Act, *, seen_version: int) -> None:
    """Correct a plan. Raises RecordUnknown, ConflictError, AgencyInvalid, data.access.Denied."""
    _write(conn, _stored(conn, plan_id, seen_version, act), _row(wanted), act, "edited")


def withdraw_plan(conn: Connection, plan_id: str, act: Act, *, seen_version: int, reason: str = "") -> None:
    """Say that a plan does not count. Raises as `edit_plan`."""
    found = _stored(conn, plan_id, seen_version, act)
    _write(conn, found, {"status": "withdrawn"}, act, "withdrawn", reason)


def undo_plan(conn: Connection, plan_id: str, act: Act, *, seen_version: int) -> None:
    """Take the last change to a plan back. Raises as `edit_plan`."""
    found = _stored(conn, plan_id, seen_version, act)
    last = plan_history(conn, plan_id)[0]
    if last["action"] not in UNDOABLE:
        raise AgencyInvalid(problem="nothing_to_undo")
    fields = dict(last["before"])
    for name in _DAYS:
        if fields.get(name):
            fields[name] = date.fromisoformat(fields[name])
    _write(conn, found, fields, act, "undone")


def attach_scan(
    conn: Connection, plan_id: str, name: str, data: bytes, act: Act, *, seen_version: int, folder: Path
) -> dict[str, Any]:
    """Keep the scan of the paper: a PDF or JPG by its content, under the name of its digest.

    Raises
    ------
    ScanInvalid
        `problem`: scan_empty, scan_too_large, scan_wrong_type.
    RecordUnknown, ConflictError, data.access.Denied
    """
    found = _stored(conn, plan_id, seen_version, act)
    scan = keep_scan(name, data, folder)
    _write(conn, found, {"scan": scan}, act, "scanned")
    return scan
