"""The 24-hour figures: each duty of a month stands in exactly one bucket, so that the buckets sum to all
duties that were not withdrawn. Counted over duties, never over messages.

A duty belongs to the local month in which its clock started. It is judged at the moment of the telling that
has proof; a message that was only sent in time is a bucket of its own and meets nothing (see
`data.ledger.states`).

The buckets judge by the deadline alone, because the share of those on time is what the signed plan
promises: all information within 24 hours. Who is told in ten hours of a patrol that set out after six was
told as the plan says, and it helped nobody. So it is not left at that: of what must be told before it begins,
those that were are counted beside (`with_start`, `start_met`), and wherever one duty is shown, "after the
start" stands by its bucket. With the start folded into the buckets the figure would not be the plan's any
more, and an agency would stand there as late that kept what it signed.

Nothing of it is stored: the figures of a month move with later corrections, which is
why `data.ledger.frozen` keeps what they were.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select

from data.clock import require_aware
from data.ledger.limits import start_counts, start_counts_sql
from data.ledger.months import Month
from data.store.tables import duty

BUCKETS = ("on_time", "sent_only", "late", "overdue", "open", "waived")
"""On time with proof · on time, only sent (not counted as met) · late · overdue · still open · waived."""
DIMENSIONS: dict[str, ColumnElement[Any]] = {
    "holder": duty.c.holder_id,
    "receiver": duty.c.receiver_id,
    "commune_2021": duty.c.commune_2021_id,
    "commune_2025": duty.c.commune_2025_id,
    "field": duty.c.field,
}
"""What figures are counted by, besides the weeks of the month."""
WEEK = "week"
ALL_DIMENSIONS = (*DIMENSIONS, WEEK)


def bucket(row: Mapping[str, Any], now: datetime) -> str | None:
    """The bucket of a duty (a row of `duty`) at a moment; None when it was withdrawn and counts nowhere."""
    deadline, told, proven = row["deadline_at"], row["told_at"], row["proven_at"]
    if row["status"] == "withdrawn":
        return None
    if row["status"] == "waived":
        return "waived"
    if proven is not None:
        return "on_time" if proven <= deadline else "late"
    if told is not None:
        return "sent_only" if told <= deadline else "late"
    return "overdue" if now > deadline else "open"


def bucket_sql(now: datetime) -> ColumnElement[Any]:
    """The same as one expression over `duty`; NULL for a duty that was withdrawn."""
    c, moment = duty.c, literal(require_aware(now), type_=duty.c.deadline_at.type)
    return case(
        (c.status == "withdrawn", None),
        (c.status == "waived", "waived"),
        (c.proven_at <= c.deadline_at, "on_time"),
        (c.proven_at.is_not(None), "late"),
        (c.told_at <= c.deadline_at, "sent_only"),
        (c.told_at.is_not(None), "late"),
        (c.deadline_at < moment, "overdue"),
        else_="open",
    )


@dataclass
class Count:
    """The partition of some duties, and what is told beside it.

    buckets
        Bucket → number of duties; all of `BUCKETS`.
    acknowledged_late
        Acknowledged after the deadline, whatever the bucket: how long the receiver took is not the holder's.
    with_start, start_met
        Duties of what must be told before it begins and has begun, or was told before; of those, told with
        proof no later than it began. What was known only after it had begun is not among them.
    with_target, target_met
        Duties that have a target besides the deadline; of those, told with proof by then.
    sent_open
        Of the bucket `sent_only`, those whose deadline is still ahead: they wait for their proof.
    """

    buckets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))
    acknowledged_late: int = 0
    with_target: int = 0
    target_met: int = 0
    sent_open: int = 0
    with_start: int = 0
    start_met: int = 0

    @property
    def total(self) -> int:
        """All duties that were not withdrawn."""
        return sum(self.buckets.values())

    @property
    def due(self) -> int:
        """Those that the share on time is taken of: proven, late, or past their deadline; not the waived."""
        return self.total - self.buckets["open"] - self.buckets["waived"] - self.sent_open

    @property
    def share(self) -> float | None:
        """On time with proof, of `due`; None where there is none."""
        return self.buckets["on_time"] / self.due if self.due else None

    def add(self, other: Count) -> None:
        """Count these too."""
        for name, number in other.buckets.items():
            self.buckets[name] += number
        self.acknowledged_late += other.acknowledged_late
        self.with_target += other.with_target
        self.target_met += other.target_met
        self.sent_open += other.sent_open
        self.with_start += other.with_start
        self.start_met += other.start_met

    def plain(self) -> dict[str, Any]:
        """As it is kept and written."""
        return {
            **self.buckets,
            "total": self.total,
            "acknowledged_late": self.acknowledged_late,
            "with_target": self.with_target,
            "target_met": self.target_met,
            "sent_open": self.sent_open,
            "with_start": self.with_start,
            "start_met": self.start_met,
        }


def in_month(month: Month) -> ColumnElement[bool]:
    """Whose clock started in the month, and that were not withdrawn."""
    return and_(duty.c.started_at >= month.start, duty.c.started_at < month.end, duty.c.status != "withdrawn")


def _key(dimension: str, month: Month) -> ColumnElement[Any]:
    if dimension != WEEK:
        return DIMENSIONS[dimension]
    started, weeks = duty.c.started_at, month.weeks()
    later = [(started < after, monday.isoformat()) for (monday, _), (_m, after) in pairwise(weeks)]
    last = weeks[-1][0].isoformat()
    return case(*later, else_=last) if later else literal(last)


def _sent_open(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    c = duty.c
    told = and_(c.proven_at.is_(None), c.told_at <= c.deadline_at, c.status != "waived")
    return func.count(case((and_(told, c.deadline_at >= moment), 1)))


def _met(limit: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.count(case((duty.c.proven_at <= limit, 1)))


def after_start(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a duty (a row of `duty`) was not met, with proof, before what must be told began."""
    begins, told = row["before_at"], row["proven_at"]
    owed = start_counts(row) and row["status"] not in ("waived", "withdrawn")
    return owed and (told > begins if told is not None else now > begins)


