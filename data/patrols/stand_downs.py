"""Who or what cannot go for a while: a person on leave, a vehicle in repair, a whole agency on other duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.clock import require_aware
from data.errors import refuse_stale
from data.journal import append
from data.patrols.act import PLAN, By
from data.patrols.errors import PatrolUnknown
from data.patrols.wanted import one_line, refuse_first
from data.store.lock import serialise
from data.store.tables import stand_down

RECORD_KIND = "stand_down"


@dataclass(frozen=True)
class StandDown:
    """`person` or `vehicle` of the agency, or neither: the whole agency. Moments aware."""

    agency_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    person: str = ""
    vehicle: str = ""


def _checked(wanted: StandDown) -> dict[str, Any]:
    row: dict[str, Any] = {
        "agency_id": wanted.agency_id,
        "person": one_line(wanted.person) or None,
        "vehicle": one_line(wanted.vehicle) or None,
        "starts_at": require_aware(wanted.starts_at),
        "ends_at": require_aware(wanted.ends_at),
        "reason": one_line(wanted.reason),
    }
    refuse_first(
        {
            "stand_down_agency_missing": not wanted.agency_id,
            "stand_down_of_two": bool(row["person"] and row["vehicle"]),
            "window_backwards": row["ends_at"] <= row["starts_at"],
            "reason_missing": not row["reason"],
        }
    )
    return row


def _journal(
    conn: Connection, row_id: int, by: By, action: str,
    before: Mapping[str, Any] | None, after: Mapping[str, Any],
) -> None:  # fmt: skip
    append(
        conn, at=by.now, actor=by.who.name, origin=by.origin, action=action,
        record_kind=RECORD_KIND, record_id=str(row_id), before=before, after=after,
    )  # fmt: skip


def stand_down_now(conn: Connection, wanted: StandDown, by: By) -> int:
    """Enter that somebody or something cannot go, and return the row's id.

    Raises
    ------
    data.access.Denied
    PatrolInvalid
        `problem`: stand_down_agency_missing, stand_down_of_two, window_backwards, reason_missing.
    """
    serialise(conn)
    permit(by.who, PLAN, {"agency_id": wanted.agency_id}, conn=conn)
    row = _checked(wanted)
    whole = row | {"actor": by.who.name, "created_at": by.now, "version": 1}
    made = int(conn.execute(insert(stand_down).returning(stand_down.c.id), whole).scalar_one())
    _journal(conn, made, by, "created", None, row)
    return made


def _held(conn: Connection, row_id: int, by: By, seen_version: int) -> dict[str, Any]:
    serialise(conn)
    found = conn.execute(select(stand_down).where(stand_down.c.id == row_id)).mappings().first()
    if found is None:
        raise PatrolUnknown(kind=RECORD_KIND, id=row_id)
    permit(by.who, PLAN, {"agency_id": found["agency_id"]}, conn=conn)
    refuse_stale(RECORD_KIND, row_id, seen_version, found["version"])
    return dict(found)


def _write(conn: Connection, found: Mapping[str, Any], by: By, action: str, after: dict[str, Any]) -> None:
    changed = {name: value for name, value in after.items() if found[name] != value}
    refuse_first({"nothing_changed": not changed})
    same = stand_down.c.id == found["id"]
    conn.execute(update(stand_down).where(same).values(**changed, version=found["version"] + 1))
    _journal(conn, found["id"], by, action, {name: found[name] for name in changed}, changed)


def edit_stand_down(conn: Connection, row_id: int, wanted: StandDown, by: By, *, seen_version: int) -> None:
    """Mend an entry. Raises as `stand_down_now`, and PatrolUnknown, data.errors.ConflictError."""
    _write(conn, _held(conn, row_id, by, seen_version), by, "edited", _checked(wanted))


def take_back(conn: Connection, row_id: int, by: By, *, seen_version: int) -> None:
    """They can go again; the entry stays readable. Raises as `edit_stand_down`."""
    _write(conn, _held(conn, row_id, by, seen_version), by, "ended", {"ended_at": by.now})


def bring_back(conn: Connection, row_id: int, by: By, *, seen_version: int) -> None:
    """An entry that was taken back by mistake counts again. Raises as `edit_stand_down`."""
    _write(conn, _held(conn, row_id, by, seen_version), by, "restored", {"ended_at": None})


def stand_downs(
    conn: Connection, since: datetime, until: datetime, *, ended: bool = False
) -> list[dict[str, Any]]:
    """The entries of which some part lies in [since, until), by their start; `ended` gives those too."""
    query = select(stand_down).where(stand_down.c.starts_at < until, stand_down.c.ends_at > since)
    if not ended:
        query = query.where(stand_down.c.ended_at.is_(None))
    rows = conn.execute(query.order_by(stand_down.c.starts_at, stand_down.c.id)).mappings()
    return [dict(row) for row in rows]
