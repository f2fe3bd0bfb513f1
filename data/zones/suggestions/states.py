"""What may become of a suggestion, as one table. Code, CHECK, tests and screen read it."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import SUGGESTION_STATES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `reasoned`: needs a reason."""

    follows: tuple[str, ...]
    reasoned: bool = False


STATES = {
    "open": State(("accepted", "refused")),
    "accepted": State(("open",)),
    "refused": State(("open",), reasoned=True),
}
"""Open again: a refusal was taken back, or the zone that it became is no more."""

assert tuple(STATES) == SUGGESTION_STATES  # noqa: S101 -- the CHECK in the database reads the other list
