"""What the duty desk reads: whom somebody still has to tell, by the time left, and what changed meanwhile.

Three statements a look, however many duties there are: how many there are, the first of them, what changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from data.clock import require_aware
from data.ledger.limits import limit_at, limit_sql, start_sooner_sql
from data.ledger.reading import newest_entry_id
from data.ledger.states import LIVE
from data.store.batches import in_batches
from data.store.lock import serialise
from data.store.tables import desk_look, duty, duty_entry, matter, matter_fact

SHOWN = ("to_tell", "to_acknowledge", "live")
"""Nobody told yet with proof · told with proof, not acknowledged · both."""
SOON = timedelta(hours=2)
"""What is due within this is counted as soon: a call and a second try still fit. Our own choice."""
MOST = 200
"""So many a look; how many there are is told beside."""
_FACTS = (
    "subkind", "state", "happened_at", "seen_at", "stored_at", "known_at", "known_by", "verified_at",
    "communes_2021", "communes_2025", "place", "forest", "level", "strength", "latitude", "longitude", "told",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. None: any.

    shown
        One of `SHOWN`.
    receivers
        Agencies that must know; a force is the agencies of that force.
    commune
        Of today's map.
    mine
        An agency that holds or receives.
    """

    shown: str = "to_tell"
    receivers: Collection[str] | None = None
    commune: str | None = None
    field: str | None = None
    kind: str | None = None
    urgency: str | None = None
    mine: str | None = None
    matter_id: int | None = None


@dataclass(frozen=True)
class Counts:
    """Of those that are wanted: all, past the deadline or the start, due within `SOON` (also the target)."""

    all: int
    overdue: int
    soon: int


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    c = duty.c
    shown: dict[str, ColumnElement[bool]] = {
        "to_tell": and_(c.status.in_(LIVE), c.proven_at.is_(None)),
        "to_acknowledge": and_(c.status == "told", c.proven_at.is_not(None)),
        "live": c.status.in_(LIVE),
    }
    found = [shown[wanted.shown]]
    if wanted.receivers is not None:
        found.append(c.receiver_id.in_(sorted(wanted.receivers)))
    if wanted.mine is not None:
        found.append(or_(c.holder_id == wanted.mine, c.receiver_id == wanted.mine))
    if wanted.kind is not None:
        found.append(c.matter_id.in_(select(matter.c.id).where(matter.c.kind == wanted.kind)))
    same = {
        c.commune_2025_id: wanted.commune,
        c.field: wanted.field,
        c.urgency: wanted.urgency,
        c.matter_id: wanted.matter_id,
    }
    return found + [column == value for column, value in same.items() if value is not None]


def due_at(row: Mapping[str, Any]) -> datetime:
    """What the time left is counted to: the target where there is one, else the deadline; the start where it
    is sooner."""
    limit = limit_at(row)
    return min(limit, row["target_at"] or limit)


def _due() -> ColumnElement[Any]:
    limit = limit_sql()
    return case((duty.c.target_at < limit, duty.c.target_at), else_=limit)


def count(conn: Connection, wanted: Wanted, now: datetime) -> Counts:
    """How many there are."""
    now = require_aware(now)
    moment, soon = (literal(each, type_=duty.c.deadline_at.type) for each in (now, now + SOON))
    query = select(
        func.count(),
        func.count(case((limit_sql() < moment, 1))),
        func.count(case((and_(limit_sql() >= moment, _due() < soon), 1))),
    ).where(*_conditions(wanted))
    return Counts(*conn.execute(query).one())


