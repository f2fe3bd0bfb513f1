"""The life of a decision or recommendation as one table."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import ACTION_STATUSES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `reasoned`: needs a remark."""

    follows: tuple[str, ...]
    reasoned: bool = False


STATES = {
    "open": State(("done", "cancelled")),
    "done": State(("open",)),
    "cancelled": State(("open",), reasoned=True),
}
FIRST = "open"

assert tuple(STATES) == ACTION_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list
