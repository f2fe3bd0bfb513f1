"""Zones and patrols: drawn, planned, assigned; people check in, their telephones say where they are, they
come home. What planners do goes in as theirs, what members do by their own link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection, select

from data.drill.story.calling import call_all
from data.drill.story.deeds import SCREEN, Deed, Made, hand
from data.drill.story.parts import SavedZone, Walk, Walker
from data.patrols.act import By
from data.patrols.planning import assign, complete, plan_patrol
from data.patrols.reading import patrol_of
from data.patrols.states import REQUIRED_ROLES
from data.patrols.wanted import Member, Plan
from data.positions.consent import agree
from data.positions.requests import read_query
from data.positions.taking import take
from data.presence.act import by_link
from data.presence.alarm_rows import open_alarms, take_charge
from data.presence.checkins import Checkin, check
from data.profile import Profile
from data.store.tables import patrol_member
from data.zones import By as ZoneBy
from data.zones import Zone, create
from data.zones.ground import ground_of
from geo.areas import Areas
from geo.bearing import distance_m_and_bearing

_ADDRESS = "drill"
_KNOT_MS = 1852 / 3600
_LEAST_FULL, _FULL, _PER_HOUR = 15.0, 96.0, 9.0
"""Per cent of a telephone's battery: at least, at first, less each hour."""


def path_at(path: tuple[tuple[float, float], ...], share: float) -> tuple[float, float]:
    """Latitude and longitude after a share (0…1) of a path."""
    line = shapely.LineString([(longitude, latitude) for latitude, longitude in path])
    point = line.interpolate(min(1.0, max(0.0, share)), normalized=True)
    return round(point.y, 6), round(point.x, 6)


def _row(conn: Connection, member_id: int) -> dict[str, Any]:
    query = select(patrol_member).where(patrol_member.c.id == member_id)
    return dict(conn.execute(query).mappings().one())


