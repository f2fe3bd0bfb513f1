"""Which duties should there be? For everything that was ever known, the rules of that moment say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from data.auditing.book import Book, Row
from data.auditing.findings import Finding
from data.auditing.owing import Due, Owing


@dataclass(frozen=True)
class Clock:
    """When a duty may have begun by its own facts alone, and what ends with that. `last`: by all that was
    mended until now; None where a copy keeps what was known when it was made."""

    starts: tuple[datetime, ...]
    last: datetime | None
    minutes: int
    target: int | None
    clock: str

    @property
    def latest(self) -> datetime:
        return self.last or max(self.starts)

    def ends(self) -> set[datetime]:
        return {each + timedelta(minutes=self.minutes) for each in self.starts}

    def targets(self) -> set[datetime]:
        return {each + timedelta(minutes=self.target) for each in self.starts} if self.target else set()


class Duties:
    """The duties of a book against what is owed."""

    def __init__(self, book: Book, owing: Owing) -> None:
        self._book, self._owing = book, owing
        self._first: dict[tuple[int, str], Row] = {}
        for own in book.matters:
            for fact in sorted(book.facts_of.get(own, ()), key=lambda each: each["number"]):
                for receiver in owing.of(fact):
                    self._first.setdefault((own, receiver), fact)

    def missing(self) -> Iterator[Finding]:
        """What is owed, and nobody has it to do."""
        for (own, receiver), fact in self._first.items():
            root = self._book.root(own)
            if root is None or (root, receiver) in self._book.duty_by_pair:
                continue
            if self._book.called_off(own) and (own, receiver) in self._book.duty_by_pair:
                continue  # it was called off before it was merged
            rule = self._owing.of(fact)[receiver].rule_row
            yield Finding("duty_missing", self._book.name(own) | {"receiver": receiver, "rule": rule})

    def wrong(self) -> Iterator[Finding]:
        """Duties that nothing asks for, or that say something else than it does."""
        for row in self._book.duties.values():
            yield from self._one(row)

    def _due(self, row: Row) -> tuple[Row, Due] | None:
        fact = self._book.facts.get(row["fact_id"])
        due = None if fact is None else self._owing.of(fact).get(row["receiver_id"])
        return None if fact is None or due is None else (fact, due)

    def _one(self, row: Row) -> Iterator[Finding]:
        found = self._due(row)
        where: dict[str, Any] = {"duty": row["id"]}
        if found is None:
            about = self._book.name(row["matter_id"]) | {"receiver": row["receiver_id"]}
            yield Finding("duty_undeserved", where | about)
            return
        fact, due = found
        if not self._book.related(fact["matter_id"], row["matter_id"]):
            yield Finding("duty_misplaced", where | self._book.name(row["matter_id"]))
            return
        if fact["matter_id"] == row["matter_id"]:
            first = self._first[(row["matter_id"], row["receiver_id"])]
            if first["id"] != fact["id"]:
                yield Finding("duty_late", where | {"stored": fact["id"], "first": first["id"]})
        relatives = [(each, self._due(each)) for each in self._book.relatives(row)]
        others = [(each, found[1]) for each, found in relatives if found is not None]
        yield from self._contents(row, fact, due, [each for _, each in others])
        yield from self._clocks(row, fact, due, relatives)
        yield from self._start(row, due)

    def _start(self, row: Row, due: Due) -> Iterator[Finding]:
        """It must be told before it begins as it stands now, however often it was moved."""
        newest = self._book.newest(row["matter_id"])
        said = (newest or {"told": {}})["told"].get("starts_at") if due.before else None
        wanted = None if said is None else datetime.fromisoformat(said)
        if row["before_at"] != wanted:
            yield self._differs(row, "before_at", wanted)

    def _contents(self, row: Row, fact: Row, due: Due, others: list[Due]) -> Iterator[Finding]:
        wanted: dict[str, Any] = {
            "rule_row_id": due.rule_row,
            "receiver_level": due.level,
            "basis": due.basis,
            "holder_id": self._owing.holder(fact),
            "field": fact["field"],
            "commune_2021_id": next(iter(fact["communes_2021"]), None),
            "commune_2025_id": next(iter(fact["communes_2025"]), None),
        }
        # One that took another over is as strict as the stricter of the two.
        for column, strict in (("urgency", "immediate"), ("telling", "auto")):
            own = getattr(due, column)
            stricter = any(getattr(each, column) == strict for each in others)
            wanted[column] = row[column] if stricter and row[column] == strict else own
        for column, value in wanted.items():
            if row[column] != value:
                told = {"column": column, "expected": value, "stored": row[column]}
                yield Finding("duty_differs", {"duty": row["id"]} | told)

    def _clock(self, row: Row, fact: Row, due: Due) -> Clock:
        """By the facts that raised it, and by what was mended of when the holder knew."""
        target = due.target
        if fact["clock"] != "known" or fact["since"] != fact["known_at"]:
            return Clock((fact["since"],), fact["since"], due.minutes, target, fact["clock"])
        later = [
            each["known_at"]
            for each in sorted(self._book.facts_of[fact["matter_id"]], key=lambda each: each["number"])
            if each["number"] >= fact["number"]
        ]
        last = later[-1] if row["matter_id"] == fact["matter_id"] else None
        return Clock(tuple(later), last, due.minutes, target, fact["clock"])

    def _clocks(self, row: Row, fact: Row, due: Due, relatives: list[Any]) -> Iterator[Finding]:
        own = self._clock(row, fact, due)
        around = [(each, self._clock(each, *found)) for each, found in relatives if found is not None]
        inside = [each for each, _ in around if each["moved_to"] == row["id"]]
        every = [own, *(clock for _, clock in around)]
        starts = {start for clock in every for start in clock.starts}
        ends = set().union(*(clock.ends() for clock in every))
        targets = set().union(*(clock.targets() for clock in every))
        if not around and own.last is not None:
            starts, ends = {own.last}, {own.last + timedelta(minutes=own.minutes)}
            targets = {own.last + timedelta(minutes=own.target)} if own.target else set()
        latest = {
            "started_at": min([own.latest, *(each["started_at"] for each in inside)]),
            "deadline_at": min(
                [own.latest + timedelta(minutes=own.minutes), *(each["deadline_at"] for each in inside)]
            ),
        }
        for column, possible in (("started_at", starts), ("deadline_at", ends)):
            if row[column] not in possible or row[column] > latest[column]:
                yield self._differs(row, column, latest[column])
        held = [each["target_at"] for each in inside if each["target_at"] is not None]
        held += [own.latest + timedelta(minutes=own.target)] if own.target else []
        wanted = min(held, default=None)
        stored = row["target_at"]
        good = wanted is None if stored is None else stored in targets and stored <= (wanted or stored)
        if not good:
            yield self._differs(row, "target_at", wanted)
        clocks = {clock.clock for clock in every if row["started_at"] in clock.starts}
        if clocks and row["clock"] not in clocks:
            told = {"column": "clock", "expected": sorted(clocks)[0], "stored": row["clock"]}
            yield Finding("clock_differs", {"duty": row["id"]} | told)

    def _differs(self, row: Row, column: str, wanted: datetime | None) -> Finding:
        stored = row[column]
        told = {
            "column": column,
            "expected": None if wanted is None else wanted.isoformat(),
            "stored": None if stored is None else stored.isoformat(),
        }
        return Finding("clock_differs", {"duty": row["id"]} | told)


def check_duties(book: Book, owing: Owing) -> Iterator[Finding]:
    """Findings about duties that should be, should not be, or should be otherwise."""
    duties = Duties(book, owing)
    yield from duties.missing()
    yield from duties.wrong()
