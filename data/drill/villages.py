"""The drill's villages: names that nobody can take for real, through the service of the page *Địa danh*."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from data.drill.scene import Scene
from data.places import Place, add, list_places
from data.places.editing import Act
from data.store.engine import reading, writing
from geo.areas import Areas

ACTOR, ORIGIN = "system:drill", "drill"


def settle(engine: Engine, scene: Scene, areas: Areas, *, now: datetime) -> int:
    """Add the villages of the story that are not there yet; how many. `now`: aware, the scenario's clock."""
    with reading(engine) as conn:
        known = set(list_places(conn)["name"])
    new = [village for village in scene.villages if village.name not in known]
    act = Act(now, areas, who=ACTOR, origin=ORIGIN)
    for village in new:
        with writing(engine) as conn:
            add(conn, Place(village.name, "bản", "village", village.latitude, village.longitude), act)
    return len(new)
