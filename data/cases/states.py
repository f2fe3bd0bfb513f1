"""The lives of a case and of a hand-over, each as one table. Code, CHECKs, tests and screen read them."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import CASE_STATUSES, HANDOVER_STATES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `write`: steps, persons and hand-overs may be written."""

    follows: tuple[str, ...]
    write: bool = True


STATES = {
    "open": State(("handed_over", "closed")),
    "handed_over": State(("handed_over", "closed")),
    "closed": State(("open",), write=False),
}
HANDOVERS = {
    "offered": State(("received", "refused", "withdrawn")),
    "received": State((), write=False),
    "refused": State((), write=False),
    "withdrawn": State((), write=False),
}
FIRST = "open"

LEAD_ROLE = {"forest": "ranger", "order": "police", "defence": "military"}
"""Which force leads in a field (clause 6 of the plan)."""

assert tuple(STATES) == CASE_STATUSES  # noqa: S101 -- the CHECKs in the database read the other lists
assert tuple(HANDOVERS) == HANDOVER_STATES  # noqa: S101
