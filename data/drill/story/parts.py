"""What the story tells of people: desks, zones, patrols, meetings, trainings, levels. Moments: aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

Point = tuple[float, float]
"""Latitude, longitude; degrees WGS84."""


@dataclass(frozen=True)
class Desk:
    """An agency whose `people` (name, telephone) take turns from `start` to `end`, changing at local times.

    remarks
        What is told at the change of that moment.
    takes
        When whoever is on duty takes the alarms that stand on the wall, of which kinds.
    """

    agency: str
    written: datetime
    start: datetime
    end: datetime
    changes: tuple[time, ...]
    people: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[datetime, str], ...] = ()
    takes: tuple[tuple[datetime, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class SavedZone:
    """A zone that somebody drew at `made`; `ring` is its outline."""

    id: str
    name: str
    kind: str
    season: str
    priority: int
    notes: str
    made: datetime
    ring: tuple[Point, ...]


@dataclass(frozen=True)
class Walker:
    """A member: when they check in and out. `followed`: their telephone may say where they are."""

    agency: str
    name: str
    phone: str
    role: str
    came: datetime
    left: datetime
    followed: bool = False


@dataclass(frozen=True)
class Walk:
    """A patrol, from its planning to its last word.

    told
        When those who must know of it are called; None: nobody calls.
    answered
        When somebody at the lead agency takes charge of its alarm, and who.
    path
        Where whoever is followed goes.
    """

    id: str
    kind: str
    objective: str
    zones: tuple[str, ...]
    lead: str
    starts: datetime
    ends: datetime
    meeting_place: str
    equipment: str
    planned: datetime
    assigned: datetime
    closed: datetime
    words: str
    path: tuple[Point, ...]
    members: tuple[Walker, ...]
    told: datetime | None = None
    answered: datetime | None = None
    answered_by: str = ""


@dataclass(frozen=True)
class Gathering:
    """A meeting that the plan promises: when its day is set (`set_at`) and when its minutes are `written`.

    `guests`: agency, name, post of everybody who came.
    """

    period: str
    commune: str | None
    set_at: datetime
    starts: datetime
    ends: datetime
    venue: str
    told: datetime | None = None
    written: datetime | None = None
    chair: str = ""
    summary: str = ""
    conclusion: str = ""
    guests: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Training:
    """A training or public-information event, from its planning to the calls that announce it."""

    id: str
    kind: str
    title: str
    host: str
    commune: str
    starts: datetime
    ends: datetime
    venue: str
    audiences: tuple[str, ...]
    topics: tuple[str, ...]
    planned: datetime
    announced: datetime
    told: datetime


@dataclass(frozen=True)
class SaidLevel:
    """A level of danger as somebody announces it, and when those who must know are called (None: nobody
    calls)."""

    communes: tuple[str, ...]
    level: int
    source: str
    announced: datetime
    holds_from: datetime
    holds_until: datetime
    told: datetime | None = None


@dataclass(frozen=True)
class Story:
    """All of it. `every_minutes`: how often a telephone says where it is."""

    desks: tuple[Desk, ...] = ()
    zones: tuple[SavedZone, ...] = ()
    walks: tuple[Walk, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    trainings: tuple[Training, ...] = ()
    levels: tuple[SaidLevel, ...] = ()
    every_minutes: float = 3.0
