"""What every change to a meeting needs: the right, the version that was seen, journal and ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, update

from data.access import permit
from data.agencies.act import Act
from data.errors import ConflictError
from data.journal import append
from data.ledger import knowing
from data.meetings.errors import MeetingInvalid, MeetingUnknown
from data.meetings.reading import RECORD_KIND, meeting_of
from data.meetings.states import FIRST, STATES, follows
from data.store.lock import serialise
from data.store.tables import meeting

ACTION = "meetings.edit"
SCREEN = "screen:meetings"


def held(conn: Connection, meeting_id: int, act: Act, seen_version: int | None) -> dict[str, Any]:
    """The meeting, if the actor may change it and it is still as they saw it (None: whatever it is now).

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    found = meeting_of(conn, meeting_id)
    if found is None:
        raise MeetingUnknown(id=meeting_id)
    if seen_version is not None and found["version"] != seen_version:
        raise ConflictError(
            record_kind=RECORD_KIND, record_id=found["code"], seen=seen_version, stored=found["version"]
        )
    return found


def journalled(conn: Connection, meeting_id: int, act: Act, action: str, **more: Any) -> None:
    """Append an entry about the meeting to the journal."""
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(meeting_id),
        **more,
    )


def write(
    conn: Connection,
    found: Mapping[str, Any],
    values: Mapping[str, Any],
    act: Act,
    action: str,
    reason: str | None = None,
) -> None:
    """Store what differs as the meeting's next version, and let whoever must be told be owed.

    Raises
    ------
    MeetingInvalid
        `problem`: nothing_changed.
    """
    after = {name: value for name, value in values.items() if found[name] != value}
    if not after:
        raise MeetingInvalid(problem="nothing_changed")
    same = meeting.c.id == found["id"]
    conn.execute(update(meeting).where(same).values(**after, version=found["version"] + 1))
    before = {name: found[name] for name in after}
    journalled(conn, found["id"], act, action, before=before, after=after, reason=reason)
    knowing.know_record(conn, RECORD_KIND, found["id"], now=act.now, actor=act.who.name, origin=act.origin)


def step(
    conn: Connection, found: Mapping[str, Any], status: str, act: Act, *, reason: str = "", **values: Any
) -> None:
    """Let the meeting go on to the next status, with the columns that say more.

    Raises
    ------
    MeetingInvalid
        `problem`: step_impossible, reason_missing.
    """
    if not follows(found["status"], status):
        raise MeetingInvalid(problem="step_impossible")
    said = " ".join(reason.split())
    if STATES[status].reasoned and not said:
        raise MeetingInvalid(problem="reason_missing")
    # Why it was cancelled or missed is no longer so once that is taken back; the journal keeps it.
    back = status == FIRST and STATES[found["status"]].reasoned
    more = {"reason": said or (None if back else found["reason"])}
    write(conn, found, {"status": status} | more | values, act, status, said or None)
