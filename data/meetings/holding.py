"""That a meeting was held, who came, what was said; and the end of writing: frozen minutes.

After that a mistake is corrected by an entry beside it, and both stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from data.agencies.act import Act
from data.clock import require_aware
from data.meetings.errors import MeetingInvalid
from data.meetings.reading import attendance_of
from data.meetings.states import STATES
from data.meetings.writing import held, journalled, step, write
from data.store.tables import attendance, minutes_correction

LONGEST = 20_000
"""Letters of one part of the minutes."""


@dataclass(frozen=True)
class Minutes:
    """What the minutes say; a part that is empty is a line to be written by hand."""

    chair: str = ""
    secretary: str = ""
    summary: str = ""
    opinions: str = ""
    conclusion: str = ""


@dataclass(frozen=True)
class Guests:
    """Who of an agency came: `names` are {name, post, stands_in_for}; nobody is `present` False."""

    agency_id: str
    present: bool
    names: Sequence[Mapping[str, str]] = ()
    note: str = ""


def hold(conn: Connection, meeting_id: int, held_at: datetime, act: Act, *, seen_version: int) -> None:
    """Say that it was held, and when it began. One that was held sooner than its day says is moved first.

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    MeetingInvalid
        `problem`: step_impossible, held_in_future, held_before_start.
    """
    found = held(conn, meeting_id, act, seen_version)
    if require_aware(held_at) > act.now:
        raise MeetingInvalid(problem="held_in_future")
    if found["starts_at"] is not None and held_at < found["starts_at"]:
        raise MeetingInvalid(problem="held_before_start")
    step(conn, found, "held", act, held_at=held_at)


def _writable(found: Mapping[str, Any]) -> None:
    if found["frozen_at"] is not None:
        raise MeetingInvalid(problem="minutes_frozen")
    if not STATES[found["status"]].write:
        raise MeetingInvalid(problem="not_held")


def _name(each: Mapping[str, str]) -> dict[str, str]:
    return {key: " ".join(each.get(key, "").split()) for key in ("name", "post", "stands_in_for")}


def attend(conn: Connection, meeting_id: int, guests: Guests, act: Act) -> int:
    """Write down who of an agency came, or that nobody did; a later word about it corrects an earlier one.

    Raises
    ------
    data.access.Denied, MeetingUnknown
    MeetingInvalid
        `problem`: minutes_frozen, not_held, attendance_unnamed (present, and nobody is named).
    """
    found = held(conn, meeting_id, act, None)
    _writable(found)
    names = [each for each in map(_name, guests.names) if each["name"]]
    if guests.present and not names:
        raise MeetingInvalid(problem="attendance_unnamed")
    before = {row["agency_id"]: row["id"] for row in attendance_of(conn, meeting_id)}
    row = {
        "meeting_id": meeting_id,
        "agency_id": guests.agency_id,
        "present": guests.present,
        "names": names if guests.present else [],
        "note": " ".join(guests.note.split()),
        "corrects_id": before.get(guests.agency_id),
    }
    kept = {"actor": act.who.name, "at": act.now}
    made = int(conn.execute(insert(attendance).returning(attendance.c.id), row | kept).scalar_one())
    journalled(conn, meeting_id, act, "attended", after=row)
    return made


def write_minutes(
    conn: Connection, meeting_id: int, minutes: Minutes, act: Act, *, seen_version: int
) -> None:
    """Keep a draft of the minutes.

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    MeetingInvalid
        `problem`: minutes_frozen, not_held, minutes_too_long, nothing_changed.
    """
    found = held(conn, meeting_id, act, seen_version)
    _writable(found)
    said = {name: text.strip() for name, text in asdict(minutes).items()}
    if any(len(text) > LONGEST for text in said.values()):
        raise MeetingInvalid(problem="minutes_too_long")
    write(conn, found, {"minutes": said}, act, "minutes_written")


def set_agenda(
    conn: Connection, meeting_id: int, agenda: Sequence[Mapping[str, Any]], act: Act, *, seen_version: int
) -> None:
    """Keep the agenda: {kind, ref, text} each, in order. Raises as `write_minutes`."""
    found = held(conn, meeting_id, act, seen_version)
    if found["frozen_at"] is not None:
        raise MeetingInvalid(problem="minutes_frozen")
    rows = [
        {"kind": each.get("kind") or "text", "ref": each.get("ref"), "text": " ".join(each["text"].split())}
        for each in agenda
        if each["text"].strip()
    ]
    write(conn, found, {"agenda": rows}, act, "agenda_set")


def freeze(conn: Connection, meeting_id: int, act: Act, *, seen_version: int) -> None:
    """End the writing: the minutes are signed. It cannot be taken back; corrections stand beside.

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    MeetingInvalid
        `problem`: step_impossible, minutes_empty, nobody_attended.
    """
    found = held(conn, meeting_id, act, seen_version)
    minutes = found["minutes"]
    if not any(minutes.get(name) for name in ("summary", "conclusion")):
        raise MeetingInvalid(problem="minutes_empty")
    if not any(row["present"] for row in attendance_of(conn, meeting_id)):
        raise MeetingInvalid(problem="nobody_attended")
    step(conn, found, "minuted", act, frozen_at=act.now, frozen_by=act.who.name)


def correct(conn: Connection, meeting_id: int, text: str, act: Act) -> int:
    """Write beside frozen minutes what in them is wrong.

    Raises
    ------
    data.access.Denied, MeetingUnknown
    MeetingInvalid
        `problem`: not_frozen, correction_empty.
    """
    found = held(conn, meeting_id, act, None)
    said = text.strip()
    if found["frozen_at"] is None:
        raise MeetingInvalid(problem="not_frozen")
    if not said:
        raise MeetingInvalid(problem="correction_empty")
    row = {"meeting_id": meeting_id, "text": said, "actor": act.who.name, "at": act.now}
    insertion = insert(minutes_correction).returning(minutes_correction.c.id)
    made = int(conn.execute(insertion, row).scalar_one())
    journalled(conn, meeting_id, act, "corrected", after={"correction": said})
    return made
