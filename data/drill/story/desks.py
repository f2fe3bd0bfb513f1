"""Desks: the roster is written; at every change one signs on and takes over from whoever was there; whoever
is on duty takes alarms of the wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

from sqlalchemy import Connection

from data.drill.story.deeds import SCREEN, Deed, Made, hand
from data.drill.story.parts import Desk
from data.duty_shifts import By, Shift, on_duty, sign_on
from data.dutybook.handing import Handover, hand_over_signed
from data.dutybook.open_matters import open_matters
from data.dutybook.rostering import Turn, add_turns
from data.profile import Profile
from data.wall.acting import By as WallBy
from data.wall.acting import acknowledge_seen
from data.wall.alarms import standing_alarms
from data.wall.conditions import conditions


@dataclass(frozen=True)
class Watchkeeping:
    """One turn of somebody at a desk; moments aware UTC. `remark`: what they are told when they take over."""

    name: str
    phone: str
    start: datetime
    end: datetime
    remark: str


def turns_of(desk: Desk, tz: tzinfo) -> list[Watchkeeping]:
    """Who is at a desk when: its people one after the other, from each local change to the next."""
    first, days = desk.start.astimezone(tz).date(), (desk.end - desk.start) // timedelta(days=1) + 2
    changes = sorted(
        datetime.combine(first + timedelta(days=day), at, tz).astimezone(UTC)
        for day in range(days)
        for at in desk.changes
    )
    starts = [each for each in changes if desk.start <= each < desk.end]
    remarks = dict(desk.remarks)
    return [
        Watchkeeping(*desk.people[number % len(desk.people)], start, end, remarks.get(start, ""))
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], desk.end], strict=True))
    ]


def _by(desk: Desk, now: datetime) -> By:
    return By(hand(desk.agency), now, drill=True, screen=SCREEN)


def _write_roster(conn: Connection, desk: Desk, tz: tzinfo) -> None:
    for each in turns_of(desk, tz):
        turn = Turn(desk.agency, each.name, each.start, each.end, each.phone)
        add_turns(conn, turn, _by(desk, desk.written), tz)


def _change(conn: Connection, made: Made, *, desk: Desk, turn: Watchkeeping, tz: tzinfo) -> None:
    """Take over from the story's own shift; where somebody else is on duty, that is theirs."""
    by, name = _by(desk, turn.start), f"shift:{desk.agency}"
    shift = Shift(desk.agency, turn.name, turn.phone, turn.end)
    there = on_duty(conn).get(desk.agency, [])
    if not there:
        made[name] = sign_on(conn, shift, by)
        return
    before = next((row for row in there if row["id"] == made.get(name)), None)
    if before is None:
        return
    seen = [each.ref for each in open_matters(conn, desk.agency, by.now, tz)]
    wanted = Handover(shift, before["name"], turn.name, turn.remark, seen)
    made[name] = hand_over_signed(conn, before["id"], wanted, by, tz, seen_version=before["version"])


def _take(
    conn: Connection,
    made: Made,
    *,
    desk: Desk,
    at: datetime,
    kinds: tuple[str, ...],
    name: str,
    profile: Profile,
) -> None:
    """Whoever is on duty takes what stands on the wall of these kinds, in their own name."""
    alarms = standing_alarms(conn, conditions(conn, profile, at), at)
    seen = {each.key: each.version for each in alarms if each.condition.kind in kinds and each.state == "new"}
    by = WallBy(replace(hand(desk.agency), name=name), at, SCREEN)
    if seen:
        acknowledge_seen(conn, seen, by, profile=profile)


def deeds(desk: Desk, profile: Profile) -> Iterator[Deed]:
    """The roster, every change, and what is taken."""
    tz, name = profile.tz, f"shift:{desk.agency}"
    turns = turns_of(desk, tz)
    yield Deed(desk.written, f"roster:{desk.agency}", lambda conn, made: _write_roster(conn, desk, tz))
    for turn in turns:
        yield Deed(turn.start, name, partial(_change, desk=desk, turn=turn, tz=tz))
    for at, kinds in desk.takes:
        there = next(each.name for each in turns if each.start <= at < each.end)
        yield Deed(
            at,
            f"take:{desk.agency}",
            partial(_take, desk=desk, at=at, kinds=kinds, name=there, profile=profile),
        )
