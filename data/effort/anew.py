"""Count the tracks of a patrol anew: its window or zones changed, or one of them is set aside.

Nothing that was stored changes: each new count is a row of its own that replaces the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.checking.errors import TrackUnknown
from data.effort.errors import TrackRefused
from data.effort.ground import Ground
from data.effort.rows import tracks_of
from data.effort.taking import journalled, judged_now, keep_row
from data.patrols.act import FOLLOW, By
from data.patrols.errors import PatrolUnknown
from data.patrols.reading import patrol_of
from data.store.lock import serialise
from data.store.tables import patrol_track
from geo.patrols import Points, read_track_file

Files = Mapping[int, Points]
"""Number of a file (`ground_track`) → its points."""
_JUDGED = ("distance_m", "duration_s", "visibility_m", "covered", "gaps", "findings", "set_aside")


def read_stored(conn: Connection, patrol_id: int, folder: Path) -> Files:
    """Read the files of a patrol's tracks again; some seconds for a large one, so never while writing.

    Raises
    ------
    data.checking.errors.TrackUnknown
        A file is gone from the folder.
    """
    found = {}
    for row in tracks_of(conn, [patrol_id]):
        try:
            data = (folder / row["file"]).read_bytes()
        except OSError:
            raise TrackUnknown(id=row["track_id"]) from None
        found[row["track_id"]] = read_track_file(data, row["name"])
    return found


def _held(conn: Connection, patrol_id: int, by: By) -> dict[str, Any]:
    serialise(conn)
    plan = patrol_of(conn, patrol_id)
    if plan is None:
        raise PatrolUnknown(kind="patrol", id=patrol_id)
    permit(by.who, FOLLOW, {"agency_id": plan["agency_id"]}, conn=conn)
    return plan


def _count(
    conn: Connection, plan: Mapping[str, Any], row: Mapping[str, Any], aside: str | None, by: By,
    ground: Ground, files: Files,
) -> dict[str, Any]:  # fmt: skip
    """One track anew, if anything of it changes; the row that holds now."""
    track_id = row["track_id"]
    if track_id not in files:
        raise TrackUnknown(id=track_id)
    judged = judged_now(conn, plan, files[track_id], track_id, row["received_at"], by, ground)
    after = judged.columns | {"set_aside": aside}
    if all(after[name] == row[name] for name in _JUDGED):
        return dict(row)
    more = {name: row[name] for name in ("track_id", "member_id", "received_at")}
    return keep_row(conn, plan, judged, by, ground, **more, replaces_id=row["id"], set_aside=aside)


def recount(conn: Connection, patrol_id: int, by: By, ground: Ground, files: Files) -> int:
    """Judge every track of a patrol anew, by the settings, window and zones of now, in the order in which
    they came; returns how many changed.

    Raises
    ------
    data.access.Denied, data.patrols.errors.PatrolUnknown
    data.checking.errors.TrackUnknown
        A track came meanwhile that is not among the files: read them again.
    """
    plan = _held(conn, patrol_id, by)
    changed = 0
    for row in tracks_of(conn, [patrol_id]):
        after = _count(conn, plan, row, row["set_aside"], by, ground, files)
        if after["id"] != row["id"]:
            journalled(conn, by, "recounted", after, plan, before=row)
            changed += 1
    return changed


def set_aside(
    conn: Connection, patrol_track_id: int, reason: str | None, by: By, ground: Ground, files: Files
) -> None:
    """Let a track not count, with the reason (of another patrol, the phone lay in a car …), or count again
    (None); the patrol's other tracks are counted anew.

    Raises
    ------
    data.access.Denied, data.patrols.errors.PatrolUnknown, data.checking.errors.TrackUnknown
    TrackRefused
        `problem`: reason_missing, track_changed (somebody judged it meanwhile).
    """
    if reason is not None and not reason.strip():
        raise TrackRefused(problem="reason_missing")
    serialise(conn)
    patrol_id = _patrol_of_track(conn, patrol_track_id)
    plan = _held(conn, patrol_id, by)
    row = next((each for each in tracks_of(conn, [patrol_id]) if each["id"] == patrol_track_id), None)
    if row is None:
        raise TrackRefused(problem="track_changed")
    after = _count(conn, plan, row, None if reason is None else reason.strip(), by, ground, files)
    if after["id"] != row["id"]:
        action = "put_back" if reason is None else "set_aside"
        journalled(conn, by, action, after, plan, before=row, reason=reason)
        recount(conn, patrol_id, by, ground, files)


def _patrol_of_track(conn: Connection, patrol_track_id: int) -> int:
    found = conn.execute(
        select(patrol_track.c.patrol_id).where(patrol_track.c.id == patrol_track_id)
    ).scalar()
    if found is None:
        raise TrackUnknown(id=patrol_track_id)
    return int(found)