def _first(wanted: Wanted, now: datetime, limit: int | None) -> list[Select[Any]]:
    """Ids in their order: what is overdue by its deadline or the start, and the rest by what is due.

    The indexes on status with deadline and with start give the first in order, and of the second only what is
    not overdue: that is what came in within a deadline's time, however much has been piling up.
    """
    c, moment = duty.c, literal(require_aware(now), type_=duty.c.deadline_at.type)
    conditions = _conditions(wanted)
    rules = ((c.deadline_at, limit_sql() == c.deadline_at), (c.before_at, start_sooner_sql()))
    by_status = [
        select(c.id, due.label("due"))
        .where(c.status == status, due < moment, rules_it, *conditions)
        .order_by(due, c.id)
        .limit(limit)
        .subquery()
        for status in LIVE
        for due, rules_it in rules
    ]
    both = union_all(*(select(some.c.id, some.c.due) for some in by_status)).subquery()
    ahead = (c.deadline_at >= moment, limit_sql() >= moment)
    rest = select(c.id, _due().label("due")).where(*ahead, *conditions)
    return [
        select(both.c.id).order_by(both.c.due, both.c.id).limit(limit),
        rest.order_by("due", c.id).limit(limit),
    ]


def with_matters(conn: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of `duty` with what is newest known of the matter, in the order of the ids."""
    facts = [matter_fact.c[name] for name in _FACTS]
    query = select(duty, matter.c.kind, matter.c.ref, *facts).select_from(
        duty.join(matter, matter.c.id == duty.c.matter_id).join(
            matter_fact, matter_fact.c.id == func.coalesce(matter.c.fact_id, duty.c.fact_id)
        )
    )
    found: dict[int, dict[str, Any]] = {}
    for some in in_batches(ids):
        rows = conn.execute(query.where(duty.c.id.in_(some))).mappings()
        found |= {row["id"]: dict(row) for row in rows}
    return [found[own] for own in ids]


def live(
    conn: Connection, wanted: Wanted, now: datetime, *, limit: int | None = MOST
) -> list[dict[str, Any]]:
    """The duties, overdue first, then by the time left to target or deadline.

    Rows of `duty` with what is newest known of the matter: ``kind``, ``ref`` and the columns of
    `matter_fact` that tell where and what.
    """
    ids: list[int] = []
    for query in _first(wanted, now, limit):
        if limit is None or len(ids) < limit:
            ids += conn.execute(query).scalars()
    return with_matters(conn, ids if limit is None else ids[:limit])


def one(conn: Connection, duty_id: int) -> dict[str, Any] | None:
    """One duty in the same shape, whatever its state; None where there is none."""
    known = conn.execute(select(duty.c.id).where(duty.c.id == duty_id)).scalar()
    return None if known is None else with_matters(conn, [known])[0]


def grouped(rows: Sequence[Mapping[str, Any]], by: str) -> list[list[Mapping[str, Any]]]:
    """Duties of one matter (`by` ``matter_id``) or receiver (``receiver_id``) together; a group stands where
    its most pressing duty does."""
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row)
    return list(found.values())


def last_look(conn: Connection, viewer: str) -> dict[str, Any] | None:
    """Up to which entry this person has seen, and when they said so; None before the first look."""
    row = conn.execute(select(desk_look).where(desk_look.c.viewer == viewer)).mappings().first()
    return None if row is None else dict(row)


def look(conn: Connection, viewer: str, now: datetime) -> None:
    """This person has seen everything that there is now."""
    serialise(conn)
    seen = {"entry_id": newest_entry_id(conn), "at": require_aware(now)}
    mine = desk_look.c.viewer == viewer
    if conn.execute(update(desk_look).where(mine).values(**seen)).rowcount == 0:
        conn.execute(insert(desk_look).values(viewer=viewer, **seen))


def changed(
    conn: Connection, viewer: str, since_entry: int, duty_ids: Collection[int] | None = None
) -> set[int]:
    """The duties that somebody else wrote entries of since; of these, or of all."""
    newer = and_(duty_entry.c.id > since_entry, duty_entry.c.actor != viewer)
    query = select(duty_entry.c.duty_id).where(newer).distinct()
    if duty_ids is None:
        return set(conn.execute(query).scalars())
    found: set[int] = set()
    for some in in_batches(duty_ids):
        found |= set(conn.execute(query.where(duty_entry.c.duty_id.in_(some))).scalars())
    return found
