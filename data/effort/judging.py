"""A track and its patrol: the window, the zones, and the tracks that were there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, insert

from data.effort.ground import Ground
from data.store.tables import patrol_track_day
from geo.patrols import Day, Earlier, Gap, Points, Walk, Window, coverages, walk

Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Judged:
    """What is stored of a track: columns of `patrol_track`, and its days."""

    columns: dict[str, Any]
    days: list[Day]


def window_of(plan: Row, now: datetime) -> Window:
    """When a patrol was out: as planned, and longer where check-ins say so, or while somebody is out."""
    start = min(filter(None, (plan["starts_at"], plan["started_at"])))
    out = now if plan["status"] == "under_way" else plan["returned_at"]
    return Window(start, max(filter(None, (plan["ends_at"], out))))


def earlier_of(rows: Iterable[Row]) -> Earlier:
    """The pieces of days (rows of `patrol_track_day`) as `geo.patrols` wants them."""
    pieces: list[Any] = []
    for row in rows:
        times = np.array([np.nan if each is None else each for each in row["times"]], dtype="float64")
        at, which = shapely.get_coordinates(shapely.get_parts(row["line"]), return_index=True)
        whole = np.column_stack([at, times])
        pieces += np.split(whole, np.flatnonzero(np.diff(which)) + 1)
    return Earlier(pieces)


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "from": None if gap.start is None else gap.start.isoformat(timespec="seconds"),
        "to": None if gap.end is None else gap.end.isoformat(timespec="seconds"),
        "metres": gap.metres,
        "seconds": gap.seconds,
    }


def covered_by(lines: Sequence[Any], zones: Sequence[Row], ground: Ground) -> list[dict[str, Any]]:
    """What the lines together saw of each zone: ``share`` (0 to 1), and ``covered_ha`` or, of a route,
    ``covered_m``."""
    if not zones:
        return []
    whole = [shapely.GeometryCollection(list(lines))] if lines else []
    shapes = [zone["shape"] for zone in zones]
    _, together = coverages(whole, shapes, ground.limits.visibility_m, epsg=ground.epsg)
    found = []
    for zone, seen in zip(zones, together, strict=True):
        route = zone["area_ha"] is None
        amount = (
            {"covered_m": round(seen.amount, 1)} if route else {"covered_ha": seen.share * zone["area_ha"]}
        )
        found.append(
            {"zone_id": zone["id"], "zone_version": zone["version"], "share": round(seen.share, 4)}
            | {name: round(value, 2) for name, value in amount.items()}
        )
    return found


def judge(
    points: Points,
    plan: Row,
    earlier: Sequence[Earlier],
    used: str | None,
    ground: Ground,
    *,
    came: datetime,
    now: datetime,
) -> Judged:
    """Judge a file for a patrol (as `data.patrols.reading.patrol_of` gives it).

    `used`: code of another patrol that the same file was stored for before. `came`: when
    the file came, which is later than anything in it.
    """
    found: Walk = walk(
        points,
        ground.areas,
        ground.profile.tz,
        now=came,
        window=window_of(plan, now),
        earlier=earlier,
        limits=ground.limits,
        near_border_m=ground.near_border_m,
        epsg=ground.epsg,
    )
    covered = covered_by([day.line for day in found.days], plan["zones"], ground)
    findings = list(found.findings)
    if found.days and covered and not any(each["share"] for each in covered):
        findings.append({"code": "away_from_zones"})
    if used is not None:
        findings.append({"code": "used_elsewhere", "patrol": used})
    return Judged(
        {
            "distance_m": found.distance_m,
            "duration_s": found.duration_s,
            "visibility_m": ground.limits.visibility_m,
            "covered": covered,
            "gaps": [_gap(each) for each in found.gaps],
            "findings": findings,
        },
        found.days,
    )


def store_days(
    conn: Connection, patrol_track_id: int, days: Sequence[Day], plan: Row, ground: Ground
) -> None:
    """Store the days of a track; one without times is of the day on which the patrol began."""
    begun = plan["starts_at"].astimezone(ground.profile.tz).date()
    rows = [
        {
            "patrol_track_id": patrol_track_id,
            "day": each.day or begun,
            "line": each.line,
            "times": each.times,
            "metres": each.metres,
            "seconds": each.seconds,
            "parts": each.parts,
        }
        for each in days
    ]
    if rows:
        conn.execute(insert(patrol_track_day), rows)
