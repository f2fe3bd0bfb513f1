"""The life of a training or public-information event as one table. Code, CHECK, tests and screen read it."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import OUTREACH_STATUSES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `plan`: it may be changed. `reply`: the others may answer. `reasoned`:
    needs a reason."""

    follows: tuple[str, ...]
    plan: bool = False
    reply: bool = False
    reasoned: bool = False


STATES = {
    # An event that nobody announced may have been held all the same: the figures say so.
    "planned": State(("announced", "held", "cancelled"), plan=True),
    "announced": State(("held", "cancelled"), plan=True, reply=True),
    "held": State(("announced", "planned")),
    "cancelled": State(("announced", "planned"), reasoned=True),
}
FIRST = "planned"

assert tuple(STATES) == OUTREACH_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list


def follows(status: str, to: str) -> bool:
    """Whether `to` may come after `status`."""
    return to in STATES[status].follows
