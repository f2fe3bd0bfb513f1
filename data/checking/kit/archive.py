"""One ZIP per day and commune, to be taken where there is no signal."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, or_, select

from data.access import Actor, permit
from data.checking.kit.form import MEDIA, FormHead, xlsform
from data.checking.kit.media import desk_layer, form_points
from data.checking.listing import verdict_line
from data.checking.nearby import nearest_names
from data.checking.standing import NOTHING, standings
from data.checking.takealong import outlines_of, spots_of
from data.clock import require_aware
from data.events.reading import detections_of
from data.profile import Profile
from data.store.batches import in_batches
from data.store.tables import detection, event_member, fire_event
from geo.areas import Areas
from geo.export.rows import FIRMS_ATTRIBUTION
from geo.search import write_gpx, write_kml
from geo.search.shown import DRILL

_README = Path(__file__).with_name("readme.txt")
_ACTION = "export.read"
_STAMP = (1980, 1, 1, 0, 0, 0)
"""An archive tells nothing of the machine that made it."""


@dataclass(frozen=True)
class Kit:
    """`events`: ids of the fires in it, none where nothing was seen."""

    name: str
    data: bytes
    events: tuple[str, ...]


def deployment_of(profile: Profile, *, drill: bool = False) -> str:
    """What a form carries so that it comes back to where it is from: a drill's never to the real one."""
    return f"{profile.id}-drill" if drill else profile.id


def _of_day(conn: Connection, day: date, commune: str | None, profile: Profile) -> list[dict[str, Any]]:
    """Live events that were watched on a local day, of which a hotspot lies in the commune (None: any)."""
    start = datetime.combine(day, time(), profile.tz)
    query = select(fire_event).where(
        fire_event.c.merged_into.is_(None),
        fire_event.c.detections > 0,
        fire_event.c.first_seen < start + timedelta(days=1),
        or_(fire_event.c.closed_at.is_(None), fire_event.c.closed_at >= start),
    )
    rows = [dict(row) for row in conn.execute(query.order_by(fire_event.c.id)).mappings()]
    if commune is None:
        return rows
    there: set[str] = set()
    for some in in_batches([row["id"] for row in rows]):
        inside = (
            select(event_member.c.event_id)
            .join(detection, detection.c.id == event_member.c.detection_id)
            .where(event_member.c.event_id.in_(some), detection.c.commune_2025_id == commune)
        )
        there |= set(conn.execute(inside).scalars())
    return [row for row in rows if row["id"] in there]


def _rows(
    conn: Connection, events: list[dict[str, Any]], now: datetime, profile: Profile, areas: Areas
) -> list[dict[str, Any]]:
    names = nearest_names(conn, [(e["latitude"], e["longitude"]) for e in events], now, areas, profile.tz)
    checked = standings(conn, [event["id"] for event in events])
    return [
        event
        | {"event_id": event["id"], "nearest": near}
        | {"verdict": verdict_line(checked.get(event["id"], NOTHING))}
        for event, near in zip(events, names, strict=True)
    ]


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def build(
    conn: Connection,
    day: date,
    commune: str | None,
    who: Actor,
    now: datetime,
    *,
    profile: Profile,
    areas: Areas,
    drill: bool = False,
) -> Kit:
    """The kit of a local day for a commune (an area id of the present map; None: all).

    In it: hotspots.gpx, hotspots.kml, hotspots.geojson (hotspots and search areas), the form as XLSForm with
    its folder of media, and a short text that says how to use them.

    Raises
    ------
    data.access.Denied
    geo.errors.UnknownArea
    """
    permit(who, _ACTION, conn=conn)
    named = areas.by_id(commune).name if commune else profile.name_vi
    rows = _rows(conn, _of_day(conn, day, commune, profile), require_aware(now), profile, areas)
    members = {row["id"]: detections_of(conn, row["id"]) for row in rows}
    spots = {own: spots_of(own, table, profile.tz) for own, table in members.items()}
    outlines = {own: outlines_of(own, table, profile.checking) for own, table in members.items()}
    deployment = deployment_of(profile, drill=drill)
    stem = f"canhlua_{deployment}_{day:%Y%m%d}_{commune or 'all'}".replace("-", "_")
    title = f"{DRILL if drill else ''}Canh Lửa · {named} · {day:%d/%m/%Y}"
    version = f"{now.astimezone(profile.tz):%Y%m%d%H%M}"
    head = FormHead(stem, title, version, deployment, day.isoformat())
    flat_spots = [each for some in spots.values() for each in some]
    flat_outlines = [each for some in outlines.values() for each in some]
    plain_title = title.removeprefix(DRILL)
    readme = _README.read_text(encoding="utf-8").format(
        title=title, form=stem, attribution=" ".join([FIRMS_ATTRIBUTION, *areas.attributions])
    )
    files = {
        "README.txt": readme.replace("\n", "\r\n").encode("utf-8-sig"),
        "hotspots.gpx": write_gpx(flat_spots, flat_outlines, name=plain_title, drill=drill),
        "hotspots.kml": write_kml(flat_spots, flat_outlines, name=plain_title, drill=drill),
        MEDIA: desk_layer(spots, outlines, drill=drill),
        f"{stem}.xlsx": xlsform(head),
        f"{stem}-media/{MEDIA}": form_points(rows, deployment, profile.tz),
    }
    return Kit(f"{stem}.zip", _zip(files), tuple(members))
