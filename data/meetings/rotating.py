"""Change the order in which the forces host, from a quarter on; taken back, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.agencies.act import Act
from data.journal import append
from data.meetings.errors import MeetingInvalid
from data.meetings.generating import FORCES
from data.periods import PeriodUnreadable, read_period
from data.plan import plan_of
from data.store.lock import serialise
from data.store.tables import plan_rotation

ACTION = "plan.edit"
RECORD_KIND = "plan_rotation"


def _journal(conn: Connection, number: int, act: Act, action: str, **more: object) -> None:
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(number),
        **more,  # type: ignore[arg-type]
    )


def change_order(
    conn: Connection, plan_id: str, from_quarter: str, roles: Sequence[str], reason: str, act: Act
) -> int:
    """Let the forces host in another order from a quarter (2027-Q3) on; the first of them in that quarter.

    Raises
    ------
    data.access.Denied
    MeetingInvalid
        `problem`: plan_unknown, quarter_unreadable, rotation_incomplete, reason_missing.
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    said = " ".join(reason.split())
    try:
        zone = act.now.tzinfo
        quarter = read_period(from_quarter, zone) if zone else None
    except PeriodUnreadable:
        quarter = None
    problems = {
        "plan_unknown": plan_of(conn, plan_id) is None,
        "quarter_unreadable": quarter is None or quarter.kind != "quarter",
        "rotation_incomplete": sorted(roles) != sorted(FORCES),
        "reason_missing": not said,
    }
    for problem, there in problems.items():
        if there:
            raise MeetingInvalid(problem=problem)
    row = {"plan_id": plan_id, "from_quarter": from_quarter, "roles": list(roles), "reason": said}
    kept = {"actor": act.who.name, "created_at": act.now}
    insertion = insert(plan_rotation).returning(plan_rotation.c.id)
    made = int(conn.execute(insertion, row | kept).scalar_one())
    _journal(conn, made, act, "created", after=row, reason=said)
    return made


def take_back(conn: Connection, rotation_id: int, act: Act) -> None:
    """Take a change of the order back.

    Raises
    ------
    data.access.Denied
    MeetingInvalid
        `problem`: rotation_unknown (there is none, or it was taken back).
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    same = plan_rotation.c.id == rotation_id
    found = conn.execute(select(plan_rotation).where(same)).mappings().first()
    if found is None or found["ended_at"] is not None:
        raise MeetingInvalid(problem="rotation_unknown")
    conn.execute(update(plan_rotation).where(same).values(ended_at=act.now))
    _journal(conn, rotation_id, act, "withdrawn", before={"ended_at": None}, after={"ended_at": act.now})
