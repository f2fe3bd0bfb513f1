"""An inspection: planned, announced so that the other forces add their contents, done, looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.agencies.act import Act
from data.clock import require_aware
from data.incidents.numbering import next_number
from data.store.lock import serialise
from data.store.tables import SUBJECT_KINDS, inspection, joint_team
from data.teams.errors import TeamInvalid
from data.teams.reading import inspection_of
from data.teams.states import FIRST, STATES, follows
from data.teams.writing import ACTION, INSPECTIONS, held_inspection

PREFIX = "KT"
LONGEST = timedelta(days=31)
"""A longer inspection is a slip of the pen."""
RESULTS = ("ok", "not_ok", "not_seen")
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Inspection:
    """What is inspected, when (aware), and what is looked at: `contents` [{text, agency_id}], `checklist`
    [text]; `follows_id` is the visit that this one looks back at."""

    team_id: int
    subject_kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    contents: Sequence[Mapping[str, Any]] = field(default_factory=list)
    checklist: Sequence[str] = field(default_factory=list)
    commune_id: str | None = None
    follows_id: int | None = None


def _checklist(texts: Sequence[str], before: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    known = {each["text"]: each for each in before}
    said = [" ".join(text.split()) for text in texts]
    blank = {"result": None, "note": ""}
    return [{"text": text, **blank, **known.get(text, {})} for text in dict.fromkeys(said) if text]


def _row(conn: Connection, wanted: Inspection, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    row = asdict(wanted) | {
        "subject": " ".join(wanted.subject.split()),
        "starts_at": require_aware(wanted.starts_at),
        "ends_at": require_aware(wanted.ends_at),
        "contents": [
            {"text": " ".join(each["text"].split()), "agency_id": each.get("agency_id")}
            for each in wanted.contents
            if each["text"].strip()
        ],
        "checklist": _checklist(wanted.checklist, before["checklist"] if before else ()),
    }
    team = conn.execute(select(joint_team).where(joint_team.c.id == wanted.team_id)).mappings().first()
    past = None if wanted.follows_id is None else inspection_of(conn, wanted.follows_id)
    problems = {
        "inspection_team_unknown": team is None,
        "inspection_team_ended": team is not None and team["ended_at"] is not None,
        "subject_unnamed": not row["subject"],
        "subject_kind_unknown": wanted.subject_kind not in SUBJECT_KINDS,
        "inspection_backwards": row["ends_at"] <= row["starts_at"],
        "inspection_too_long": row["ends_at"] - row["starts_at"] > LONGEST,
        "follows_unknown": wanted.follows_id is not None and past is None,
        "follows_later": past is not None and past["starts_at"] >= row["starts_at"],
    }
    for problem, there in problems.items():
        if there:
            raise TeamInvalid(problem=problem)
    return row


def plan_inspection(conn: Connection, wanted: Inspection, act: Act, tz: tzinfo) -> int:
    """Store an inspection that nobody has announced yet, and return its id.

    Raises
    ------
    data.access.Denied
    TeamInvalid
        `problem`: inspection_team_unknown, inspection_team_ended, subject_unnamed, subject_kind_unknown,
        inspection_backwards, inspection_too_long, follows_unknown, follows_later.
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    row = _row(conn, wanted) | next_number(conn, inspection, PREFIX, act.now, tz)
    row |= {"findings": "", "status": FIRST, "agency_id": act.who.agency_id}
    return INSPECTIONS.store(conn, row, act)


def edit_inspection(
    conn: Connection, inspection_id: int, wanted: Inspection, act: Act, *, seen_version: int, reason: str = ""
) -> None:
    """Change it; once it was announced a change of time needs a reason.

    Raises
    ------
    As `plan_inspection`, and TeamUnknown, data.errors.ConflictError; `problem` inspection_fixed,
    reason_missing, nothing_changed.
    """
    found = held_inspection(conn, inspection_id, act, seen_version)
    if not STATES[found["status"]].plan:
        raise TeamInvalid(problem="inspection_fixed")
    row, said = _row(conn, wanted, found), " ".join(reason.split())
    moved = any(found[name] != row[name] for name in ("starts_at", "ends_at"))
    if moved and found["announced_at"] is not None and not said:
        raise TeamInvalid(problem="reason_missing")
    more = {"reason": said} if said else {}
    INSPECTIONS.write(conn, found, row | more, act, "edited", said or None)


