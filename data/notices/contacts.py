"""Whom to tell at an agency, and how: focal points in their order, who stands in, each one's channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.agencies.reaching import reachable
from data.agencies.reading import agencies_at, focal_points_at
from data.notices.office import Office


@dataclass(frozen=True)
class Contact:
    """One way to one person. `agency_id`: the agency that is told by it; `on_duty`: reachable now."""

    agency_id: str
    focal_point_id: str | None
    person: str
    channel: str
    address: str
    on_duty: bool = True


class Directory:
    """The agencies and focal points of one moment, read once.

    Everything here is in the order of the focal points' rows: whoever was entered first is asked first.
    """

    def __init__(self, conn: Connection, moment: datetime, office: Office) -> None:
        day = moment.astimezone(office.zone).date()
        self._moment, self._office = moment, office
        self._points = focal_points_at(conn, day)
        self._every = {each["focal_point_id"]: each for each in self._points}
        self._parents = {each["agency_id"]: each["parent_id"] for each in agencies_at(conn, day)}

    def point(self, focal_point_id: str | None) -> Mapping[str, Any] | None:
        """A focal point of today."""
        return self._every.get(focal_point_id or "")

    def parent(self, agency_id: str) -> str | None:
        """The agency above."""
        return self._parents.get(agency_id)

    def _of(self, agency_id: str, point: Mapping[str, Any]) -> Iterator[Contact]:
        on = reachable(point, self._moment, zone=self._office.zone).reachable
        person = point["name"] or point["rank"] or ""
        ways = [(each["kind"], each["address"]) for each in point["channels"] or []]
        ways += [("call", each) for each in point["phones"] or [] if ("call", each) not in ways]
        for channel, address in ways:
            yield Contact(agency_id, point["focal_point_id"], person, channel, address, on)

    def contacts(self, agency_id: str) -> list[Contact]:
        """Every way to an agency: each focal point's channels, then those of who stands in."""
        found: dict[tuple[str, str], Contact] = {}
        for point in self._points:
            if point["agency_id"] != agency_id:
                continue
            stand_in = self._every.get(point["stand_in_id"] or "")
            for person in (point, stand_in):
                for each in self._of(agency_id, person) if person is not None else ():
                    found.setdefault((each.channel, each.address), each)
        return list(found.values())

    def chain(self, agency_id: str) -> list[Contact]:
        """Every way to an agency, then every way to the one above."""
        above = self.parent(agency_id)
        return self.contacts(agency_id) + (self.contacts(above) if above and above != agency_id else [])

    def first_automatic(self, agency_id: str) -> Contact | None:
        """The first way by which the program itself can reach somebody who is on duty; None: somebody has
        to call."""
        return next(
            (
                each
                for each in self.contacts(agency_id)
                if each.on_duty and self._office.channels.can(each.channel)
            ),
            None,
        )
