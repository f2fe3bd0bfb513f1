"""A file that a person loads: looked at first, stored only after a confirmation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import pandas as pd
from sqlalchemy import Engine

from data.access import Actor, signed
from data.clock import Clock, real_now
from data.forest.evidence import ensure_shares_quietly
from data.ingest.clip import clip
from data.ingest.runs import UPLOAD, RunInfo, record_failure
from data.ingest.storing import Stored, store
from data.ingest.unpack import safe_name, unpack
from data.profile import Profile
from data.store.engine import reading
from geo.areas import Areas
from geo.errors import SourceError
from geo.hotspots import Reading, read
from geo.locate import locate


class Installation(Protocol):
    """Who stores: the profile, its areas and the clock of facts."""

    @property
    def profile(self) -> Profile: ...
    @property
    def areas(self) -> Areas: ...
    @property
    def now(self) -> Clock: ...


@dataclass(frozen=True)
class Preview:
    """What a file holds. Times are aware UTC, first and last acquisition; None when there is none.

    `rows`, `duplicates`, `superseded`: as the reader counts them. `detections`: distinct ones in the whole
    file; `in_area`: in the watched box; `inside`: in the communes or within the border's uncertainty.
    `rejected`: the rejected rows with line and reason, future ones included. `satellites`: detections per
    satellite.
    """

    name: str
    rows: int
    detections: int
    in_area: int
    inside: int
    duplicates: int
    superseded: int
    rejected: pd.DataFrame
    partial: bool
    first: datetime | None
    last: datetime | None
    area_first: datetime | None
    area_last: datetime | None
    satellites: dict[str, int]
    data: bytes = field(repr=False)
    reading: Reading = field(repr=False)


def _ends(detections: pd.DataFrame) -> tuple[datetime | None, datetime | None]:
    if detections.empty:
        return None, None
    times = detections["time_utc"]
    return times.min().to_pydatetime(), times.max().to_pydatetime()


def preview(
    data: bytes, name: str, profile: Profile, areas: Areas, *, now: datetime | None = None
) -> Preview:
    """Read an upload and say what is in it. Nothing is written.

    Parameters
    ----------
    data, name
        As uploaded; a zip with one data file inside is unpacked (`data.ingest.unpack`).
    now
        Aware; rows more than an hour later are rejected. None: the real clock.

    Raises
    ------
    SourceError
        The upload is refused, or what is in it is no fire file.
    """
    content, inner = unpack(data, name)
    reading = read(content, source=inner)
    clipped = clip(reading, now=now or real_now(), bbox=profile.bbox)
    watched = clipped.watched
    place = locate(watched["latitude"], watched["longitude"], areas, near_border_m=profile.near_border_m)
    first, last = _ends(clipped.regional)
    area_first, area_last = _ends(watched)
    return Preview(
        name=inner,
        rows=reading.rows,
        detections=len(clipped.regional),
        in_area=len(watched),
        inside=int(place["location"].isin(["inside", "near_border"]).sum()),
        duplicates=reading.duplicates,
        superseded=reading.superseded,
        rejected=clipped.rejected,
        partial=reading.partial,
        first=first,
        last=last,
        area_first=area_first,
        area_last=area_last,
        satellites={str(k): int(v) for k, v in clipped.regional["satellite"].value_counts().items()},
        data=content,
        reading=reading,
    )


def store_preview(
    engine: Engine, found: Preview, here: Installation, *, actor: Actor | str = "person"
) -> Stored:
    """Store what was previewed, and look what lies under it.

    Parameters
    ----------
    here
        Profile, areas and clock of this installation.
    actor
        Who confirmed.

    Raises
    ------
    Denied
    """
    now = here.now()
    with reading(engine) as conn:
        name, origin = signed(actor, "feeds.upload", "screen:upload", conn=conn)
    info = RunInfo(
        feed_id=UPLOAD,
        kind="upload",
        actor=name,
        origin=origin,
        started_at=now,
        file_name=found.name,
        sha256=hashlib.sha256(found.data).hexdigest(),
        size=len(found.data),
    )
    stored = store(engine, found.reading, found.data, info, now=now, profile=here.profile, areas=here.areas)
    ensure_shares_quietly(engine, settings=here.profile.forest, now=now)
    return stored


def record_refusal(engine: Engine, name: str, error: SourceError, *, actor: str, now: datetime) -> int:
    """Leave a run row behind for an upload that was refused."""
    info = RunInfo(UPLOAD, "upload", actor, "screen:upload", now, file_name=safe_name(name))
    return record_failure(engine, info, error, now)
