"""Forest fires of a period and the area burned by forest state; and what satellites saw: no fire yet.

A fire that somebody only reported and nobody has confirmed is told beside, not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from data.effort.ground import Ground
from data.periods import Period
from data.reports.figure import Figure, row
from data.store.batches import in_batches
from data.store.tables import burned_area, detection, event_member, fire_event, incident, incident_record

NO_FOREST_FIRE = ("false_alarm", "not_forest_fire")
UNVERIFIED = ("reported", "verifying")
STATE = "state:"
"""Before a forest state in the parts of `fires_burned`."""
NO_STATE = "unknown"


def _fires(conn: Connection, period: Period) -> list[dict[str, Any]]:
    at = incident.c.occurred_at
    query = (
        select(incident, incident_record.c.burned_ha, incident_record.c.burned, incident_record.c.damaged_ha)
        .outerjoin(incident_record, incident_record.c.incident_id == incident.c.id)
        .where(
            at >= period.start,
            at < period.end,
            incident.c.kind == "forest_fire",
            incident.c.merged_into.is_(None),
            incident.c.status.not_in(NO_FOREST_FIRE),
        )
        .order_by(at, incident.c.id)
    )
    return [dict(each) for each in conn.execute(query).mappings()]


def _outlines(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Incident → its outline that counts: the newest, unless that one took the others back."""
    found: dict[int, dict[str, Any]] = {}
    for some in in_batches(list(ids)):
        query = select(burned_area).where(burned_area.c.incident_id.in_(some)).order_by(burned_area.c.id)
        for each in conn.execute(query).mappings():
            found[each["incident_id"]] = dict(each)
    return {own: each for own, each in found.items() if not each["shape"].is_empty}


def _burned(
    each: Mapping[str, Any], outline: Mapping[str, Any] | None
) -> tuple[float | None, Iterable[Mapping[str, Any]]]:
    """Hectares and their states: by the record, else by the outline; None where neither says."""
    if each["burned_ha"] is not None or each["burned"]:
        parts = each["burned"] or []
        whole = each["burned_ha"]
        return (sum(part["ha"] for part in parts) if whole is None else whole), parts
    return (outline["area_ha"], outline["by_state"]) if outline else (None, ())


def _states(total: float, parts: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """State → hectares; what no part names is of an unknown state."""
    found: dict[str, float] = defaultdict(float)
    for part in parts:
        found[STATE + str(part.get("state") or part.get("group") or NO_STATE)] += part["ha"]
    rest = total - sum(found.values())
    if rest > 0.005:
        found[STATE + NO_STATE] += rest
    return found


def fires_burned(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Confirmed forest fires that happened, and the area burned by forest state; one of which nobody says how
    much burned has no area."""
    found = _fires(conn, period)
    outlines = _outlines(conn, [each["id"] for each in found])
    known = [each for each in found if each["status"] not in UNVERIFIED]
    states: dict[str, float] = defaultdict(float)
    total, without = 0.0, 0
    for each in known:
        burned, parts = _burned(each, outlines.get(each["id"]))
        without += burned is None
        total += burned or 0.0
        for state, area in _states(burned or 0.0, parts).items():
            states[state] += area
    parts_said = {
        "burned_ha": round(total, 4),
        "damaged_ha": round(sum(each["damaged_ha"] or 0.0 for each in known), 4),
        "without_area": float(without),
        "unverified": float(len(found) - len(known)),
        **{state: round(area, 4) for state, area in sorted(states.items())},
    }
    rows = [
        row("incident", each["id"], each["code"], each["place_text"], each["occurred_at"], each["status"])
        for each in found
    ]
    return Figure("fires_burned", float(len(known)), None, parts_said, rows)


def _inside() -> ColumnElement[bool]:
    """Of which at least one hotspot lies in a commune."""
    member = (
        select(event_member.c.event_id)
        .join(detection, detection.c.id == event_member.c.detection_id)
        .where(event_member.c.event_id == fire_event.c.id, detection.c.commune_2025_id.is_not(None))
    )
    return member.exists()


def events_seen(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Fire events that satellites saw beginning in the communes, by strength; permanent sources of heat are
    told beside. Evidence, not fires; how many there are depends on which satellites looked (see
    `data.reports.sensors`)."""
    first, c = fire_event.c.first_seen, fire_event.c
    query = (
        select(c.id, first, c.strength, c.permanent)
        .where(first >= period.start, first < period.end, c.merged_into.is_(None), _inside())
        .order_by(first, c.id)
    )
    found = list(conn.execute(query))
    counted = [each for each in found if not each.permanent]
    parts = {name: float(sum(each.strength == name for each in counted)) for name in ("strong", "weak")} | {
        "permanent": float(len(found) - len(counted))
    }
    rows = [row("fire_event", each.id, each.id, "", each.first_seen, each.strength) for each in counted]
    return Figure("events_seen", float(len(counted)), None, parts, rows)
