"""What lies around a matter by what is stored: the announced level, the forest, the nearest place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.forest.settings import ForestSettings
from data.places.reading import places_at
from data.store.tables import setting
from geo.place_names import nearest_known

_EVIDENCE = "forest_evidence"
"""The setting under which `data.forest.evidence` keeps what counts as forest here."""
_OF_PLACE = ("name", "unit", "kind", "bearing")


def highest_level(conn: Connection, communes: Iterable[str], moment: datetime) -> int | None:
    """The highest level announced for any of the communes at a moment; None where none counts."""
    # Not above: whoever announces a level tells the ledger, which asks here.
    from data.danger_levels.reading import levels_at

    wanted = set(communes)
    found = [each.level for own, each in levels_at(conn, moment).items() if own in wanted]
    return max((level for level in found if level is not None), default=None)


def forest_groups(conn: Connection) -> tuple[str, ...]:
    """Groups of states that count as forest in this installation."""
    said = conn.execute(select(setting.c.value).where(setting.c.key == _EVIDENCE)).scalar()
    return tuple(said["counts_as_forest"]) if said else ForestSettings().counts_as_forest


def nearest_places(
    conn: Connection, points: Sequence[tuple[float, float]], moment: datetime
) -> list[Mapping[str, Any] | None]:
    """For each point (latitude, longitude) the nearest place entered, as `Facts.told` has it."""
    known = places_at(conn, moment.date())
    if known.empty or not points:
        return [None] * len(points)
    frame: pd.DataFrame = nearest_known([p[0] for p in points], [p[1] for p in points], known)
    return [
        {name: row[name] for name in _OF_PLACE} | {"distance_m": round(float(row["distance_m"]))}
        for row in frame.to_dict("records")
    ]
