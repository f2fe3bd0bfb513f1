"""The drill's calls: they go into the reception log, by the service of real work, when the story says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from data.access import program
from data.drill.scene import Scene
from data.incidents import By
from data.profile import Profile
from data.reception import Call, record
from geo.areas import Areas

SCREEN = "drill"


def ring(engine: Engine, profile: Profile, scene: Scene, areas: Areas, *, now: datetime) -> int:
    """Record the calls that have come by `now` (the story's time) and are not in the log yet; how many."""
    count = 0
    for each in scene.calls:
        if each.time > now:
            continue
        call = Call(
            draft_id=each.id,
            received_at=each.time,
            occurred_at=each.occurred,
            known_at=each.time,
            said=each.said,
            informant_name=each.informant,
            informant_phone=each.phone,
            known_by="Trực ban giả định",
            place_text=each.place,
            latitude=each.latitude,
            longitude=each.longitude,
            spread_risk=each.spread_risk,
        )
        by = By(program("drill"), now, SCREEN)
        count += not record(engine, call, by, areas=areas, profile=profile).again
    return count
