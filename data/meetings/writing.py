"""What every change to a meeting needs (see `data.records`), and its step to the next status."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection

from data.agencies.act import Act
from data.meetings.errors import MeetingInvalid, MeetingUnknown
from data.meetings.reading import RECORD_KIND, meeting_of
from data.meetings.states import FIRST, STATES, follows
from data.records import Records
from data.store.tables import meeting

ACTION = "meetings.edit"
SCREEN = "screen:meetings"
_meetings = Records(RECORD_KIND, meeting, meeting_of, MeetingInvalid, MeetingUnknown, matter=RECORD_KIND)
held = partial(_meetings.held, action=ACTION)
journalled, store, write = _meetings.journalled, _meetings.store, _meetings.write


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
