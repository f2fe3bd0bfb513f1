"""Outlines of fire events from which the phone computes distances itself: to the nearest edge, in the list
and on the sheet alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from sqlalchemy import Connection, select

from data.store.batches import in_batches
from data.store.tables import fire_event

_SIMPLER = 0.001
"""Degrees, some hundred metres: less than the position is known to."""


def corners_of(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Event → corners of its outline, ``longitude,latitude`` each."""
    found = {}
    for some in in_batches(ids):
        query = select(fire_event.c.id, fire_event.c.hull).where(fire_event.c.id.in_(some))
        for own, hull in conn.execute(query):
            corners = shapely.get_coordinates(shapely.simplify(hull, _SIMPLER))
            found[own] = " ".join(f"{x:.4f},{y:.4f}" for x, y in corners)
    return found