class Patrolling:
    """The deeds of zones and patrols in one installation."""

    def __init__(self, profile: Profile, areas: Areas, every: timedelta) -> None:
        self._profile, self._areas, self._every = profile, areas, every

    def zone(self, own: SavedZone) -> Iterator[Deed]:
        """Somebody draws it."""

        def draw(conn: Connection, made: Made) -> None:
            shape = shapely.Polygon([(longitude, latitude) for latitude, longitude in own.ring])
            wanted = Zone(own.name, shape, own.kind, own.season, own.priority, own.notes)
            by = ZoneBy(hand(self._profile.ledger.watch_agency), own.made, SCREEN)
            made[f"zone:{own.id}"] = create(conn, wanted, by, ground_of(self._areas, self._profile))

        yield Deed(own.made, f"zone:{own.id}", draw)

    def walk(self, own: Walk) -> Iterator[Deed]:
        """A patrol, from its planning to its last word."""
        name = f"patrol:{own.id}"
        yield Deed(own.planned, f"{name}:planned", lambda conn, made: self._plan(conn, made, own))
        yield Deed(own.assigned, f"{name}:assigned", lambda conn, made: self._assign(conn, made, own))
        if own.told:
            yield Deed(own.told, f"{name}:told", lambda conn, made: self._tell(conn, made, own))
        if own.answered:
            yield Deed(own.answered, f"{name}:answered", lambda conn, made: self._answer(conn, made, own))
        for number, member in enumerate(own.members):
            yield from self._member(own, member, f"{name}:{number}")
        yield Deed(own.closed, f"{name}:closed", lambda conn, made: self._close(conn, made, own))

    def _by(self, own: Walk, now: datetime) -> By:
        return By(hand(own.lead), now, SCREEN, drill=True)

    def _plan(self, conn: Connection, made: Made, own: Walk) -> None:
        plan = Plan(
            own.kind,
            own.objective,
            own.starts,
            own.ends,
            own.lead,
            required_roles=REQUIRED_ROLES[own.kind],
            meeting_place=own.meeting_place,
            equipment=own.equipment,
            zones=tuple(made[f"zone:{each}"] for each in own.zones if f"zone:{each}" in made),
            members=tuple(Member(each.agency, each.name, each.role, each.phone) for each in own.members),
        )
        by = self._by(own, own.planned)
        number = plan_patrol(conn, plan, by, self._profile.patrols, self._profile.tz, self._areas)
        made[f"patrol:{own.id}"] = number
        found = patrol_of(conn, number)
        for place, row in enumerate(found["members"] if found else ()):
            made[f"patrol:{own.id}:{place}"] = row["id"]

    def _found(self, conn: Connection, made: Made, own: Walk) -> Mapping[str, Any] | None:
        """The patrol as it is now; None where it was never planned."""
        number = made.get(f"patrol:{own.id}")
        return None if number is None else patrol_of(conn, number)

    def _assign(self, conn: Connection, made: Made, own: Walk) -> None:
        if found := self._found(conn, made, own):
            by, settings = self._by(own, own.assigned), self._profile.patrols
            assign(conn, found["id"], by, settings, self._areas, seen_version=found["version"])

    def _tell(self, conn: Connection, made: Made, own: Walk) -> None:
        if own.told and (found := self._found(conn, made, own)):
            call_all(conn, "patrol", found["id"], own.told, self._profile.tz, own.lead)

    def _answer(self, conn: Connection, made: Made, own: Walk) -> None:
        if own.answered is None:
            return
        for row in open_alarms(conn):
            if row["patrol_id"] == made.get(f"patrol:{own.id}"):
                take_charge(conn, row["id"], own.answered_by, self._by(own, own.answered))

    def _close(self, conn: Connection, made: Made, own: Walk) -> None:
        if found := self._found(conn, made, own):
            by = self._by(own, own.closed)
            complete(conn, found["id"], by, seen_version=found["version"], words=own.words)

    def _member(self, own: Walk, member: Walker, name: str) -> Iterator[Deed]:
        """They come, go along the path if they are followed, and leave."""
        yield Deed(member.came, f"{name}:in", lambda conn, made: self._come(conn, made, own, member, name))
        if member.followed:
            at = member.came + self._every
            while at < member.left:
                yield Deed(at, f"{name}:position", self._position(own, member, name, at))
                at += self._every
        yield Deed(member.left, f"{name}:out", lambda conn, made: self._leave(conn, made, own, member, name))

    def _check(
        self, conn: Connection, made: Made, own: Walk, kind: str, at: datetime, name: str, share: float
    ) -> By | None:
        if name not in made:
            return None
        by = by_link(_row(conn, made[name]), at, _ADDRESS, drill=True)
        latitude, longitude = path_at(own.path, share)
        said = Checkin(
            f"{SCREEN}-{name}-{kind}",
            made[f"patrol:{own.id}"],
            made[name],
            kind,
            at,
            latitude,
            longitude,
            12.0,
        )
        check(conn, said, by, self._profile.patrols, acting_id=made[name])
        return by

    def _come(self, conn: Connection, made: Made, own: Walk, member: Walker, name: str) -> None:
        by = self._check(conn, made, own, "in", member.came, name, 0.0)
        if by and member.followed:
            agree(conn, made[name], by)

    def _leave(self, conn: Connection, made: Made, own: Walk, member: Walker, name: str) -> None:
        self._check(conn, made, own, "out", member.left, name, 1.0)

    def _position(self, own: Walk, member: Walker, name: str, at: datetime) -> Any:
        """What the telephone's app sends at a moment, taken in as from any telephone."""

        def send(conn: Connection, made: Made) -> None:
            if name in made:
                report = read_query(query_at(own, member, at, self._every))
                row = _row(conn, made[name])
                take(conn, row, report, self._profile.patrols, now=at, drill=True)

        return send


def query_at(own: Walk, member: Walker, at: datetime, every: timedelta) -> dict[str, str]:
    """The query of Traccar Client at a moment of somebody's way along the path."""

    def place(moment: datetime) -> tuple[float, float]:
        return path_at(own.path, (moment - member.came) / (member.left - member.came))

    here, before = place(at), place(at - every)
    metres, bearing = distance_m_and_bearing(*before, *here)
    hours = (at - member.came) / timedelta(hours=1)
    return {
        "id": "1",
        "timestamp": f"{at.timestamp():.0f}",
        "lat": f"{here[0]}",
        "lon": f"{here[1]}",
        "speed": f"{metres / every.total_seconds() / _KNOT_MS:.2f}",
        "bearing": f"{bearing:.0f}",
        "accuracy": "9",
        "batt": f"{max(_LEAST_FULL, _FULL - _PER_HOUR * hours):.0f}",
    }
