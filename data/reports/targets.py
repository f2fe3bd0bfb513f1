"""What agencies set out to do in a period, and what they did of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from data.effort.ground import Ground
from data.effort.summing import agency_lines, months_of
from data.effort.targets import targets
from data.periods import Period


def targets_met(conn: Connection, period: Period, ground: Ground) -> list[dict[str, Any]]:
    """{agency_id, ``target`` {patrols, km, hours; None: not set}, ``done`` the same}, of agencies with a
    target, by their id. A joint patrol counts for every agency that was there, so these do not add up."""
    known, months = targets(conn), months_of(period.first, period.last)
    wanted = {own: known.over(own, months) for own in sorted(known.by_agency)}
    wanted = {own: each for own, each in wanted.items() if not each.empty}
    if not wanted:
        return []
    lines = agency_lines(conn, period.first, period.last, ground)
    found = []
    for own, target in wanted.items():
        line = lines.get(own)
        done = {name: float(getattr(line, name)) if line else 0.0 for name in ("patrols", "km", "hours")}
        found.append({"agency_id": own, "target": asdict(target), "done": done})
    return found
