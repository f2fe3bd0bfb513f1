"""What a rule would have made of a past month: the facts of that time, the agencies of those days.

Nothing is written. Since when a rule holds is ignored, so that a draft can be tried on what has happened; for
the same reason the rules that are in force now are tried on it as they read now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, select

from data.agencies.reading import agencies_at
from data.clock import require_aware
from data.ledger.limits import limit_at
from data.ledger.matching import Row, owed
from data.ledger.raising import VIETNAM, survivors
from data.ledger.rules import current_rules, is_on
from data.ledger.settings import ledger_settings
from data.matters.facts import begins_at
from data.matters.of_plans import STARTING
from data.store.tables import matter, matter_fact

_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
_ASKED = (
    "matter_id", "number", "since", "state", "fresh", "permanent", "field", "subkind", "communes_2025",
    "place", "forest", "strength", "level", "seen_at", "holder_id", "involved",
)  # fmt: skip
_WAY = ("state", "fresh", "permanent", "field", "subkind", "place", "forest", "strength", "level")
"""With kind, day, holder and communes: all that a rule asks, since when it holds aside."""


@dataclass(frozen=True)
class Past:
    """What a preview reads: made once, asked for many wordings.

    Attributes
    ----------
    start, end
        Clocks that started in this period count; aware, the end excluded.
    facts
        Matter (what it was merged into) → kind and facts, in the order in which they were known.
    agencies
        Local day → the agencies of that day.
    """

    start: datetime
    end: datetime
    facts: Mapping[int, Sequence[tuple[str, Row]]]
    agencies: Mapping[date, Sequence[Row]]
    watch_agency: str | None
    rules: Sequence[Row] = ()


@dataclass(frozen=True)
class Preview:
    """What a rule would have made.

    Attributes
    ----------
    matters
        Matters of the rule's kind that became known or changed in the period.
    spoken_of
        Those of them that the rule would have made duties of.
    receivers
        Agency → duties.
    beyond
        Agency → duties that no other rule in force makes.
    sooner
        Duties that another rule makes too, but with a later deadline.
    starting
        Duties whose deadline lies after the start, which they had to be told before.
    nobody
        Matters for which a receiver of the rule had no agency at all.
    """

    start: datetime
    end: datetime
    matters: int = 0
    spoken_of: int = 0
    receivers: Mapping[str, int] = field(default_factory=dict)
    beyond: Mapping[str, int] = field(default_factory=dict)
    sooner: int = 0
    starting: int = 0
    nobody: int = 0

    @property
    def duties(self) -> int:
        """How many duties."""
        return sum(self.receivers.values())

    @property
    def added(self) -> int:
        """How many of them are new beside the rules in force."""
        return sum(self.beyond.values())


def last_month(now: datetime) -> tuple[datetime, datetime]:
    """The calendar month before this one, on Vietnam's clock."""
    first = require_aware(now).astimezone(VIETNAM).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first - timedelta(days=1)).replace(day=1), first


def last_days(now: datetime, days: int = 30) -> tuple[datetime, datetime]:
    """So many times 24 hours until now."""
    return require_aware(now) - timedelta(days=days), now


def read_past(conn: Connection, start: datetime, end: datetime, now: datetime) -> Past:
    """Read what matters were known in a period, with all that was known of each before it."""
    inside = (matter_fact.c.since >= start) & (matter_fact.c.since < end)
    touched = select(matter_fact.c.matter_id).where(inside)
    starting = case((matter.c.kind.in_(STARTING), matter_fact.c.told))
    query = (
        select(matter.c.kind, *(matter_fact.c[name] for name in _ASKED), starting.label("told"))
        .join(matter, matter.c.id == matter_fact.c.matter_id)
        .where(matter_fact.c.matter_id.in_(touched), matter_fact.c.since < end)
        .order_by(matter_fact.c.since, matter_fact.c.id)
    )
    rows = [dict(row) for row in conn.execute(query).mappings()]
    last = survivors(conn, [{"id": own} for own in {row["matter_id"] for row in rows}])
    facts: dict[int, list[tuple[str, Row]]] = defaultdict(list)
    for row in rows:
        facts[last[row["matter_id"]]].append((row["kind"], row))
    days = {row["since"].astimezone(VIETNAM).date() for row in rows}
    return Past(
        start,
        end,
        dict(facts),
        {day: agencies_at(conn, day) for day in sorted(days)},
        ledger_settings(conn).watch_agency or None,
        [row for row in current_rules(conn) if is_on(row, now)],
    )


