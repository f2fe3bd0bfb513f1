"""The life of an incident as one table: which status follows which. Code, CHECK, tests and screen read it."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import INCIDENT_FIELDS, INCIDENT_KINDS, INCIDENT_STATUSES


@dataclass(frozen=True)
class State:
    """`follows`: what may come next. `open`: somebody still has to act. `reasoned`: needs a reason."""

    follows: tuple[str, ...]
    open: bool = True
    reasoned: bool = False


STATES = {
    "reported": State(("verifying", "confirmed", "responding", "resolved", "not_forest_fire", "false_alarm")),
    "verifying": State(("confirmed", "responding", "resolved", "not_forest_fire", "false_alarm")),
    "confirmed": State(("responding", "controlled", "resolved")),
    "responding": State(("controlled", "resolved", "not_forest_fire", "false_alarm")),
    "controlled": State(("responding", "resolved")),
    "resolved": State(("responding", "case_reported", "closed")),
    "case_reported": State(("responding", "closed")),
    "closed": State((), open=False),
    "not_forest_fire": State(("reported",), open=False, reasoned=True),
    "false_alarm": State(("reported",), open=False, reasoned=True),
}
FIRST = "reported"

FIELD_OF_KIND = {
    "forest_fire": "forest",
    "land_fire": "forest",
    "forest_offence": "forest",
    "house_fire": "order",
    "public_order": "order",
    "explosive": "defence",
    "defence_other": "defence",
    "natural_hazard": "order",
    "tip": "order",
}
"""Who leads: rangers (forest), police (order), military (defence). A person may choose otherwise."""

FIRES = ("forest_fire", "land_fire", "house_fire")
"""Kinds of which something burns."""
ONLY_FIRES = ("controlled", "not_forest_fire")
"""Steps that mean nothing for an offence or a matter of order."""

BURNING = ("reported", "verifying", "confirmed", "responding", "controlled")
"""Of a fire: nobody has said yet that it is out, or none."""

assert tuple(STATES) == INCIDENT_STATUSES  # noqa: S101 -- the CHECK in the database reads the other list
assert tuple(FIELD_OF_KIND) == INCIDENT_KINDS  # noqa: S101
assert set(FIELD_OF_KIND.values()) == set(INCIDENT_FIELDS)  # noqa: S101

OPEN = tuple(name for name, state in STATES.items() if state.open)


def follows(status: str, kind: str) -> tuple[str, ...]:
    """What may come next for an incident of this kind: a forest offence is never "not a forest fire"."""
    return tuple(each for each in STATES[status].follows if kind in FIRES or each not in ONLY_FIRES)