def _by_start(moment: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """How many must be told before it begins and can be judged, and how many of them were."""
    c = duty.c
    owed = and_(start_counts_sql(), c.status != "waived")
    judged = or_(c.proven_at.is_not(None), c.before_at < moment)
    met = c.proven_at <= c.before_at
    return func.count(case((and_(owed, judged), 1))), func.count(case((and_(owed, met), 1)))


def count_by(conn: Connection, month: Month, now: datetime, dimension: str) -> dict[str | None, Count]:
    """The partition for each holder, receiver, commune (of one map), field or week (its Monday, ISO).

    One statement. Keys are ids, None where the duty has none; in the order of the keys, None last.

    Raises
    ------
    KeyError
        There is no such dimension.
    """
    c, key = duty.c, _key(dimension, month)
    moment = literal(require_aware(now), type_=c.deadline_at.type)
    with_start, start_met = _by_start(moment)
    query = (
        select(
            key.label("key"),
            bucket_sql(now).label("bucket"),
            func.count().label("duties"),
            func.count(case((c.acknowledged_at > c.deadline_at, 1))).label("ack_late"),
            func.count(c.target_at).label("with_target"),
            _met(c.target_at).label("met"),
            _sent_open(moment).label("sent_open"),
            with_start.label("with_start"),
            start_met.label("start_met"),
        )
        .where(in_month(month))
        .group_by("key", "bucket")
    )
    found: dict[str | None, Count] = {}
    for row in conn.execute(query):
        one = found.setdefault(row.key, Count())
        one.buckets[row.bucket] += row.duties
        one.acknowledged_late += row.ack_late
        one.with_target += row.with_target
        one.target_met += row.met
        one.sent_open += row.sent_open
        one.with_start += row.with_start
        one.start_met += row.start_met
    return {own: found[own] for own in sorted(found, key=lambda each: (each is None, each or ""))}


def count_all(conn: Connection, month: Month, now: datetime) -> Count:
    """The partition of the whole month: one pass over its duties, no groups."""
    c, moment = duty.c, literal(require_aware(now), type_=duty.c.deadline_at.type)
    counting, unproven = c.status != "waived", c.proven_at.is_(None)

    def number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((and_(*conditions), 1)))

    query = select(
        func.count(),
        number(c.status == "waived"),
        number(c.proven_at <= c.deadline_at, counting),
        number(c.proven_at > c.deadline_at, counting),
        number(unproven, c.told_at <= c.deadline_at, counting),
        number(unproven, c.told_at > c.deadline_at, counting),
        number(unproven, c.told_at.is_(None), c.deadline_at < moment, counting),
        number(c.acknowledged_at > c.deadline_at),
        func.count(c.target_at),
        number(c.proven_at <= c.target_at),
        _sent_open(moment),
        *_by_start(moment),
    ).where(in_month(month))
    total, waived, on_time, late, sent, sent_late, overdue, *beside = conn.execute(query).one()
    told = {"on_time": on_time, "sent_only": sent, "late": late + sent_late, "overdue": overdue}
    still = total - waived - sum(told.values())
    return Count(told | {"open": still, "waived": waived}, *beside)


def total_of(parts: Mapping[Any, Count]) -> Count:
    """All of them together."""
    whole = Count()
    for each in parts.values():
        whole.add(each)
    return whole


def duties_of_month(
    conn: Connection, month: Month, *, dimension: str | None = None, key: str | None = None
) -> list[dict[str, Any]]:
    """Rows of `duty` behind a figure, the earliest first; of one holder, receiver, … where it is named."""
    query = select(duty).where(in_month(month))
    if dimension is not None:
        column = _key(dimension, month)
        query = query.where(column.is_(None) if key is None else column == key)
    return [dict(row) for row in conn.execute(query.order_by(duty.c.started_at, duty.c.id)).mappings()]


def median_to_told(conn: Connection, month: Month) -> timedelta | None:
    """From the clock's start to the first telling, in the middle of the month's duties that somebody was told
    of; None where nobody was."""
    query = select(duty.c.started_at, duty.c.told_at).where(in_month(month), duty.c.told_at.is_not(None))
    waits = [(row.told_at - row.started_at).total_seconds() for row in conn.execute(query)]
    return timedelta(seconds=statistics.median(waits)) if waits else None


def clocks(conn: Connection, month: Month) -> dict[str, int]:
    """Ruling clock → how many duties of the month it started, the most first."""
    query = select(duty.c.clock, func.count()).where(in_month(month)).group_by(duty.c.clock)
    found = {clock: int(number) for clock, number in conn.execute(query)}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def first_start(conn: Connection) -> datetime | None:
    """When the clock of the first duty of all started."""
    return conn.execute(select(func.min(duty.c.started_at))).scalar()
