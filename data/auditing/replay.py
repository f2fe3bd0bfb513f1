"""What a duty is, told again from its entries alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.auditing.book import Book, Row
from data.auditing.findings import Finding

_STEPS = {
    ("open", "told"): "told",
    ("open", "acknowledged"): "acknowledged",
    ("open", "waived"): "waived",
    ("open", "withdrawn"): "withdrawn",
    ("told", "told"): "told",
    ("told", "acknowledged"): "acknowledged",
    ("told", "withdrawn"): "withdrawn",
    ("acknowledged", "told"): "acknowledged",
    ("acknowledged", "acknowledged"): "acknowledged",
    ("acknowledged", "withdrawn"): "withdrawn",
    ("waived", "withdrawn"): "withdrawn",
}
"""The contract's states, written down a second time on purpose."""
_STEPPING = {kind for _, kind in _STEPS}
_GRADES = ("sent", "delivered", "logged", "paper", "named")
_BACKING = ("acknowledged", "delivered", "confirmed")
"""Entries that prove the telling that they name."""


@dataclass
class Told:
    """A telling, with the proofs of it."""

    when: datetime
    proofs: set[str] = field(default_factory=set)


@dataclass
class Replayed:
    """Where the entries have brought a duty, and where they could not go on."""

    status: str = "open"
    tellings: dict[int, Told] = field(default_factory=dict)
    answers: list[tuple[datetime, int, str | None]] = field(default_factory=list)
    illegal: list[tuple[Row, str]] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """What the row of `duty` must say."""
        every = {proof for each in self.tellings.values() for proof in each.proofs}
        proven = [each.when for each in self.tellings.values() if each.proofs - {"sent"}]
        first = min(self.answers, default=(None, 0, None), key=lambda each: (each[0], each[1]))
        return {
            "status": self.status,
            "told_at": min((each.when for each in self.tellings.values()), default=None),
            "proven_at": min(proven, default=None),
            "proof": max(every, key=_GRADES.index, default=None),
            "acknowledged_at": first[0],
            "acknowledged_by": first[2],
        }


def replay(entries: list[Row]) -> Replayed:
    """Tell the entries of one duty again, in the order of their ids, without those that were taken back."""
    void = {each["corrects_id"] for each in entries if each["kind"] == "revoked"}
    now = Replayed()
    for each in entries:
        if each["id"] in void or each["kind"] == "revoked":
            continue
        kind, names = each["kind"], each["corrects_id"]
        if kind in _STEPPING:
            following = _STEPS.get((now.status, kind))
            if following is None:
                now.illegal.append((each, now.status))
                continue
            now.status = following
        backed = now.tellings.get(names) if kind in _BACKING else None
        proofs = {each["proof"]} - {None}
        if backed is not None:
            backed.proofs |= proofs
        elif kind in ("told", "acknowledged"):
            now.tellings[each["id"]] = Told(each["happened_at"], proofs)
        if kind == "acknowledged":
            now.answers.append((each["happened_at"], each["id"], each["person"]))
    return now


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def check_entries(book: Book) -> Iterator[Finding]:
    """Findings about duties that are not what their entries come to."""
    for own, row in book.duties.items():
        entries = book.entries.get(own, [])
        if [each["kind"] for each in entries].count("raised") != 1 or entries[0]["kind"] != "raised":
            yield Finding("raised_missing", {"duty": own})
        told = replay(entries)
        for each, status in told.illegal:
            where = {"entry": each["id"], "kind": each["kind"], "status": status}
            yield Finding("entry_illegal", {"duty": own} | where)
        for column, wanted in told.columns().items():
            if row[column] != wanted:
                what = {"column": column, "expected": _plain(wanted), "stored": _plain(row[column])}
                yield Finding("standing_differs", {"duty": own} | what)
        moved = [each for each in entries if each["kind"] == "moved"]
        unwritten = {"deadline_at": "deadline_unwritten", "before_at": "start_unwritten"}
        for column, code in unwritten.items() if moved else ():
            wanted, stored = moved[-1][column], row[column]
            if wanted != stored:
                what = {"expected": _plain(wanted), "stored": _plain(stored)}
                yield Finding(code, {"duty": own} | what)
