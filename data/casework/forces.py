"""Who came to fight: forces with their head-counts, one row each; taken back, never removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.casework.errors import RecordInvalid
from data.casework.records import ACTION, LONGEST
from data.incidents.reading import whole
from data.incidents.writing import By, entry, held, journalled
from data.store.tables import incident_force

MOST_PEOPLE = 100_000
"""Real fires drew 200 to 500 (DOMAIN 4): more than this is a slip of the hand."""


@dataclass(frozen=True)
class Force:
    """`agency_id` None: named only, such as the people of a village."""

    name: str
    people: int
    agency_id: str | None = None
    vehicles: str = ""
    tools: str = ""


def _words(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > LONGEST:
        raise RecordInvalid(problem="too_long")
    return words


def add_force(conn: Connection, incident_id: int, force: Force, by: By) -> int:
    """Write down a force that came.

    Raises
    ------
    data.access.Denied, data.incidents.errors.IncidentUnknown, IncidentInvalid
    RecordInvalid
        `problem`: force_unnamed, people_impossible, too_long.
    """
    held(conn, incident_id, by, None, action=ACTION)
    name = _words(force.name)
    if not name:
        raise RecordInvalid(problem="force_unnamed")
    if not 0 <= force.people <= MOST_PEOPLE:
        raise RecordInvalid(problem="people_impossible")
    row = {
        "incident_id": incident_id,
        "agency_id": force.agency_id,
        "name": name,
        "people": force.people,
        "vehicles": _words(force.vehicles),
        "tools": _words(force.tools),
    }
    kept = {"actor": by.who.name, "created_at": by.now}
    made = int(conn.execute(insert(incident_force).returning(incident_force.c.id), row | kept).scalar_one())
    entry(conn, incident_id, by, "force", f"{name}: {force.people}", reference=str(made))
    journalled(conn, incident_id, by, "force", None, row | {"force": made})
    return made


def _set(conn: Connection, force_id: int, by: By, *, ended: bool) -> None:
    row = conn.execute(select(incident_force).where(incident_force.c.id == force_id)).mappings().first()
    if row is None or (row["ended_at"] is not None) == ended:
        raise RecordInvalid(problem="force_unknown")
    held(conn, row["incident_id"], by, None, action=ACTION)
    at = by.now if ended else None
    conn.execute(update(incident_force).where(incident_force.c.id == force_id).values(ended_at=at))
    told = {"force": force_id, "ended_at": row["ended_at"]}
    kind, said = "undone" if ended else "force", f"{row['name']}: {row['people']}"
    entry(conn, row["incident_id"], by, kind, said, reference=f"force:{force_id}")
    journalled(conn, row["incident_id"], by, "force", told, told | {"ended_at": at})


def end_force(conn: Connection, force_id: int, by: By) -> None:
    """Take back that a force came: it was written by mistake, or another row says it better.

    Raises
    ------
    data.access.Denied, RecordInvalid
    """
    _set(conn, force_id, by, ended=True)


def restore_force(conn: Connection, force_id: int, by: By) -> None:
    """Let a force that was taken back count again. Raises as `end_force`."""
    _set(conn, force_id, by, ended=False)


def forces_of(conn: Connection, incident_id: int) -> list[dict[str, Any]]:
    """The forces that count, of the incidents that became part of it too, in the order of writing."""
    query = select(incident_force).where(
        incident_force.c.incident_id.in_(whole(conn, incident_id)), incident_force.c.ended_at.is_(None)
    )
    return [dict(row) for row in conn.execute(query.order_by(incident_force.c.id)).mappings()]


def headcount(forces: Sequence[dict[str, Any]]) -> int:
    """All people of all forces."""
    return sum(int(row["people"]) for row in forces)
