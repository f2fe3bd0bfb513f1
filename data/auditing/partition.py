"""Do the figures count every duty once, as its entries say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from data.auditing.book import Book
from data.auditing.findings import Finding
from data.auditing.replay import replay


def bucket(row: Mapping[str, Any], deadline: datetime, now: datetime) -> str | None:
    """The one bucket of a duty at a moment; None where it was withdrawn."""
    if row["status"] in ("withdrawn", "waived"):
        return None if row["status"] == "withdrawn" else "waived"
    if row["proven_at"] is not None:
        return "late" if row["proven_at"] > deadline else "on_time"
    if row["told_at"] is not None:
        return "late" if row["told_at"] > deadline else "sent_only"
    return "overdue" if now > deadline else "open"


def check_figures(book: Book, now: datetime) -> Iterator[Finding]:
    """Findings about buckets, by holder and by receiver: from the columns that figures read, and from the
    entries that they must come to."""
    stored: Counter[tuple[str, Any, str]] = Counter()
    expected: Counter[tuple[str, Any, str]] = Counter()
    for own, row in book.duties.items():
        told = replay(book.entries.get(own, []))
        for into, said in ((stored, row), (expected, told.columns())):
            found = bucket(said, row["deadline_at"], now)
            if found is not None:
                into[("holder", row["holder_id"], found)] += 1
                into[("receiver", row["receiver_id"], found)] += 1
    for key in sorted(stored.keys() | expected.keys(), key=str):
        if stored[key] != expected[key]:
            who, which, found = key
            count = {"stored": stored[key], "expected": expected[key]}
            yield Finding("figures_differ", {"who": who, "key": which, "bucket": found} | count)
