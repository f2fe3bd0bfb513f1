"""What a round of the watch does about the wall's alarms: raise, return, raise again, end, append."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from data.clock import require_aware
from data.events.regrouping import WATCH
from data.store.lock import serialise
from data.store.tables import wall_alarm, wall_alarm_entry, wall_look
from data.wall.alarms import PLACE, open_rows
from data.wall.conditions import Condition
from data.wall.states import TRANSITIONS, own_act

_LOOK = 1


def enter(
    conn: Connection, row: Mapping[str, Any], act: str, now: datetime, actor: str, text: str = "", **more: Any
) -> dict[str, Any]:
    """Write one act: the alarm's new row, and its entry. `more` are columns that change with it.

    Raises
    ------
    KeyError
        The table of states does not know this way.
    """
    state = TRANSITIONS[row["state"]][act]
    values: dict[str, Any] = {"state": state, "version": row["version"] + 1} | more
    if state == "new":
        values |= {"acknowledged_at": None, "acknowledged_by": None, "cleared_at": None}
    if state != "shelved":
        values |= {"shelved_until": None, "shelved_by": None, "shelved_reason": None}
    if state == "returned":
        values |= {"cleared_at": now}
    if state == "ended":
        values |= {"ended_at": now, "cleared_at": row["cleared_at"] or now}
    conn.execute(update(wall_alarm).where(wall_alarm.c.id == row["id"]).values(**values))
    after = dict(row) | values
    _entry(conn, after, act, now, actor, text)
    return after


def _entry(
    conn: Connection, row: Mapping[str, Any], act: str, now: datetime, actor: str, text: str = ""
) -> None:
    entry = {"alarm_id": row["id"], "at": now, "act": act, "urgency": row["urgency"]}
    conn.execute(insert(wall_alarm_entry), entry | {"text": text, "actor": actor})


def _columns(each: Condition) -> dict[str, Any]:
    place = None if each.latitude is None else [each.latitude, each.longitude]
    return {
        "urgency": each.urgency,
        "reason": each.reason,
        "facts": dict(each.facts) | {PLACE: place},
        "owner_id": each.owner_id,
        "since": each.since,
        "due_at": each.due_at,
    }


def _raise(conn: Connection, each: Condition, now: datetime, actor: str) -> dict[str, Any]:
    row = {"kind": each.kind, "ref": each.ref, "state": "new", "raised_at": now, "version": 1}
    row |= _columns(each)
    row["id"] = conn.execute(insert(wall_alarm).returning(wall_alarm.c.id), row).scalar_one()
    _entry(conn, row, "raised", now, actor)
    return row


def _changed(row: Mapping[str, Any], each: Condition) -> dict[str, Any]:
    """What is told otherwise than it is stored. Another reason is another version, for who acts must have
    seen it; one more pixel is not."""
    values = {name: value for name, value in _columns(each).items() if row[name] != value}
    if {"urgency", "reason"} & set(values):
        values["version"] = row["version"] + 1
    return values


def _looked(conn: Connection, now: datetime) -> None:
    made = conn.execute(update(wall_look).where(wall_look.c.id == _LOOK).values(looked_at=now))
    if not made.rowcount:
        conn.execute(insert(wall_look), {"id": _LOOK, "looked_at": now})


def keep(
    conn: Connection, found: Sequence[Condition], now: datetime, *, actor: str = WATCH
) -> list[tuple[str, int]]:
    """Bring the stored alarms to what holds now. The same again changes nothing.

    Parameters
    ----------
    found
        `data.wall.conditions.conditions` at `now`, on the clock of facts.

    Returns
    -------
    list
        (act, id of the alarm) of everything that happened.
    """
    serialise(conn)
    now = require_aware(now)
    held = {(each.kind, each.ref): each for each in found}
    rows = open_rows(conn)
    done = []
    for key, row in rows.items():
        what = held.pop(key, None)
        act = own_act(row, what.urgency if what else None, now)
        if what is not None and (values := _changed(row, what)):
            conn.execute(update(wall_alarm).where(wall_alarm.c.id == row["id"]).values(**values))
            row |= values
        if act is not None:
            enter(conn, row, act, now, actor)
            done.append((act, row["id"]))
    for what in held.values():
        done.append(("raised", _raise(conn, what, now, actor)["id"]))
    _looked(conn, now)
    return done
