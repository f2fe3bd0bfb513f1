"""Where a patrol goes, in communes of both maps: worked out when it is written, as a file's hotspots are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from data.patrols.settings import PatrolSettings
from data.store.tables import zone
from geo.communes import Areas
from geo.zones.communes import communes_of


def communes_columns(
    conn: Connection, zones: Sequence[int], areas: Areas, settings: PatrolSettings
) -> dict[str, list[str]]:
    """The columns of `patrol` that say in which communes these zones and routes lie as they are now.

    A route counts as the ground that is seen from it, to both sides.
    """
    query = select(zone.c.shape).where(zone.c.id.in_(list(zones))).order_by(zone.c.id)
    found = communes_of(conn.execute(query).scalars(), areas, strip_m=2 * settings.visibility_m)
    return {f"communes_{era}": found.get(era, []) for era in ("2021", "2025")}


def moved(
    conn: Connection, found: Mapping[str, Any], zones: Sequence[int], areas: Areas, settings: PatrolSettings
) -> dict[str, list[str]]:
    """Those of the columns in which a patrol (as `patrol_of`) that goes to these zones is elsewhere now."""
    now = communes_columns(conn, zones, areas, settings)
    return {name: value for name, value in now.items() if found[name] != value}
