"""What was read, in words on standard error."""

from __future__ import annotations

from collections.abc import Iterator

from geo.hotspots import Reading
from geo.sources import redact


def printable(text: str) -> str:
    """Text from a file cannot steer the terminal: what is not printable is shown as an escape."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def report(reading: Reading, kept: int | None) -> Iterator[str]:
    """Lines: the counts, then each rejected row with its physical line (header = 1) and reason.

    `kept` is how many distinct detections lie in the box that was asked for, None without one.
    """
    yield f"rows read: {reading.rows}"
    yield f"duplicates: {reading.duplicates}"
    yield f"superseded: {reading.superseded}"
    yield f"rejected: {len(reading.rejected)}"
    for row in reading.rejected.itertuples(index=False):
        value = f" ({row.column!s}: {row.value!s})" if row.column else ""
        reason = str(row.reason).replace("_", " ")
        yield printable(f"rejected {redact(str(row.source))} line {row.line}: {reason}{value}")
    if reading.partial:
        yield "partial: the last line of a source is cut"
    if kept is not None:
        yield f"distinct detections in the box: {kept}"
