"""Read duties, their entries, and what was known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, select

from data.ledger.entries import entries_of
from data.ledger.errors import DutyUnknown
from data.matters.recording import facts_by_id
from data.store.batches import in_batches
from data.store.tables import duty, duty_entry, fire_event_alias, matter, matter_fact


def duty_by_id(conn: Connection, duty_id: int) -> dict[str, Any]:
    """One duty.

    Raises
    ------
    DutyUnknown
    """
    row = conn.execute(select(duty).where(duty.c.id == duty_id)).mappings().first()
    if row is None:
        raise DutyUnknown(id=duty_id)
    return dict(row)


def duties_by_id(conn: Connection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Rows of `duty` by their id; those that are not there are left out."""
    found: dict[int, dict[str, Any]] = {}
    for some in in_batches(set(ids)):
        query = select(duty).where(duty.c.id.in_(some)).order_by(duty.c.id)
        found |= {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return found


def taken_over(conn: Connection, ids: Sequence[int]) -> list[int]:
    """The duties that these are today: where matters were merged, the ones that took them over; each once, in
    their order."""
    today = list(ids)
    while True:
        rows = duties_by_id(conn, today)
        following = [own if own not in rows else rows[own]["moved_to"] or own for own in today]
        if following == today:
            return list(dict.fromkeys(today))
        today = following


def matter_of(conn: Connection, kind: str, ref: str) -> dict[str, Any] | None:
    """The matter of a record (incident by its number as text, fire event by any id it was known by); None
    where it never became one."""
    if kind == "fire_event":
        alias = select(fire_event_alias.c.event_id).where(fire_event_alias.c.alias == ref)
        ref = conn.execute(alias).scalar() or ref
    row = conn.execute(select(matter).where(matter.c.kind == kind, matter.c.ref == ref)).mappings().first()
    return None if row is None else dict(row)


def matters_by_id(conn: Connection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Rows of `matter` by their id."""
    found: dict[int, dict[str, Any]] = {}
    for some in in_batches(set(ids)):
        query = select(matter).where(matter.c.id.in_(some))
        found |= {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return found


def duties_of_matter(conn: Connection, matter_id: int) -> list[dict[str, Any]]:
    """The duties of a matter, or of the one it was merged into, in the order in which they were raised."""
    row = conn.execute(select(matter).where(matter.c.id == matter_id)).one()
    while row.merged_into is not None:
        row = conn.execute(select(matter).where(matter.c.id == row.merged_into)).one()
    query = select(duty).where(duty.c.matter_id == row.id).order_by(duty.c.id)
    return [dict(each) for each in conn.execute(query).mappings()]


def newest_facts(conn: Connection, matter_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Matter → the newest row of `matter_fact`."""
    matters = matters_by_id(conn, matter_ids)
    facts = facts_by_id(conn, [row["fact_id"] for row in matters.values() if row["fact_id"] is not None])
    return {own: facts[row["fact_id"]] for own, row in matters.items() if row["fact_id"] in facts}


def facts_of(conn: Connection, matter_id: int) -> list[dict[str, Any]]:
    """Every row of `matter_fact` of a matter, the earliest first: what was known when."""
    query = select(matter_fact).where(matter_fact.c.matter_id == matter_id).order_by(matter_fact.c.number)
    return [dict(row) for row in conn.execute(query).mappings()]


def timeline(conn: Connection, duty_id: int) -> list[dict[str, Any]]:
    """The entries of a duty in the order in which they were written; `revoked_by` is the entry that took one
    back, None where it counts."""
    rows = entries_of(conn, [duty_id]).get(duty_id, [])
    taken_back = {each["corrects_id"]: each["id"] for each in rows if each["kind"] == "revoked"}
    return [row | {"revoked_by": taken_back.get(row["id"])} for row in rows]


def newest_entry_id(conn: Connection) -> int:
    """The id of the last entry of all duties, 0 before the first: every change to the ledger adds one."""
    found = conn.execute(select(duty_entry.c.id).order_by(duty_entry.c.id.desc()).limit(1)).scalar()
    return int(found or 0)
