"""The life of an inspection as one table. Code, CHECK, tests and screen read it."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import INSPECTION_STATUSES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `plan`: it may be changed. `write`: checklist and findings may be
    written. `reasoned`: needs a reason."""

    follows: tuple[str, ...]
    plan: bool = False
    write: bool = False
    reasoned: bool = False


STATES = {
    "planned": State(("announced", "done", "cancelled"), plan=True),
    "announced": State(("done", "cancelled"), plan=True),
    "done": State(("announced", "planned"), write=True),
    "cancelled": State(("announced", "planned"), reasoned=True),
}
FIRST = "planned"

assert tuple(STATES) == INSPECTION_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list


def follows(status: str, to: str) -> bool:
    """Whether `to` may come after `status`."""
    return to in STATES[status].follows
