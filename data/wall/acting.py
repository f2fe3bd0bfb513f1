"""What people do to the wall's alarms: acknowledge, put aside for some hours, bring back.

Who may is in the table of roles (``wall.acknowledge``, ``wall.shelve``). Every deed is an entry of the alarm
and of the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from data.access import Actor, permit
from data.access.accounts import account_row
from data.errors import ConflictError, refuse_stale
from data.journal import append
from data.profile import Profile
from data.store.lock import serialise
from data.wall.alarms import SAME_FIRE, open_rows
from data.wall.conditions import conditions
from data.wall.errors import AlarmGone, AlarmRefused
from data.wall.keeping import enter, keep
from data.wall.states import TRANSITIONS

RECORD_KIND = "wall_alarm"
ACKNOWLEDGE, SHELVE = "wall.acknowledge", "wall.shelve"
"""Lines of `data/access/roles.csv`."""
SHELVES = tuple(timedelta(minutes=each) for each in (30, 60, 120, 240, 480))
"""How long an alarm can be put aside. ISA-18.2 asks for a limit; ours is a shift of eight hours, so that who
comes on duty finds nothing that somebody else has silenced."""
LONGEST_REASON = 300
Key = tuple[str, str]


@dataclass(frozen=True)
class By:
    """`now` on the clock of facts (a drill's is the scenario's)."""

    who: Actor
    now: datetime
    screen: str = "screen:alarms"

    @property
    def origin(self) -> str:
        """The journal's origin."""
        return self.who.from_where(self.screen)


def person_of(conn: Connection, who: Actor) -> str:
    """How people call the one who acts; the actor's name where there is no account."""
    if who.account_id is None:
        return who.name
    return str(account_row(conn, who.account_id)["full_name"] or who.name)


def _held(conn: Connection, key: Key, by: By, profile: Profile, seen: int) -> dict[str, Any]:
    """The stored alarm. One that the watch has not written yet (seen version 0) is written now."""
    row = open_rows(conn).get(key)
    if row is None and seen == 0:
        keep(conn, conditions(conn, profile, by.now), by.now)
        row = open_rows(conn).get(key)
        seen = 1
    if row is None:
        raise AlarmGone(kind=key[0], ref=key[1])
    refuse_stale(RECORD_KIND, str(row["id"]), seen, row["version"])
    return row


def _enter(conn: Connection, row: Mapping[str, Any], act: str, by: By, text: str = "", **more: Any) -> None:
    """Write the act; what else is told of the same fire goes the same way where it can."""
    if act not in TRANSITIONS[row["state"]]:
        raise AlarmRefused(problem="wall_alarm_step_impossible")
    _write(conn, row, act, by, text, **more)
    if row["kind"] in SAME_FIRE:
        rows = open_rows(conn)
        others = [rows.get((kind, row["ref"])) for kind in SAME_FIRE if kind != row["kind"]]
        for other in others:
            if other is not None and act in TRANSITIONS[other["state"]]:
                _write(conn, other, act, by, text, **more)


def _write(conn: Connection, row: Mapping[str, Any], act: str, by: By, text: str, **more: Any) -> None:
    after = enter(conn, row, act, by.now, by.who.name, text, **more)
    names = ("state", "acknowledged_by", "shelved_until", "shelved_reason")
    changed = [name for name in names if row[name] != after[name]]
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=act,
        record_kind=RECORD_KIND,
        record_id=f"{row['kind']}:{row['ref']}",
        before={name: row[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=text or None,
    )


def acknowledge(conn: Connection, key: Key, by: By, *, profile: Profile, seen_version: int) -> None:
    """Say that somebody has seen it and takes care of it; of a fire, of all that is told of it.

    Parameters
    ----------
    seen_version
        `Alarm.version` as it was shown.

    Raises
    ------
    data.access.Denied, data.errors.ConflictError, AlarmGone
    AlarmRefused
        `problem`: wall_alarm_step_impossible.
    """
    serialise(conn)
    permit(by.who, ACKNOWLEDGE, conn=conn)
    row = _held(conn, key, by, profile, seen_version)
    _enter(conn, row, "acknowledged", by, acknowledged_at=by.now, acknowledged_by=person_of(conn, by.who))


def acknowledge_seen(conn: Connection, seen: Mapping[Key, int], by: By, *, profile: Profile) -> int:
    """Acknowledge several as they were shown, and return how many; what has changed since stays new."""
    serialise(conn)
    permit(by.who, ACKNOWLEDGE, conn=conn)
    if not all(seen.values()):
        keep(conn, conditions(conn, profile, by.now), by.now)
    done = 0
    for key, version in seen.items():
        try:
            acknowledge(conn, key, by, profile=profile, seen_version=version or 1)
        except (ConflictError, AlarmGone, AlarmRefused):
            continue
        done += 1
    return done


def shelve(
    conn: Connection, key: Key, span: timedelta, reason: str, by: By, *, profile: Profile, seen_version: int
) -> None:
    """Put an alarm aside for one of `SHELVES`; it comes back by itself, or at once if it gets more urgent.

    Raises
    ------
    data.access.Denied, data.errors.ConflictError, AlarmGone
    AlarmRefused
        `problem`: shelf_without_reason, shelf_reason_too_long, shelf_span_unknown,
        wall_alarm_step_impossible.
    """
    serialise(conn)
    permit(by.who, SHELVE, conn=conn)
    said = " ".join(reason.split())
    problems = {
        "shelf_without_reason": not said,
        "shelf_reason_too_long": len(said) > LONGEST_REASON,
        "shelf_span_unknown": span not in SHELVES,
    }
    for problem, there in problems.items():
        if there:
            raise AlarmRefused(problem=problem)
    row = _held(conn, key, by, profile, seen_version)
    until, person = by.now + span, person_of(conn, by.who)
    _enter(conn, row, "shelved", by, said, shelved_until=until, shelved_by=person, shelved_reason=said)


def unshelve(conn: Connection, key: Key, by: By, *, profile: Profile, seen_version: int) -> None:
    """Bring an alarm back before its time; it is new again. Raises as `shelve`."""
    serialise(conn)
    permit(by.who, SHELVE, conn=conn)
    _enter(conn, _held(conn, key, by, profile, seen_version), "unshelved", by)
