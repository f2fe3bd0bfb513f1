"""Tracks of those who went: the file is kept as it came, under its hash; its line is what counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, insert, select

from data.access import Actor, permit
from data.checking.act import VERDICT, By
from data.checking.files import digest, keep_file
from data.checking.searched import another_day
from data.ingest.unpack import safe_name
from data.journal import append
from data.store.lock import serialise
from data.store.tables import ground_track
from geo.search import Track, read_gpx

RECORD_KIND = "ground_track"
FINDINGS = ("no_times", "some_times", "times_backwards", "broken", "another_day")
"""What is said of a track: `geo.search.Track.findings`, and whether it is of another visit."""


@dataclass(frozen=True)
class Kept:
    """`again`: the same file was stored before. `findings`: some of `FINDINGS`."""

    id: int
    again: bool
    findings: tuple[str, ...]


def track_by_id(conn: Connection, track_id: int) -> dict[str, Any] | None:
    """One track, or None."""
    row = conn.execute(select(ground_track).where(ground_track.c.id == track_id)).mappings().first()
    return None if row is None else dict(row)


def findings_of(row: Mapping[str, Any], observed_at: datetime) -> tuple[str, ...]:
    """What a stored track's times say about a visit: no_times, another_day."""
    if row["started_at"] is None:
        return ("no_times",)
    return ("another_day",) if another_day(row, observed_at) else ()


def keep(
    folder: Path, data: bytes, name: str, by: By, conn: Connection, *, observed_at: datetime | None = None
) -> Kept:
    """Keep a GPX; the same file is stored once, whoever sends it. `observed_at`: of the visit it is for.

    Raises
    ------
    data.access.Denied
    geo.search.errors.SearchError
        GpxTooLarge, GpxUnreadable, GpxUnsafe, GpxWithoutTrack, GpxPointImpossible
    """
    serialise(conn)
    permit(by.who, VERDICT, {"agency_id": by.who.agency_id}, conn=conn)
    shown_name = safe_name(name)
    track = read_gpx(data, shown_name)
    made, there, row = put(folder, data, shown_name, "gpx", track, by, conn)
    wrong_day = observed_at is not None and another_day(row, observed_at)
    return Kept(made, there, (*track.findings, "another_day") if wrong_day else track.findings)


class _Somebody(Protocol):
    """Who brings a file: `data.checking.act.By`, `data.patrols.act.By`."""

    @property
    def who(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...
    @property
    def origin(self) -> str: ...


def put(
    folder: Path, data: bytes, shown_name: str, ending: str, track: Track, by: _Somebody, conn: Connection
) -> tuple[int, bool, dict[str, Any]]:
    """Keep a file of a track that was read, under its hash: number, whether it was there before, its row.

    Whoever calls has permitted it and holds the queue (`data.store.lock`). `ending`: gpx, kml or kmz.
    """
    sha256 = digest(data)
    row = {
        "sha256": sha256,
        "file": f"{sha256}.{ending}",
        "name": shown_name,
        "points": track.points,
        "started_at": track.started_at,
        "ended_at": track.ended_at,
        "length_m": round(track.length_m, 1),
        "line": track.line,
        "received_at": by.now,
        "actor": by.who.name,
    }
    there = conn.execute(
        select(ground_track.c.id, ground_track.c.file).where(ground_track.c.sha256 == sha256)
    ).first()
    keep_file(folder, row["file"] if there is None else there.file, data)
    if there is not None:
        return int(there.id), True, row
    made = int(conn.execute(insert(ground_track).returning(ground_track.c.id), row).scalar_one())
    told = ("sha256", "name", "points", "started_at", "ended_at", "length_m")
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after={each: row[each] for each in told},
    )
    return made, False, row
