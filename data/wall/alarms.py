"""The alarms as a screen shows them: what is stored, brought up to what holds now.

A watch that stands still silences nothing: a condition without a stored alarm is shown as new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data.store.tables import wall_alarm, wall_alarm_entry, wall_look
from data.wall.conditions import RULES, Condition
from data.wall.conditions import pressing as condition_pressing
from data.wall.states import BELOW, ORDER, TRANSITIONS, own_act

PLACE = "place"
"""Where the facts of a stored alarm keep its latitude and longitude."""
_RAISING = ("again", "unshelved")


@dataclass(frozen=True)
class Alarm:
    """One alarm. `row` is what is stored of it; None: the watch has not seen it yet.

    times
        How often it was raised again: each time it is heard again.
    """

    condition: Condition
    state: str
    row: Mapping[str, Any] | None = None
    times: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Kind and ref: its name as long as it lasts."""
        return self.condition.kind, self.condition.ref

    @property
    def version(self) -> int:
        """What a person saw who acts on it; 0 where nothing is stored."""
        return int(self.row["version"]) if self.row else 0

    @property
    def holds(self) -> bool:
        """Whether the condition is still there."""
        return self.state != "returned"

    def told(self, name: str) -> Any:
        """A field of what is stored, as far as it speaks of the state that is shown."""
        return self.row[name] if self.row and self.row["state"] == self.state else None


SAME_FIRE = ("event", "unverified")
"""Kinds that tell of one fire by the same ref: who takes one takes the fire."""


def open_rows(conn: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """(kind, ref) → the stored alarm that has not ended."""
    query = select(wall_alarm).where(wall_alarm.c.ended_at.is_(None)).order_by(wall_alarm.c.id)
    return {(row["kind"], row["ref"]): dict(row) for row in conn.execute(query).mappings()}


def _times(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    if not ids:
        return {}
    c = wall_alarm_entry.c
    query = select(c.alarm_id, func.count()).where(c.alarm_id.in_(ids), c.act.in_(_RAISING))
    return {row[0]: row[1] for row in conn.execute(query.group_by(c.alarm_id))}


def condition_of(row: Mapping[str, Any]) -> Condition:
    """What a stored alarm was about."""
    facts = dict(row["facts"])
    latitude, longitude = facts.pop(PLACE, None) or (None, None)
    return Condition(
        row["kind"],
        row["ref"],
        row["reason"],
        row["since"],
        due_at=row["due_at"],
        owner_id=row["owner_id"],
        latitude=latitude,
        longitude=longitude,
        facts=facts,
    )


def pressing(alarm: Alarm) -> tuple[int, int, int, datetime, str, str]:
    """How the list is ordered: what is there before what is over or put aside, by urgency, what nobody has
    taken before what somebody has; of the same, what is due or began first."""
    urgency, at, kind, ref = condition_pressing(alarm.condition)
    return BELOW.get(alarm.state, 0), urgency, ORDER.index(alarm.state), at, kind, ref


def standing_alarms(conn: Connection, found: Sequence[Condition], now: datetime) -> list[Alarm]:
    """Every alarm that is shown, most pressing first.

    Parameters
    ----------
    found
        What holds now (`data.wall.conditions.conditions`).
    """
    rows = open_rows(conn)
    times = _times(conn, [row["id"] for row in rows.values()])
    held = {(each.kind, each.ref): each for each in found}
    alarms = [Alarm(each, "new") for key, each in held.items() if key not in rows]
    for key, row in rows.items():
        what = held.get(key)
        act = own_act(row, what.urgency if what else None, now)
        state = TRANSITIONS[row["state"]][act] if act else row["state"]
        if state == "ended" or (what is None and (row["kind"], row["reason"]) not in RULES):
            continue
        alarms.append(Alarm(what or condition_of(row), state, row, times.get(row["id"], 0)))
    return sorted(alarms, key=pressing)


def by_matter(alarms: Sequence[Alarm]) -> list[list[Alarm]]:
    """Alarms of one fire together, each group in the order of its first."""
    groups: dict[tuple[str, str], list[Alarm]] = {}
    for each in alarms:
        kind, ref = each.key
        groups.setdefault(("fire", ref) if kind in SAME_FIRE else (kind, ref), []).append(each)
    return list(groups.values())


def looked_at(conn: Connection) -> datetime | None:
    """When the watch last worked the alarms out; None: never."""
    found: datetime | None = conn.execute(select(wall_look.c.looked_at)).scalar()
    return found


def entries_of(conn: Connection, alarm_id: int) -> list[dict[str, Any]]:
    """What happened to an alarm, the first first."""
    c = wall_alarm_entry.c
    query = select(wall_alarm_entry).where(c.alarm_id == alarm_id).order_by(c.id)
    return [dict(row) for row in conn.execute(query).mappings()]
