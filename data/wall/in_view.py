"""Which decisions a list shows that has little room: the most urgent, and of each kind that a wall is asked
about at least one.

Twenty new fires in forest are all more urgent than the patrol that has not set out, and would push it out of
view: but whoever looks for a second must also see what is late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from data.wall.states import BELOW

Row = TypeVar("Row", bound=Mapping[str, Any])
ROOM = 6
"""Lines for which every layout has room at 1920 × 1080 (the browser's tests measure it)."""
OWN_PLACE: Mapping[str, str] = {
    "event": "fire",
    "unverified": "fire",
    "duty": "duty",
    "patrol": "patrol",
}
"""Kind → the question that it answers: what burns, who was not told in time, which patrol is late. The most
urgent answer to each has a place of its own. A feed that is down waits for its turn, for the headline and the
panel of the sky name it, and so does what the program itself cannot do."""


def in_view(rows: Sequence[Row], room: int = ROOM) -> list[Row]:
    """The same decisions so that no kind pushes another's most urgent one out of the first `room`.

    Parameters
    ----------
    rows
        Most pressing first: ``kind``, ``state``. What is over or put aside keeps no place.

    Returns
    -------
    list
        The first `room` most pressing first, then the others most pressing first.
    """
    first: dict[str, int] = {}
    for place, each in enumerate(rows):
        own = OWN_PLACE.get(each["kind"])
        if own is not None and each.get("state") not in BELOW:
            first.setdefault(own, place)
    kept = sorted(first.values())[:room]
    filled = [place for place in range(len(rows)) if place not in kept][: room - len(kept)]
    top = sorted([*kept, *filled])
    return [rows[place] for place in (*top, *(at for at in range(len(rows)) if at not in top))]
