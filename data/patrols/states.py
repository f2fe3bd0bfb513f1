"""The life of a patrol as one table: which status follows which, and what may still be changed.

Code, the CHECK of the database, tests and screen read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import PATROL_STATUSES


@dataclass(frozen=True)
class State:
    """What a status allows.

    follows
        What may come next.
    deed
        What the journal calls the step that leads here.
    open
        Somebody still has to act.
    plan
        Window, zones, vehicles and words may be changed.
    people
        Members may come and go: somebody falls ill on the way too.
    reasoned
        It needs a reason.
    taken
        Its people, vehicles and zones are taken: it counts in conflicts and in the load.
    """

    follows: tuple[str, ...]
    deed: str
    open: bool = True
    plan: bool = False
    people: bool = False
    reasoned: bool = False
    taken: bool = True


STATES = {
    "planned": State(("assigned", "cancelled"), "planned", plan=True, people=True),
    "assigned": State(("under_way", "cancelled"), "assigned", plan=True, people=True),
    "under_way": State(("returned",), "set_out", people=True),
    "returned": State(("under_way", "completed"), "came_back"),  # somebody goes out once more
    "completed": State((), "completed", open=False),
    "cancelled": State((), "cancelled", open=False, reasoned=True, taken=False),
}
FIRST = "planned"
BY_CHECKIN = ("under_way", "returned")
"""Steps that check-ins make, not planners: what happened on the ground is not typed at a desk."""

assert tuple(STATES) == PATROL_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list

OPEN = tuple(name for name, state in STATES.items() if state.open)
TAKEN = tuple(name for name, state in STATES.items() if state.taken)

REQUIRED_ROLES = {
    "joint": ("ranger", "police", "military"),
    "forest_round": (),
    "burn_watch": (),
    "inspection": (),
}
"""Roles that must be present: of a joint patrol the three forces that signed the plan. A planner may choose
otherwise for one patrol."""


def follows(status: str, to: str) -> bool:
    """Whether `to` may come after `status`."""
    return to in STATES[status].follows
