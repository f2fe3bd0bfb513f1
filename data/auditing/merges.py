"""Did duties follow where matters were merged, and nowhere else?"""

from __future__ import annotations

from collections.abc import Iterator

from data.auditing.book import Book, Row
from data.auditing.findings import Finding


def _way(book: Book, event_id: str) -> list[str]:
    """The event and those that it became part of, one after the other; the last is the one of now."""
    way = [event_id]
    while (row := book.events.get(way[-1])) is not None and (into := row["merged_into"]) is not None:
        if into in way:
            break
        way.append(into)
    return way


def _reasons(book: Book, way: list[str]) -> set[tuple[str, str]]:
    """The records that an event's duties may have followed: the event it is part of now, the incidents that a
    person said it, or what it became part of, is."""
    found = {("incident", str(each)) for one in way for each in book.links.get(one, ())}
    return found | ({("fire_event", way[-1])} if len(way) > 1 else set())


def check_merges(book: Book) -> Iterator[Finding]:
    """Findings about `merged_into`."""
    for own, owner in book.matters.items():
        root = book.root(own)
        if root is None:
            yield Finding("merge_circle", book.name(own))
            continue
        if owner["kind"] != "fire_event":
            if root != own:
                yield Finding("merge_unfounded", book.name(own) | {"into": book.name(root)["ref"]})
            continue
        way = _way(book, owner["ref"])
        reasons = _reasons(book, way)
        known = {key for key in reasons if key in book.matter_by_key}
        if root == own:
            if known or len(way) > 1:
                into = min(known)[1] if known else way[-1]
                yield Finding("merge_missing", book.name(own) | {"into": into})
        elif (book.matters[root]["kind"], book.matters[root]["ref"]) not in reasons:
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


def check_withdrawals(book: Book) -> Iterator[Finding]:
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
                or last["matter_id"] != root
                or not withdrawn
            ):
                yield Finding("moved_astray", moved)
        elif book.called_off(own):
            if not withdrawn:
                yield Finding("withdrawn_missing", where | {"status": row["status"]})
        elif root != own:
            yield Finding("moved_missing", where)
        elif withdrawn:
            yield Finding("withdrawn_unfounded", where)
