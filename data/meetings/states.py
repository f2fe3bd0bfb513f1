"""The life of a coordination meeting as one table. Code, CHECK, tests and screen read it."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import MEETING_STATUSES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `plan`: its day may be set. `write`: attendance, minutes and decisions
    may be written. `reasoned`: needs a reason. `held`: it took place."""

    follows: tuple[str, ...]
    plan: bool = False
    write: bool = False
    reasoned: bool = False
    held: bool = False


STATES = {
    "planned": State(("held", "missed", "cancelled"), plan=True),
    "held": State(("minuted", "planned"), write=True, held=True),
    "minuted": State((), held=True),
    # A meeting that was missed may still be held, late.
    "missed": State(("held", "planned"), plan=True, reasoned=True),
    "cancelled": State(("planned",), reasoned=True),
}
FIRST = "planned"
HELD = tuple(name for name, state in STATES.items() if state.held)

assert tuple(STATES) == MEETING_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list


def follows(status: str, to: str) -> bool:
    """Whether `to` may come after `status`."""
    return to in STATES[status].follows
