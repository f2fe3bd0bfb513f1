"""Read the reception log. Who called is told only to those who may read it, and each look is journalled
(Law on Personal Data Protection 91/2025/QH15).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.incidents.changing import By
from data.incidents.reading import whole
from data.journal import append
from data.reception.errors import CallUnknown
from data.reception.recording import INFORMANT, RECORD_KIND
from data.store.tables import reception_call

READ = "reception.read"
_OPEN = [column for column in reception_call.c if column.name not in INFORMANT]


def calls_of(conn: Connection, incident_id: int) -> list[dict[str, Any]]:
    """The calls of an incident, and of those that became part of it, in the order in which they came; without
    name, address and phone."""
    own = reception_call.c.incident_id.in_(whole(conn, incident_id))
    query = select(*_OPEN).where(own).order_by(reception_call.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def latest_calls(conn: Connection, limit: int = 20) -> list[dict[str, Any]]:
    """The last calls of the log, the newest first, without name, address and phone."""
    query = select(*_OPEN).order_by(reception_call.c.id.desc()).limit(limit)
    return [dict(row) for row in conn.execute(query).mappings()]


def informant(conn: Connection, call_id: int, by: By) -> dict[str, Any]:
    """Name, address and phone of who called; the look is journalled in this transaction (a writing one).

    Raises
    ------
    CallUnknown, Denied
    """
    query = select(*(reception_call.c[name] for name in (*INFORMANT, "agency_id", "code")))
    row = conn.execute(query.where(reception_call.c.id == call_id)).mappings().first()
    if row is None:
        raise CallUnknown(id=call_id)
    permit(by.who, READ, {"agency_id": row["agency_id"]}, conn=conn)
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="read",
        record_kind=RECORD_KIND,
        record_id=row["code"],
    )
    return {name: row[name] for name in INFORMANT}
