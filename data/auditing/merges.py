"""Did duties follow where matters were merged, and nowhere else?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.auditing.book import Book, Row
from data.auditing.findings import Finding
from data.auditing.owing import Owing


class _Whose:
    """The matter that the duties of each fire event, or incident, must belong to."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._said: dict[str, list[tuple[Any, int, int]]] = {}
        for event_id, links in book.links.items():
            for since, incident_id in links:
                owner = book.incident_matter(incident_id)
                if owner is not None:
                    self._said.setdefault(event_id, []).append((since, incident_id, owner))
        self._of_parts: dict[str, list[tuple[Any, int, int]]] = {}
        for event_id, said in self._said.items():
            final = self._final(event_id)
            if final != event_id:
                self._of_parts.setdefault(final, []).extend(said)

    def _next(self, event_id: str) -> str | None:
        row = self._book.events.get(event_id)
        return None if row is None else row["merged_into"]

    def _final(self, event_id: str) -> str:
        met = {event_id}
        while (into := self._next(event_id)) is not None and into not in met:
            event_id = into
            met.add(into)
        return event_id

    def of(self, event_id: str) -> int | None:
        """The incident that a person said it is; else that of the event it became part of; else the incident
        that a person said one of its parts is; else its own."""
        met: set[str] = set()
        while event_id not in met:
            met.add(event_id)
            if event_id in self._said:
                return min(self._said[event_id])[2]
            into = self._next(event_id)
            if into is None:
                break
            event_id = into
        if event_id in self._of_parts:
            return min(self._of_parts[event_id])[2]
        owner = self._book.matter_by_key.get(("fire_event", event_id))
        return None if owner is None else owner["id"]


def check_merges(book: Book) -> Iterator[Finding]:
    """Findings about `merged_into`."""
    whose = _Whose(book)
    for own, owner in book.matters.items():
        root = book.root(own)
        if root is None:
            yield Finding("merge_circle", book.name(own))
            continue
        wanted: int | None = own
        if owner["kind"] == "fire_event":
            wanted = whose.of(owner["ref"])
        elif owner["kind"] == "incident":
            wanted = book.incident_matter(int(owner["ref"]))
        if root == wanted:
            continue
        if root == own:
            into = owner["ref"] if wanted is None else book.name(wanted)["ref"]
            yield Finding("merge_missing", book.name(own) | {"into": into})
        else:
            yield Finding("merge_unfounded", book.name(own) | {"into": book.name(root)["ref"]})


def _last(book: Book, row: Row) -> Row | None:
    """The duty at the end of the chain that this one was handed along; None where it leads nowhere."""
    met = set()
    while row["moved_to"] is not None:
        if row["id"] in met or row["moved_to"] not in book.duties:
            return None
        met.add(row["id"])
        row = book.duties[row["moved_to"]]
    return row


_HISTORY = ("told", "delivered", "acknowledged", "confirmed")
_SAME = ("kind", "happened_at", "channel", "proof", "person", "notice_id", "reference", "actor")


def _origin(row: Row) -> int:
    return int(row["copied_of"] or row["id"])


def check_history(book: Book) -> Iterator[Finding]:
    """Findings about what was told of a duty that another took over, and of copies that say otherwise."""
    every = {each["id"]: each for rows in book.entries.values() for each in rows}
    for own, row in book.duties.items():
        entries = book.entries.get(own, [])
        for each in entries:
            first = every.get(each["copied_of"]) if each["copied_of"] is not None else each
            if first is None or any(first[name] != each[name] for name in _SAME):
                where = {"duty": own, "entry": each["id"], "first": each["copied_of"]}
                yield Finding("copy_differs", where)
        last = _last(book, row) if row["moved_to"] is not None else None
        if last is None:
            continue
        there = {_origin(each) for each in book.entries.get(last["id"], [])}
        void = {each["corrects_id"] for each in entries if each["kind"] == "revoked"}
        for each in entries:
            if each["kind"] in _HISTORY and each["id"] not in void and _origin(each) not in there:
                where = {"duty": own, "entry": each["id"], "moved_to": last["id"]}
                yield Finding("history_missing", where)


def _let_go(book: Book, owing: Owing, row: Row) -> bool:
    """Whether the record named the receiver when the duty was raised, and now neither it nor a rule does."""
    raised_by, newest = book.facts.get(row["fact_id"]), book.newest(row["matter_id"])
    if raised_by is None or newest is None or row["receiver_id"] not in (raised_by["involved"] or []):
        return False
    return row["receiver_id"] not in (newest["involved"] or []) and row["receiver_id"] not in owing.of(newest)


def check_withdrawals(book: Book, owing: Owing) -> Iterator[Finding]:
    """Findings about duties that were withdrawn or taken over, or should have been."""
    for row in book.duties.values():
        own = row["matter_id"]
        root = book.root(own) if own in book.matters else None
        if root is None:
            continue
        where = book.name(own) | {"duty": row["id"]}
        withdrawn = row["status"] == "withdrawn"
        if row["moved_to"] is not None:
            last = _last(book, row)
            moved = where | {"moved_to": row["moved_to"]}
            if root == own:
                yield Finding("moved_unfounded", moved)
            elif (
                last is None
                or last["receiver_id"] != row["receiver_id"]
                or (last["matter_id"] != root and not book.called_off(last["matter_id"]))
                or not withdrawn
            ):
                yield Finding("moved_astray", moved)
        elif book.called_off(own) or _let_go(book, owing, row):
            if not withdrawn:
                yield Finding("withdrawn_missing", where | {"status": row["status"]})
        elif root != own:
            yield Finding("moved_missing", where)
        elif withdrawn:
            yield Finding("withdrawn_unfounded", where)
