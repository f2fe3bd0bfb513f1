"""Take the track of somebody who was on a patrol: by their link, or at a desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, insert, select

from data.access import permit
from data.checking.tracks import put
from data.effort.errors import TrackRefused
from data.effort.ground import Ground, TrackFile
from data.effort.judging import Judged, earlier_of, judge, store_days
from data.effort.rows import days_of, tracks_of
from data.journal import append
from data.patrols.act import FOLLOW, By
from data.patrols.errors import PatrolUnknown
from data.patrols.reading import patrol_of
from data.store.lock import serialise
from data.store.tables import patrol, patrol_track
from geo.patrols import Earlier, Points, as_track

RECORD_KIND = "patrol_track"
LONGEST_DRAFT = 40


@dataclass(frozen=True)
class Taken:
    """`again`: this file (or this draft) was stored for the patrol before; nothing changed now. The rest is
    of the stored row: see `patrol_track`."""

    id: int
    again: bool
    distance_m: float
    duration_s: float | None
    covered: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def taken(row: Mapping[str, Any], *, again: bool) -> Taken:
    """What a row of `patrol_track` says."""
    names = ("id", "distance_m", "duration_s", "covered", "gaps", "findings")
    return Taken(again=again, **{name: row[name] for name in names})


def _before(conn: Connection, patrol_id: int, draft_id: str | None) -> Taken | None:
    if draft_id is None:
        return None
    row = conn.execute(select(patrol_track).where(patrol_track.c.draft_id == draft_id)).mappings().first()
    if row is None:
        return None
    if row["patrol_id"] != patrol_id:
        raise TrackRefused(problem="draft_taken")
    return taken(dict(row), again=True)


def _plan(conn: Connection, patrol_id: int, member_id: int | None, by: By) -> dict[str, Any]:
    plan = patrol_of(conn, patrol_id)
    if plan is None:
        raise PatrolUnknown(kind="patrol", id=patrol_id)
    permit(by.who, FOLLOW, {"agency_id": plan["agency_id"]}, conn=conn)
    people = (*plan["members"], *plan["former_members"])
    if member_id is not None and all(each["id"] != member_id for each in people):
        raise PatrolUnknown(kind="patrol_member", id=member_id)
    return plan


def used_before(conn: Connection, patrol_id: int, track_id: int) -> list[tuple[int, str]]:
    """Number and code of the patrols that the same file was stored for earlier than for this one."""
    query = (
        select(patrol.c.id, patrol.c.code)
        .join(patrol_track, patrol_track.c.patrol_id == patrol.c.id)
        .where(patrol_track.c.track_id == track_id, patrol_track.c.replaces_id.is_(None))
        .order_by(patrol_track.c.id)
    )
    found = [(row.id, row.code) for row in conn.execute(query)]
    return list(takewhile(lambda each: each[0] != patrol_id, found))


def earlier_tracks(conn: Connection, patrol_id: int, track_id: int) -> list[Earlier]:
    """What was counted before a file: tracks of the patrol that came earlier, and the same file for another
    patrol."""
    before = takewhile(lambda row: row["track_id"] != track_id, tracks_of(conn, [patrol_id]))
    ids = [row["id"] for row in before if row["set_aside"] is None]
    others = [own for own, _ in used_before(conn, patrol_id, track_id)]
    ids += [
        row["id"]
        for row in tracks_of(conn, others)
        if row["track_id"] == track_id and row["set_aside"] is None
    ]
    return [earlier_of(rows) for rows in days_of(conn, ids).values()]


def judged_now(
    conn: Connection,
    plan: Mapping[str, Any],
    points: Points,
    track_id: int,
    came: datetime,
    by: By,
    ground: Ground,
) -> Judged:
    """Judge a file that came at a moment, with what the database holds now."""
    used = next((code for _, code in used_before(conn, plan["id"], track_id)), None)
    earlier = earlier_tracks(conn, plan["id"], track_id)
    return judge(points, plan, earlier, used, ground, came=came, now=by.now)


def keep_row(
    conn: Connection, plan: Mapping[str, Any], judged: Judged, by: By, ground: Ground, **more: Any
) -> dict[str, Any]:
    """Store what was judged, with its days, and return the row."""
    row = judged.columns | {"patrol_id": plan["id"], "computed_at": by.now, "actor": by.who.name} | more
    made = int(conn.execute(insert(patrol_track).returning(patrol_track.c.id), row).scalar_one())
    store_days(conn, made, judged.days, plan, ground)
    return row | {"id": made}


def journalled(
    conn: Connection,
    by: By,
    action: str,
    row: Mapping[str, Any],
    plan: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Append an entry about a track to the journal; where somebody walked stays out of it."""

    def told(of: Mapping[str, Any]) -> dict[str, Any]:
        names = ("track_id", "member_id", "distance_m", "duration_s", "set_aside")
        codes = [each["code"] for each in of["findings"]]
        return {"patrol": plan["code"], **{name: of.get(name) for name in names}, "findings": codes}

    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(row["id"]),
        reason=reason,
        before=None if before is None else told(before),
        after=told(row),
    )


def take_track(
    conn: Connection,
    patrol_id: int,
    file: TrackFile,
    by: By,
    ground: Ground,
    *,
    member_id: int | None = None,
    draft_id: str | None = None,
) -> Taken:
    """Keep a track file as it came, judge it for a patrol, and store what it proves.

    Parameters
    ----------
    file
        From `read_file`, before the transaction began.
    by
        An account with ``patrols.follow``, or a member by their link (`data.presence.act.by_link`).
    member_id
        Whose track it is; None: nobody said (it is the patrol's).
    draft_id
        Of the phone: sent again, it is stored once.

    Raises
    ------
    data.access.Denied, data.patrols.errors.PatrolUnknown
    TrackRefused
        `problem`: patrol_cancelled, draft_taken, draft_missing.
    """
    serialise(conn)
    plan = _plan(conn, patrol_id, member_id, by)
    if draft_id is not None and not 0 < len(draft_id) <= LONGEST_DRAFT:
        raise TrackRefused(problem="draft_missing")
    if plan["status"] == "cancelled":
        raise TrackRefused(problem="patrol_cancelled")
    if (before := _before(conn, patrol_id, draft_id)) is not None:
        return before
    track_id, _, _ = put(ground.folder, file.data, file.name, file.ending, as_track(file.points), by, conn)
    same = [row for row in tracks_of(conn, [patrol_id]) if row["track_id"] == track_id]
    if same:
        return taken(same[0], again=True)
    judged = judged_now(conn, plan, file.points, track_id, by.now, by, ground)
    more = {"track_id": track_id, "member_id": member_id, "draft_id": draft_id, "received_at": by.now}
    row = keep_row(conn, plan, judged, by, ground, **more)
    journalled(conn, by, "created", row, plan)
    return taken(row, again=False)
