"""Can whoever a rule means be told at all? A rule that names somebody who cannot be reached makes duties that
nobody can meet, so it cannot be switched on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.agencies.reading import agencies_at, focal_points_at
from data.clock import require_aware
from data.ledger.matching import Row, receivers
from data.ledger.raising import VIETNAM

NO_AGENCY, NO_FOCAL_POINT, NO_CHANNEL, NEVER_ON_DUTY = (
    "no_agency", "no_focal_point", "no_channel", "never_on_duty",
)  # fmt: skip
REASONS = (NO_AGENCY, NO_FOCAL_POINT, NO_CHANNEL, NEVER_ON_DUTY)


@dataclass(frozen=True)
class Lacking:
    """A receiver that cannot be told. `key`: the agency's id, or ``role/level`` where no agency answers to
    what the rule names. `name`: the agency's, "" where it has none or is not there."""

    key: str
    reason: str
    name: str = ""
    kind: str = ""

    @property
    def said(self) -> str:
        """The name, ``kind/…`` of an agency without one, or `key`: what a refusal carries."""
        if self.reason == NO_AGENCY:
            return self.key
        return self.name or f"kind/{self.kind}"


@dataclass(frozen=True)
class Reach:
    """Whom a rule means on a day.

    Attributes
    ----------
    agencies
        Every agency that the rule means in the communes that it speaks of.
    lacking
        Those of them that cannot be told: while there is one, the rule cannot be switched on.
    astray
        Agencies that cannot be told and are meant only where the commune is not known. They do not keep a
        rule from being switched on; the screen names them.
    """

    agencies: tuple[Mapping[str, Any], ...]
    lacking: tuple[Lacking, ...]
    astray: tuple[Lacking, ...]


def _can_be_told(point: Row, every: Mapping[str, Row]) -> str:
    """ "" when this focal point, or who stands in, can be told at some hour of the week; else why not."""
    if not point["channels"]:
        own = NO_CHANNEL
    elif point["duty_hours"] is not None and not point["duty_hours"]:
        own = NEVER_ON_DUTY
    else:
        return ""
    stand_in = every.get(point["stand_in_id"] or "")
    instead = {key: each for key, each in every.items() if key != point["focal_point_id"]}
    if stand_in is not None and not _can_be_told(dict(stand_in) | {"stand_in_id": None}, instead):
        return ""
    return own


class Reachability:
    """The agencies and focal points of one moment's day; asked for many rules."""

    def __init__(self, agencies: Sequence[Row], points: Sequence[Row]) -> None:
        self._agencies = agencies
        every = {each["focal_point_id"]: each for each in points}
        self._reasons: dict[str, str] = {}
        for agency in agencies:
            own = [each for each in points if each["agency_id"] == agency["agency_id"]]
            reasons = [_can_be_told(each, every) for each in own] or [NO_FOCAL_POINT]
            self._reasons[agency["agency_id"]] = "" if "" in reasons else reasons[0]

    def _wanting(self, found: Sequence[Row], missing: Sequence[Row]) -> list[Lacking]:
        said = [
            Lacking(each["agency_id"], self._reasons[each["agency_id"]], each["name"] or "", each["kind"])
            for each in found
            if self._reasons[each["agency_id"]]
        ]
        return said + [
            Lacking(each.get("agency_id") or f"{each['role']}/{each['level']}", NO_AGENCY) for each in missing
        ]

    def of(self, rule: Row) -> Reach:
        """Whom a rule means, commune by commune, and who of them cannot be told.

        A rule without communes speaks of every commune that any agency works in.
        """
        known = sorted({one for each in self._agencies for one in each["communes"] or ()})
        meant: dict[str, Row] = {}
        lacking: dict[str, Lacking] = {}
        for commune in rule["communes"] or known or [""]:
            found, missing = receivers(rule, [commune], self._agencies)
            meant |= {each["agency_id"]: each for each in found}
            lacking |= {each.key: each for each in self._wanting(found, missing)}
        astray: dict[str, Lacking] = {}
        if not rule["communes"]:
            astray = {each.key: each for each in self._wanting(*receivers(rule, [], self._agencies))}
        ordered = {each["agency_id"]: number for number, each in enumerate(self._agencies)}
        return Reach(
            tuple(sorted(meant.values(), key=lambda each: ordered[each["agency_id"]])),
            tuple(sorted(lacking.values(), key=lambda each: ordered.get(each.key, len(ordered)))),
            tuple(each for key, each in astray.items() if key not in lacking),
        )


def reachability(conn: Connection, now: datetime) -> Reachability:
    """Who can be told on a moment's local day."""
    day = require_aware(now).astimezone(VIETNAM).date()
    return Reachability(agencies_at(conn, day), focal_points_at(conn, day))