def _ever(rule: Row) -> dict[str, Any]:
    return {"id": 0} | dict(rule) | {"valid_from": _ALWAYS, "valid_to": None}


class _Asked:
    """What some rules make of facts. Facts that go the same way on one day are asked once: a month has
    thousands of them, and few ways."""

    def __init__(self, past: Past, rules: Sequence[Row]) -> None:
        self._past, self._rules = past, rules
        self._known: dict[tuple[Any, ...], tuple[list[tuple[str, timedelta, datetime | None]], bool]] = {}

    def _owed(self, kind: str, fact: Row) -> tuple[list[tuple[str, timedelta, datetime | None]], bool]:
        day = fact["since"].astimezone(VIETNAM).date()
        holder = fact["holder_id"] or self._past.watch_agency
        named = tuple(fact["involved"] or ())
        way = (kind, day, holder, named, begins_at(fact), *fact["communes_2025"])
        way += tuple(fact[name] for name in _WAY)
        if way not in self._known:
            due, lacking = owed(kind, fact, holder, self._rules, self._past.agencies[day])
            spans = [(each.agency_id, each.deadline_at - fact["since"], each.before_at) for each in due]
            self._known[way] = (spans, bool(lacking))
        return self._known[way]

    def made(self, facts: Sequence[tuple[str, Row]]) -> tuple[dict[str, dict[str, Any]], bool]:
        """Receiver → the clock of its duty (columns of `duty`), of one matter; whether there was nobody."""
        duties: dict[str, dict[str, Any]] = {}
        nobody = False
        for kind, fact in facts:
            due, lacking = self._owed(kind, fact)
            nobody = nobody or (lacking and self._past.start <= fact["since"])
            for own, span, begins in due:
                clock = {"started_at": fact["since"], "deadline_at": fact["since"] + span}
                duties.setdefault(own, clock | {"before_at": begins})
        return duties, nobody


def preview(past: Past, rule: Row, *, rule_id: str | None = None) -> Preview:
    """What a wording would have made of that past, and what it adds to the other rules in force.

    Parameters
    ----------
    rule
        The columns of a rule (`data.ledger.wording.checked`, or a row).
    rule_id
        The rule that it is a wording of: its wording in force is not another rule.
    """
    mine = _Asked(past, [_ever(rule)])
    others = _Asked(past, [_ever(row) for row in past.rules if row["rule_id"] != rule_id])
    receivers: Counter[str] = Counter()
    beyond: Counter[str] = Counter()
    matters = spoken_of = sooner = starting = nobody = 0
    for facts in past.facts.values():
        known = [each for each in facts if each[0] == rule["matter_kind"]]
        matters += bool(known)
        every, lacked = mine.made(known)
        made = {own: each for own, each in every.items() if past.start <= each["started_at"] < past.end}
        nobody += lacked
        if not made:
            continue
        spoken_of += 1
        there, _lacked = others.made(facts)
        for own, clock in made.items():
            receivers[own] += 1
            starting += limit_at(clock) < clock["deadline_at"]
            if own not in there:
                beyond[own] += 1
            elif limit_at(clock) < limit_at(there[own]):
                sooner += 1
    agencies = (dict(receivers), dict(beyond))
    return Preview(past.start, past.end, matters, spoken_of, *agencies, sooner, starting, nobody)
