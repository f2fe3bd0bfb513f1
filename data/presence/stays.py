"""From check-ins to stays: when somebody was with a patrol. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Stay:
    """From a check-in to the check-out after it; `out_at` None: still out there, as far as anybody said."""

    in_at: datetime
    out_at: datetime | None = None

    def meets(self, since: datetime, until: datetime) -> bool:
        """Whether some of it lies in [since, until]."""
        return self.in_at <= until and (self.out_at is None or self.out_at > since)


def counting(rows: Iterable[Row]) -> list[Row]:
    """The check-ins that count: without those that a later one corrects, in the order in which they happened.

    A wrong check-in is corrected by an *out* at its own time: then nobody was there.
    """
    every = list(rows)
    wrong = {row["corrects_id"] for row in every if row["corrects_id"] is not None}
    return sorted(
        (row for row in every if row["id"] not in wrong), key=lambda row: (row["happened_at"], row["id"])
    )


def stays_of(rows: Sequence[Row]) -> list[Stay]:
    """The stays of one member, from the check-ins of `counting`.

    Checked in twice (by oneself and by the leader): the first counts. An *out* of somebody who never came in
    says nothing.
    """
    found: list[Stay] = []
    came: datetime | None = None
    for row in rows:
        if row["kind"] == "in":
            came = came or row["happened_at"]
        elif came is not None:
            found.append(Stay(came, row["happened_at"]))
            came = None
    return found if came is None else [*found, Stay(came)]
