"""How much each person and each agency goes: patrols and hours within a span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.patrols.states import STATES
from data.patrols.wanted import person_key


@dataclass(frozen=True)
class Load:
    """`name` is None for a whole agency; `hours` are those of the patrols' windows inside the span: of a
    person once, however many patrols overlap."""

    agency_id: str
    name: str | None
    patrols: int
    hours: float


def _hours(windows: Iterable[tuple[datetime, datetime]]) -> float:
    """The length of what these windows cover together, in hours."""
    total, reached = 0.0, None
    for first, last in sorted(windows):
        begin = first if reached is None else max(first, reached)
        if last > begin:
            total += (last - begin).total_seconds() / 3600
            reached = last
    return total


def load(patrols: Iterable[Mapping[str, Any]], since: datetime, until: datetime) -> list[Load]:
    """The load of every person on these patrols (as `list_patrols`) and of their agencies in [since, until).

    Agencies in the order in which they are met, each before its people; people with the most hours first.
    A cancelled patrol is no load. An agency's hours are the sum of its people's.
    """
    people: dict[str, dict[tuple[str, str], list[Any]]] = {}
    counted: dict[str, set[int]] = {}
    for row in patrols:
        first, last = max(row["starts_at"], since), min(row["ends_at"], until)
        if not STATES[row["status"]].taken or last <= first:
            continue
        for member in row["members"]:
            own = people.setdefault(member["agency_id"], {})
            entry = own.setdefault(person_key(member["agency_id"], member["name"]), [member["name"], []])
            entry[1].append((first, last))
            counted.setdefault(member["agency_id"], set()).add(row["id"])
    found: list[Load] = []
    for agency_id, own in people.items():
        each = [Load(agency_id, name, len(spans), _hours(spans)) for name, spans in own.values()]
        each.sort(key=lambda one: (-one.hours, one.name or ""))
        found.append(Load(agency_id, None, len(counted[agency_id]), sum(one.hours for one in each)))
        found.extend(each)
    return found
