"""What lies under the pen: forest, what burned there in past seasons, who was there, which zones it overlaps.

Everything is counted where it is: hotspots and events by their point, incidents by theirs. A route is asked
with the strip that is seen from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from sqlalchemy import Connection, Table, select

from data.effort.rows import counted_lines
from data.forest.layers import Layer, active_layer
from data.forest.within import plots_within
from data.store.tables import detection, fire_event, incident, patrol, patrol_zone
from data.zones.reading import list_zones
from geo.burned import Share, area_by_state
from geo.vn2000 import transformer
from geo.zones import area_ha, is_route

SEASON_ENDS = 4
"""April, the last month of the burning season: a fire year goes from May to April (DOMAIN 8)."""
YEARS = 5
"""Fire years that are counted, this one among them."""
_MOST_PLOTS = 4_000
"""A zone over more plots is told without its forest: nobody waits that long for a drawing."""


@dataclass(frozen=True)
class Counted:
    """How many of each by fire year (the year in which its season ends), newest first."""

    hotspots: Mapping[int, int]
    events: Mapping[int, int]
    incidents: Mapping[int, int]

    @property
    def years(self) -> list[int]:
        return sorted({*self.hotspots, *self.events, *self.incidents}, reverse=True)


@dataclass(frozen=True)
class Under:
    """What lies under a shape.

    forest
        Shares by forest state, hectares; empty for no layer, None where there are too many plots to say.
    layer
        The forest layer that speaks; None: there is none.
    patrols, last_patrol
        Patrols of zones that the shape overlaps and that set out, and when the last did; None: never.
    tracks
        Tracks that went through.
    overlaps
        (zone, hectares) of zones in use that it lies over; for a route or over a route 0 ha.
    """

    counted: Counted
    forest: list[Share] | None = field(default_factory=list)
    layer: Layer | None = None
    patrols: int = 0
    last_patrol: datetime | None = None
    tracks: int = 0
    overlaps: list[tuple[dict[str, Any], float]] = field(default_factory=list)


def fire_year(moment: datetime, tz: tzinfo) -> int:
    """The year in which the season of a moment's fire year ends: 2027 for December 2026."""
    local = moment.astimezone(tz)
    return local.year + (1 if local.month > SEASON_ENDS else 0)


def strip(shape: Any, crs_metres: str, metres: float) -> Any:
    """The ground that is seen from a route, in EPSG:4326; an area is itself."""
    if not is_route(shape):
        return shape
    way: Transformer = transformer(crs_metres)

    def there(at: Any) -> Any:
        return np.column_stack(way.transform(at[:, 0], at[:, 1]))

    def back(at: Any) -> Any:
        return np.column_stack(way.transform(at[:, 0], at[:, 1], direction="INVERSE"))

    return shapely.transform(shapely.buffer(shapely.transform(shape, there), metres), back)


def _points(
    conn: Connection, table: Table, time: str, shape: Any, since: datetime, tz: tzinfo, *more: Any
) -> dict[int, int]:
    west, south, east, north = shape.bounds
    query = (
        select(table.c[time], table.c.longitude, table.c.latitude)
        .where(table.c.longitude.between(west, east), table.c.latitude.between(south, north))
        .where(table.c[time] >= since, *more)
    )
    rows = conn.execute(query).all()
    if not rows:
        return {}
    inside = shapely.intersects_xy(shape, [row[1] for row in rows], [row[2] for row in rows])
    found: dict[int, int] = {}
    for (moment, _lon, _lat), is_in in zip(rows, inside, strict=True):
        if is_in:
            year = fire_year(moment, tz)
            found[year] = found.get(year, 0) + 1
    return found


def counted(conn: Connection, shape: Any, now: datetime, tz: tzinfo) -> Counted:
    """Hotspots, events and incidents of the last `YEARS` fire years with their point in `shape`."""
    first = fire_year(now, tz) - YEARS
    since = datetime(first, SEASON_ENDS + 1, 1, tzinfo=tz)
    shapely.prepare(shape)
    alive = (fire_event.c.merged_into.is_(None), fire_event.c.detections > 0)
    return Counted(
        _points(conn, detection, "time_utc", shape, since, tz, detection.c.superseded.is_(False)),
        _points(conn, fire_event, "first_seen", shape, since, tz, *alive),
        _points(conn, incident, "occurred_at", shape, since, tz, incident.c.merged_into.is_(None)),
    )


def _forest(conn: Connection, shape: Any, now: datetime) -> tuple[list[Share] | None, Layer | None]:
    layer = active_layer(conn, now)
    if layer is None:
        return [], None
    rows = plots_within(conn, layer.id, shape.bounds, most=_MOST_PLOTS + 1)
    if len(rows) > _MOST_PLOTS:
        return None, layer
    plots = np.empty(len(rows), dtype=object)
    plots[:] = [row["shape"] for row in rows]
    states = [" ".join(filter(None, (row["state_abbreviation"], row["state_name"]))) or None for row in rows]
    return area_by_state(shape, plots, states, [row["state_group"] for row in rows]), layer


def _overlaps(conn: Connection, shape: Any, own: int | None) -> list[tuple[dict[str, Any], float]]:
    found = []
    for row in list_zones(conn):
        if row["id"] != own and shapely.intersects(shape, row["shape"]):
            found.append((row, area_ha(shapely.intersection(shape, row["shape"]))))
    return sorted(found, key=lambda each: -each[1])


def _patrols(conn: Connection, zone_ids: list[int]) -> tuple[int, datetime | None]:
    query = (
        select(patrol.c.id, patrol.c.started_at)
        .join(patrol_zone, patrol_zone.c.patrol_id == patrol.c.id)
        .where(patrol_zone.c.zone_id.in_(zone_ids), patrol.c.started_at.is_not(None))
    )
    rows = conn.execute(query.distinct()).all()
    return len(rows), max((row.started_at for row in rows), default=None)


def _tracks(conn: Connection, shape: Any) -> int:
    return len({track for _own, track, line in counted_lines(conn) if shapely.intersects(shape, line)})


def under(
    conn: Connection,
    shape: Any,
    *,
    now: datetime,
    tz: tzinfo,
    crs_metres: str,
    visibility_m: float,
    own: int | None = None,
) -> Under:
    """Tell what lies under a valid shape (EPSG:4326).

    Parameters
    ----------
    tz
        Whose days and seasons.
    crs_metres, visibility_m
        The plane of the area, and how far one sees from a route.
    own
        The zone that the shape belongs to: it does not overlap itself.
    """
    ground = strip(shape, crs_metres, visibility_m)
    forest, layer = _forest(conn, ground, now)
    overlaps = _overlaps(conn, shape, own)
    ids = [row["id"] for row, _ha in overlaps] + ([] if own is None else [own])
    patrols, last = _patrols(conn, ids) if ids else (0, None)
    return Under(
        counted(conn, ground, now, tz), forest, layer, patrols, last, _tracks(conn, ground), overlaps
    )
