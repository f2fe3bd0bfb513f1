"""Everything that a patrol's papers say, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import shapely
from sqlalchemy import Connection, Engine, func, select

from data.agencies.reading import agencies_at, focal_points_at
from data.casework.documents.case_file import Letterhead, letterhead
from data.casework.documents.words import SHORT_BLANK
from data.events.reading import load_detections
from data.notices.acknowledging import key_of
from data.patrols.errors import PatrolUnknown
from data.patrols.papers.words import ROLES
from data.patrols.reading import RECORD_KIND, involved, patrol_of
from data.patrols.settings import PatrolSettings
from data.patrols.tokens import PATHS, token_of
from data.plan.reading import plan_at
from data.store.tables import feed_run
from geo.areas import Areas
from geo.search.plane import to_degrees, to_metres
from geo.vn2000 import SON_LA
from geo.zones.corners import Corners, corners


@dataclass(frozen=True)
class Ground:
    """One zone: its row, its corners on the VN-2000 plane, the communes (present map) that it touches."""

    zone: Mapping[str, Any]
    corners: Corners
    communes: Sequence[str]


@dataclass(frozen=True)
class Spot:
    """One hotspot: degrees WGS84, aware time, the zone's code in which it lies (None: near by)."""

    at: datetime
    satellite: str
    longitude: float
    latitude: float
    zone: str | None


@dataclass(frozen=True)
class Order:
    """Shapes in WGS84, moments aware UTC.

    Attributes
    ----------
    patrol
        As `data.patrols.reading.patrol_of` gives it.
    agencies
        Names of those involved, by id, the lead first; one whose name was not entered has a line to fill in.
    contacts
        Focal points of those agencies on the patrol's day.
    hotspots
        Of the days before `now` that `settings.paper_days` says, in the zones or near them, newest first.
    newest_file
        When a feed last answered; None: never. Without it "no hotspot" says nothing.
    plan
        The coordination plan in force on the day, if one is entered.
    links
        Address of each member's own page by the member's id; empty where there is no public address.
    epsg
        The VN-2000 plane.
    """

    patrol: Mapping[str, Any]
    head: Letterhead
    agencies: Mapping[str, str]
    contacts: Sequence[Mapping[str, Any]]
    grounds: Sequence[Ground]
    hotspots: Sequence[Spot]
    newest_file: datetime | None
    plan: Mapping[str, Any] | None
    links: Mapping[int, str]
    settings: PatrolSettings
    now: datetime
    tz: tzinfo
    epsg: int = SON_LA
    drill: bool = False

    @property
    def code(self) -> str:
        """Of the patrol."""
        return str(self.patrol["code"])

    @property
    def members(self) -> Sequence[Mapping[str, Any]]:
        """Those on the list, the leader first."""
        return sorted(self.patrol["members"], key=lambda row: (row["role"] != "leader", row["id"]))


def _names(conn: Connection, row: Mapping[str, Any], tz: tzinfo) -> dict[str, str]:
    day = row["starts_at"].astimezone(tz).date()
    known = {each["agency_id"]: each for each in agencies_at(conn, day)}
    found = {}
    for own in involved(dict(row)):
        held = known.get(own)
        found[own] = (held and held["name"]) or f"{ROLES[held['role']] if held else ''} {SHORT_BLANK}".strip()
    return found


def _contacts(conn: Connection, row: Mapping[str, Any], names: Mapping[str, str], tz: tzinfo) -> list[Any]:
    points = focal_points_at(conn, row["starts_at"].astimezone(tz).date())
    order = list(names)
    found = [each for each in points if each["agency_id"] in names]
    return sorted(found, key=lambda each: (order.index(each["agency_id"]), each["id"]))


def _communes(shape: Any, areas: Areas) -> list[str]:
    present = areas.communes[areas.communes["era"] == areas.present_era]
    touched = shapely.intersects(present.geometry.to_numpy(), shape)
    return [str(name) for name in present["name"][touched]]


def grounds_of(row: Mapping[str, Any], areas: Areas, epsg: int) -> list[Ground]:
    """The patrol's zones, each with what a paper says of its place."""
    return [
        Ground(each, corners(each["shape"], epsg=epsg), _communes(each["shape"], areas))
        for each in row["zones"]
    ]


def hotspots_of(
    conn: Connection, row: Mapping[str, Any], settings: PatrolSettings, now: datetime, epsg: int = SON_LA
) -> list[Spot]:
    """Hotspots of the last days whose centre lies in a zone or near one, newest first.

    None from after `now`: in a drill the database may hold what the scenario's clock has not reached.
    """
    shapes = [each["shape"] for each in row["zones"]]
    if not shapes:
        return []
    ground = to_metres(shapely.union_all(shapes), epsg)
    near = to_degrees(shapely.buffer(ground, settings.paper_near_m), epsg)
    west, south, east, north = near.bounds
    since = now - timedelta(days=settings.paper_days)
    table = load_detections(conn, since, now, bbox=(west, south, east, north))
    found = []
    for each in table.to_dict("records")[::-1]:
        point = shapely.Point(each["longitude"], each["latitude"])
        if not near.intersects(point):
            continue
        inside = next((z["code"] for z in row["zones"] if z["shape"].intersects(point)), None)
        at = each["time_utc"].to_pydatetime()
        found.append(Spot(at, str(each["satellite"]), each["longitude"], each["latitude"], inside))
    return found


def _newest_file(conn: Connection, now: datetime) -> datetime | None:
    good = feed_run.c.status.in_(("ok", "partial", "not_modified")) & (feed_run.c.kind == "poll")
    query = select(func.max(feed_run.c.finished_at)).where(good, feed_run.c.finished_at <= now)
    found: datetime | None = conn.execute(query).scalar()
    return found


def links_of(engine: Engine, row: Mapping[str, Any], base: str | None) -> dict[int, str]:
    """The check-in page of each member on the list, by id; none without a public address: a phone could not
    open it."""
    if base is None:
        return {}
    key = key_of(engine)
    return {
        each["id"]: f"{base}{PATHS['checkin']}{token_of(key, each, 'checkin')}" for each in row["members"]
    }


def order_of(
    conn: Connection,
    patrol_id: int,
    *,
    areas: Areas,
    place: str,
    settings: PatrolSettings,
    now: datetime,
    tz: tzinfo,
    links: Mapping[int, str] | None = None,
    epsg: int = SON_LA,
    drill: bool = False,
) -> Order:
    """Read what a patrol's papers say.

    Parameters
    ----------
    place
        Where papers are dated, such as "Quỳnh Nhai".

    Raises
    ------
    PatrolUnknown
    """
    row = patrol_of(conn, patrol_id)
    if row is None:
        raise PatrolUnknown(kind=RECORD_KIND, id=patrol_id)
    names = _names(conn, row, tz)
    return Order(
        patrol=row,
        head=letterhead(conn, row["lead_agency_id"], place, now, tz),
        agencies=names,
        contacts=_contacts(conn, row, names, tz),
        grounds=grounds_of(row, areas, epsg),
        hotspots=hotspots_of(conn, row, settings, now, epsg),
        newest_file=_newest_file(conn, now),
        plan=plan_at(conn, row["starts_at"].astimezone(tz).date()),
        links=links or {},
        settings=settings,
        now=now,
        tz=tz,
        epsg=epsg,
        drill=drill,
    )
