"""Who has been told of many matters, in one query: for maps, lists, sheets and exports.

A matter that was merged into another shows the duties of the one that survived; a duty that was withdrawn
because another took it over is no duty any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, func, literal, select

from data.clock import require_aware
from data.ledger.limits import limit_at, past_limit
from data.ledger.states import LIVE
from data.store.batches import in_batches
from data.store.tables import duty, fire_event, incident, matter

SIGNS = ("overdue", "untold", "told", "acknowledged", "waived", "withdrawn")
"""How a receiver stands to a matter, the most pressing first. Overdue: never told, and the
deadline is past, or it has begun."""
_SHOWN = (
    "id", "receiver_id", "status", "started_at", "target_at", "deadline_at", "before_at", "told_at", "proof",
    "acknowledged_at", "acknowledged_by",
)  # fmt: skip
"""Columns of `duty`, in the order of the fields of `Receiver`."""


@dataclass(frozen=True)
class Receiver:
    """One agency that must know of a matter, and how far that is. Moments aware UTC."""

    duty_id: int
    agency_id: str
    status: str
    started_at: datetime
    target_at: datetime | None
    deadline_at: datetime
    before_at: datetime | None
    told_at: datetime | None
    proof: str | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @property
    def limit_at(self) -> datetime:
        """The deadline, or the start where that is sooner."""
        return limit_at(vars(self))

    def sign(self, now: datetime) -> str:
        """One of `SIGNS`: deadlines pass while nobody writes anything, so it is asked at a moment."""
        if self.status not in LIVE:
            return self.status
        if self.told_at is not None:
            return "told"
        return "overdue" if now > self.limit_at else "untold"


@dataclass(frozen=True)
class Counts:
    """Receivers of a matter that need to know: `untold` holds those `overdue`, `told` those acknowledged."""

    told: int = 0
    untold: int = 0
    overdue: int = 0
    acknowledged: int = 0

    @property
    def all(self) -> int:
        """Receivers that were told or must still be."""
        return self.told + self.untold


@dataclass(frozen=True)
class MatterStanding:
    """The receivers of a matter in the order of their duties; `kind` and `ref` name the matter that the
    duties belong to now."""

    kind: str
    ref: str
    receivers: tuple[Receiver, ...]

    def counts(self, now: datetime) -> Counts:
        """How many were told at a moment; whoever was waived or withdrawn need not be."""
        signs = [each.sign(require_aware(now)) for each in self.receivers]
        acknowledged, overdue = signs.count("acknowledged"), signs.count("overdue")
        return Counts(
            told=signs.count("told") + acknowledged,
            untold=signs.count("untold") + overdue,
            overdue=overdue,
            acknowledged=acknowledged,
        )


def _query(kind: str, refs: Any) -> Select[Any]:
    start = (
        select(matter.c.ref.label("asked"), matter.c.id.label("last"), matter.c.merged_into)
        .where(matter.c.kind == kind, matter.c.ref.in_(refs))
        .cte("followed", recursive=True)
    )
    followed = start.union_all(
        select(start.c.asked, matter.c.id, matter.c.merged_into).join(
            start, matter.c.id == start.c.merged_into
        )
    )
    return (
        select(followed.c.asked, matter.c.kind, matter.c.ref, *(duty.c[name] for name in _SHOWN))
        .select_from(
            followed.join(matter, matter.c.id == followed.c.last).join(duty, duty.c.matter_id == matter.c.id)
        )
        .where(followed.c.merged_into.is_(None), duty.c.moved_to.is_(None))
        .order_by(followed.c.asked, duty.c.id)
    )


def _gathered(rows: Iterable[Any]) -> dict[str, MatterStanding]:
    """Ref that was asked for → standing; a page has thousands of rows, so they stay tuples."""
    named: dict[str, tuple[str, str]] = {}
    found: dict[str, list[Receiver]] = {}
    for asked, kind, ref, *values in rows:
        if asked not in found:
            named[asked], found[asked] = (kind, ref), []
        found[asked].append(Receiver(*values))
    return {ref: MatterStanding(*named[ref], tuple(each)) for ref, each in found.items()}


def standings_of(conn: Connection, kind: str, refs: Collection[str]) -> dict[str, MatterStanding]:
    """Ref → who must know of that matter and who has been told; a matter without duties is left out.

    Parameters
    ----------
    kind, refs
        As in `matter`: an incident, call or danger level by its number or code as text, a fire event by its
        present id.
    """
    found: dict[str, MatterStanding] = {}
    for some in in_batches(set(refs)):
        found |= _gathered(conn.execute(_query(kind, some)))
    return found


def standing_of(conn: Connection, kind: str, ref: str) -> MatterStanding | None:
    """The same for one matter; None where it has no duties."""
    return standings_of(conn, kind, [ref]).get(ref)


def standings_of_events(conn: Connection, start: datetime, end: datetime) -> dict[str, MatterStanding]:
    """Event id → standing, of the fire events seen between two moments (see `dashboard.queries.events`)."""
    seen = select(fire_event.c.id).where(fire_event.c.last_seen >= start, fire_event.c.first_seen < end)
    return _gathered(conn.execute(_query("fire_event", seen)))


def standings_of_incidents(
    conn: Connection, *, start: datetime | None = None, end: datetime | None = None
) -> dict[int, MatterStanding]:
    """Incident's number → standing, of the incidents that happened in a period (None is open)."""
    seen = select(cast(incident.c.id, Text))
    if start is not None:
        seen = seen.where(incident.c.occurred_at >= start)
    if end is not None:
        seen = seen.where(incident.c.occurred_at < end)
    rows = conn.execute(_query("incident", seen))
    return {int(ref): each for ref, each in _gathered(rows).items()}


def overdue_count(conn: Connection, now: datetime) -> int:
    """How many duties nobody was told of by their deadline, or before it began: it changes with the clock
    alone, so whoever keeps what is shown asks for it beside the data's version."""
    moment = literal(require_aware(now), type_=duty.c.deadline_at.type)
    late = (duty.c.status == "open") & past_limit(moment)
    return int(conn.execute(select(func.count()).select_from(duty).where(late)).scalar_one())
