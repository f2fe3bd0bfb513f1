"""The effort of a period by agency, commune (on every map) and month: patrols, kilometres, hours, hectares.

A patrol's kilometres count once, however many recorders it carried, and count for every agency that was
there: so the agencies' figures do not add up to the total, and are not meant to. A patrol is counted in the
month in which it began; its kilometres and hours in the months in which they were walked, by the local clock.
Hectares are what was seen at least once: those of months do not add up to those of a season.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any

import shapely
from sqlalchemy import Connection

from data.effort.gathering import Piece, Work, gather
from data.effort.ground import Ground
from geo.communes import Areas
from geo.patrols import seen
from geo.search.plane import to_metres


@dataclass(frozen=True)
class Line:
    """The figures of one agency, commune or month, or of all.

    key
        Agency id, area id, YYYY-MM, or "" for all.
    patrols, joint
        That took place, and of these: where every force that the plan requires was there.
    km
        Inside of the communes; `outside_km` beyond them. `doubtful_km`: of `km`, from tracks about which
        somebody should ask (`geo.patrols.DOUBTS`).
    hours
        Recorded on the way. `person_hours`: of people, from check-in to check-out; None by commune.
    ha
        Seen at least once.
    """

    key: str
    patrols: int
    joint: int
    km: float
    hours: float
    ha: float
    person_hours: float | None = None
    outside_km: float = 0.0
    doubtful_km: float = 0.0

    @property
    def joint_share(self) -> float | None:
        """0 to 1; None without patrols."""
        return self.joint / self.patrols if self.patrols else None


@dataclass(frozen=True, eq=False)
class Effort:
    """`communes`: by era, every commune of the map, zeros included; `months`: every month of the period.
    `agency_months`: (agency, month) → figures without hectares. `open_stays`: people without a check-out."""

    since: date
    until: date
    total: Line
    agencies: list[Line]
    communes: dict[str, list[Line]]
    months: list[Line]
    agency_months: dict[tuple[str, str], Line]
    works: list[Work]
    open_stays: int


@lru_cache(maxsize=1024)
def _widened(line: Any, visibility_m: float, epsg: int) -> Any:
    return seen([line], visibility_m, epsg=epsg)


@lru_cache(maxsize=4)
def _planes(areas: Areas, epsg: int) -> dict[str, Any]:
    """Area id → its shape in the plane; "" the whole of the present map."""
    table = areas.communes
    shapes = to_metres(table.geometry.to_numpy(), epsg)
    present = table["era"].to_numpy() == areas.present_era
    return dict(zip(table["area_id"], shapes, strict=True)) | {"": shapely.union_all(shapes[present])}


def _hectares(pieces: Iterable[Piece], inside: Any, ground: Ground) -> float:
    near = [_widened(each.line, ground.limits.visibility_m, ground.epsg) for each in pieces]
    near = [each for each in near if shapely.intersects(each, inside)]
    if not near:
        return 0.0
    return round(float(shapely.area(shapely.intersection(shapely.union_all(near), inside))) / 10_000, 2)


Part = dict[str, Any]


def _sums(pieces: Sequence[Piece], wanted: Callable[[Part], bool]) -> tuple[float, float, float]:
    """Kilometres, hours and doubtful kilometres of the parts that are wanted."""
    metres = seconds = doubtful = 0.0
    for piece in pieces:
        for part in piece.parts:
            if wanted(part):
                metres += part["metres"]
                seconds += part["seconds"]
                doubtful += part["metres"] if piece.doubtful else 0
    return round(metres / 1000, 2), round(seconds / 3600, 2), round(doubtful / 1000, 2)


def _line(
    key: str, begun: Sequence[Work], pieces: Sequence[Piece], person_s: float,
    ground: Ground, *, ha: bool = True,
) -> Line:  # fmt: skip
    present = ground.areas.present_era
    km, hours, doubtful = _sums(pieces, lambda part: part["eras"][present] is not None)
    outside, _, _ = _sums(pieces, lambda part: part["eras"][present] is None)
    area = _hectares(pieces, _planes(ground.areas, ground.epsg)[""], ground) if ha else 0.0
    return Line(
        key, len(begun), sum(each.joint for each in begun), km, hours, area,
        round(person_s / 3600, 2), outside, doubtful,
    )  # fmt: skip


def _of_agency(key: str, works: Sequence[Work], month: str | None, since: date, ground: Ground) -> Line:
    theirs = [work for work in works if key in work.agencies] if key else list(works)
    begun = [work for work in theirs if work.on >= since and month in (None, work.month)]
    pieces = [each for work in theirs for each in work.pieces if month in (None, each.month)]
    stays = [
        seconds
        for work in works
        for agency, day, seconds in work.stays
        if key in ("", agency) and month in (None, f"{day:%Y-%m}")
    ]
    return _line(key, begun, pieces, sum(stays), ground, ha=month is None or not key)


def _of_commune(key: str, era: str, works: Sequence[Work], since: date, ground: Ground) -> Line:
    def wanted(part: Part) -> bool:
        return bool(part["eras"].get(era) == key)

    there = [work for work in works if any(wanted(part) for piece in work.pieces for part in piece.parts)]
    begun = [work for work in there if work.on >= since]
    pieces = [piece for work in there for piece in work.pieces]
    km, hours, doubtful = _sums(pieces, wanted)
    ha = _hectares(pieces, _planes(ground.areas, ground.epsg)[key], ground)
    joint = sum(each.joint for each in begun)
    return Line(key, len(begun), joint, km, hours, ha, doubtful_km=doubtful)


def months_of(since: date, until: date) -> list[str]:
    """The months from the one of `since` to the one of `until`, YYYY-MM."""
    numbers = range(since.year * 12 + since.month - 1, until.year * 12 + until.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def effort(conn: Connection, since: date, until: date, ground: Ground) -> Effort:
    """What was done on the local days from `since` to `until`, both included.

    Raises
    ------
    ValueError
        `until` is before `since`.
    """
    if until < since:
        raise ValueError(f"'until' should not be before 'since', got {since} and {until}")
    tz: tzinfo = ground.profile.tz
    works = gather(conn, since, until, tz)
    agencies = sorted({own for work in works for own in work.agencies} | _stayed(works))
    months = months_of(since, until)
    table = ground.areas.communes
    return Effort(
        since,
        until,
        total=_of_agency("", works, None, since, ground),
        agencies=[_of_agency(own, works, None, since, ground) for own in agencies],
        communes={
            era: [
                _of_commune(own, era, works, since, ground)
                for own in table.loc[table["era"] == era, "area_id"]
            ]
            for era in ground.areas.eras
        },
        months=[replace(_of_agency("", works, month, since, ground), key=month) for month in months],
        agency_months={
            (own, month): _of_agency(own, works, month, since, ground) for own in agencies for month in months
        },
        works=works,
        open_stays=sum(work.open_stays for work in works),
    )


def totals(conn: Connection, since: date, until: date, ground: Ground) -> tuple[Line, list[Work]]:
    """The figures of all together on the local days from `since` to `until`, both included, and their
    patrols: without those of agencies, communes and months, which take much longer."""
    works = gather(conn, since, until, ground.profile.tz)
    return _of_agency("", works, None, since, ground), works


def agency_lines(conn: Connection, since: date, until: date, ground: Ground) -> dict[str, Line]:
    """Agency → its figures on these days, without hectares."""
    works = gather(conn, since, until, ground.profile.tz)
    found = {}
    for own in sorted({own for work in works for own in work.agencies} | _stayed(works)):
        theirs = [work for work in works if own in work.agencies]
        begun = [work for work in theirs if work.on >= since]
        stays = sum(seconds for work in works for agency, _, seconds in work.stays if agency == own)
        pieces = [piece for work in theirs for piece in work.pieces]
        found[own] = _line(own, begun, pieces, stays, ground, ha=False)
    return found


def _stayed(works: Iterable[Work]) -> set[str]:
    return {agency for work in works for agency, _, _ in work.stays}
