"""Meetings and trainings: a day is set, those invited are called, the meeting is held and written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.agencies.act import Act
from data.drill.story.calling import call_all
from data.drill.story.deeds import SCREEN, Deed, Made, hand
from data.drill.story.parts import Gathering, Training
from data.meetings.generating import generate
from data.meetings.holding import Guests, Minutes, attend, hold, write_minutes
from data.meetings.planning import Day, set_day
from data.meetings.reading import meeting_of
from data.outreach.acting import Outreach, announce, plan_event
from data.outreach.reading import event_of
from data.periods import read_period
from data.profile import Profile
from data.store.tables import meeting
from geo.areas import Areas


def _act(agency_id: str | None, now: datetime) -> Act:
    return Act(now, hand(agency_id), SCREEN, drill=True)


class Gathered:
    """The deeds of meetings and trainings in one installation."""

    def __init__(self, profile: Profile, areas: Areas) -> None:
        self._profile, self._areas = profile, areas

    def meeting(self, own: Gathering) -> Iterator[Deed]:
        """A meeting of the plan."""
        name = f"meeting:{own.period}:{own.commune or 'area'}"
        yield Deed(own.set_at, f"{name}:set", lambda conn, made: self._set(conn, own))
        if own.told:
            yield Deed(own.told, f"{name}:told", lambda conn, made: self._tell(conn, own))
        if own.written:
            yield Deed(own.written, f"{name}:written", lambda conn, made: self._write(conn, own))

    def training(self, own: Training) -> Iterator[Deed]:
        """A training that is announced."""
        name = f"training:{own.id}"
        yield Deed(own.planned, f"{name}:planned", lambda conn, made: self._plan(conn, made, own, name))
        yield Deed(
            own.announced, f"{name}:announced", lambda conn, made: self._announce(conn, made, own, name)
        )
        yield Deed(own.told, f"{name}:told", lambda conn, made: self._call(conn, made, own, name))

    def _found(self, conn: Connection, own: Gathering) -> Mapping[str, Any] | None:
        """The meeting that the plan promises, as it is now."""
        c = meeting.c
        query = select(meeting).where(c.period == own.period, c.plan_id.is_not(None))
        query = query.where(c.commune_id.is_(None) if own.commune is None else c.commune_id == own.commune)
        row = conn.execute(query.order_by(c.id)).mappings().first()
        return None if row is None else dict(row)

    def _set(self, conn: Connection, own: Gathering) -> None:
        tz = self._profile.tz
        # The watch makes them too, weeks ahead; a story that begins later finds none yet.
        generate(conn, read_period(own.period, tz), self._areas, _act(None, own.set_at), tz)
        found = self._found(conn, own)
        if found is not None and found["starts_at"] is None:
            host = found["host_agency_id"]
            day = Day(own.starts, own.ends, own.venue, found["invited"], host)
            set_day(conn, found["id"], day, _act(host, own.set_at), seen_version=found["version"])

    def _tell(self, conn: Connection, own: Gathering) -> None:
        found = self._found(conn, own)
        if own.told and found is not None:
            call_all(conn, "meeting", found["id"], own.told, self._profile.tz, found["host_agency_id"])

    def _write(self, conn: Connection, own: Gathering) -> None:
        """It was held when its day said, and those came who are named; on another day, nobody of them."""
        found = self._found(conn, own)
        if own.written is None or found is None or found["starts_at"] != own.starts:
            return
        number, act = found["id"], _act(found["host_agency_id"], own.written)
        hold(conn, number, own.starts, act, seen_version=found["version"])
        for agency_id, name, post in own.guests:
            attend(conn, number, Guests(agency_id, True, [{"name": name, "post": post}]), act)
        minutes = Minutes(chair=own.chair, summary=own.summary, conclusion=own.conclusion)
        now = meeting_of(conn, number)
        if now is not None:
            write_minutes(conn, number, minutes, act, seen_version=now["version"])

    def _plan(self, conn: Connection, made: Made, own: Training, name: str) -> None:
        wanted = Outreach(
            own.kind,
            own.title,
            own.host,
            own.starts,
            own.ends,
            own.venue,
            own.audiences,
            [{"text": each} for each in own.topics],
            own.commune,
        )
        made[name] = plan_event(conn, wanted, _act(own.host, own.planned), self._profile.tz)

    def _announce(self, conn: Connection, made: Made, own: Training, name: str) -> None:
        found = event_of(conn, made[name]) if name in made else None
        if found is not None:
            announce(conn, found["id"], _act(own.host, own.announced), seen_version=found["version"])

    def _call(self, conn: Connection, made: Made, own: Training, name: str) -> None:
        if name in made:
            call_all(conn, "outreach_event", made[name], own.told, self._profile.tz, own.host)