def add_content(conn: Connection, inspection_id: int, text: str, agency_id: str, act: Act) -> None:
    """Another force adds what it wants to be looked at too.

    Raises
    ------
    data.access.Denied, TeamUnknown
    TeamInvalid
        `problem`: inspection_fixed, content_empty.
    """
    found = held_inspection(conn, inspection_id, act, None)
    said = " ".join(text.split())
    if not STATES[found["status"]].plan:
        raise TeamInvalid(problem="inspection_fixed")
    if not said:
        raise TeamInvalid(problem="content_empty")
    contents = [*found["contents"], {"text": said, "agency_id": agency_id}]
    INSPECTIONS.write(conn, found, {"contents": contents}, act, "content_added")


def _step(
    conn: Connection, inspection_id: int, status: str, act: Act, seen: int, reason: str = "", **values: Any
) -> None:
    found = held_inspection(conn, inspection_id, act, seen)
    said = " ".join(reason.split())
    if not follows(found["status"], status):
        raise TeamInvalid(problem="step_impossible")
    if STATES[status].reasoned and not said:
        raise TeamInvalid(problem="reason_missing")
    # Why it was cancelled is no longer so once that is taken back; the journal keeps it.
    kept = None if STATES[found["status"]].reasoned else found["reason"]
    more = {"status": status, "reason": said or kept} | values
    INSPECTIONS.write(conn, found, more, act, status, said or None)


def announce(conn: Connection, inspection_id: int, act: Act, *, seen_version: int) -> None:
    """Announce it: from now on the other forces must be told. Raises as `cancel`."""
    found = held_inspection(conn, inspection_id, act, seen_version)
    if found["status"] != FIRST:  # what was announced keeps its moment; `take_back` leads back to it
        raise TeamInvalid(problem="step_impossible")
    _step(conn, inspection_id, "announced", act, seen_version, announced_at=act.now)


def cancel(conn: Connection, inspection_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that it will not take place, and why.

    Raises
    ------
    data.access.Denied, TeamUnknown, data.errors.ConflictError
    TeamInvalid
        `problem`: step_impossible, reason_missing.
    """
    _step(conn, inspection_id, "cancelled", act, seen_version, reason)


def finish(conn: Connection, inspection_id: int, done_at: datetime, act: Act, *, seen_version: int) -> None:
    """Say that it took place, and when it ended. One that took place sooner than it says is moved first.

    Raises
    ------
    As `cancel`; `problem` done_in_future, done_before_start.
    """
    found = held_inspection(conn, inspection_id, act, seen_version)
    if require_aware(done_at) > act.now:
        raise TeamInvalid(problem="done_in_future")
    if done_at <= found["starts_at"]:
        raise TeamInvalid(problem="done_before_start")
    _step(conn, inspection_id, "done", act, seen_version, done_at=done_at)


def take_back(conn: Connection, inspection_id: int, act: Act, *, seen_version: int) -> None:
    """Take back that it was done or cancelled. Raises as `cancel`."""
    found = held_inspection(conn, inspection_id, act, seen_version)
    to = "planned" if found["announced_at"] is None else "announced"
    _step(conn, inspection_id, to, act, seen_version, done_at=None)


def write_results(
    conn: Connection,
    inspection_id: int,
    checklist: Sequence[Mapping[str, Any]],
    findings: str,
    act: Act,
    *,
    seen_version: int,
) -> None:
    """Keep what was found: the checklist [{text, result, note}] and the findings in words.

    Raises
    ------
    data.access.Denied, TeamUnknown, data.errors.ConflictError
    TeamInvalid
        `problem`: not_done, result_unknown, findings_too_long, nothing_changed.
    """
    found = held_inspection(conn, inspection_id, act, seen_version)
    if not STATES[found["status"]].write:
        raise TeamInvalid(problem="not_done")
    if any(each.get("result") not in (None, *RESULTS) for each in checklist):
        raise TeamInvalid(problem="result_unknown")
    if len(findings) > LONGEST_TEXT:
        raise TeamInvalid(problem="findings_too_long")
    rows = [
        {
            "text": each["text"],
            "result": each.get("result"),
            "note": " ".join((each.get("note") or "").split()),
        }
        for each in checklist
    ]
    INSPECTIONS.write(conn, found, {"checklist": rows, "findings": findings.strip()}, act, "results")
