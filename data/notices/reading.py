"""Read notices, and the duties that they meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select

from data.ledger.reading import duties_by_id, matters_by_id, newest_facts, taken_over
from data.notices.errors import NoticeUnknown
from data.store.batches import in_batches
from data.store.tables import notice, notice_attempt, notice_duty


def notice_by_id(conn: Connection, notice_id: int) -> dict[str, Any]:
    """One notice.

    Raises
    ------
    NoticeUnknown
    """
    row = conn.execute(select(notice).where(notice.c.id == notice_id)).mappings().first()
    if row is None:
        raise NoticeUnknown(id=notice_id)
    return dict(row)


def duties_of(conn: Connection, notice_id: int) -> list[dict[str, Any]]:
    """The duties that a notice tells of, as they are today: where matters were merged since it was queued,
    those that took them over; in the order of their ids."""
    query = select(notice_duty.c.duty_id).where(notice_duty.c.notice_id == notice_id)
    ids = list(conn.execute(query.order_by(notice_duty.c.duty_id)).scalars())
    return list(duties_by_id(conn, taken_over(conn, ids)).values())


def notices_of(conn: Connection, duty_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Duty → the notices that told of it, the earliest first; without their texts, which may be long."""
    columns = [each for each in notice.c if each.name not in ("subject", "body")]
    found: dict[int, list[dict[str, Any]]] = {own: [] for own in duty_ids}
    for some in in_batches(set(duty_ids)):
        query = (
            select(notice_duty.c.duty_id, *columns)
            .join(notice, notice.c.id == notice_duty.c.notice_id)
            .where(notice_duty.c.duty_id.in_(some))
            .order_by(notice.c.id)
        )
        for row in conn.execute(query).mappings():
            found[row["duty_id"]].append({each.name: row[each.name] for each in columns})
    return found


def attempts_of(conn: Connection, notice_id: int) -> list[dict[str, Any]]:
    """The tries to send a notice, the earliest first."""
    query = select(notice_attempt).where(notice_attempt.c.notice_id == notice_id)
    return [dict(row) for row in conn.execute(query.order_by(notice_attempt.c.id)).mappings()]


def message_rows(
    conn: Connection, duty_ids: Collection[int]
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """(duty, newest fact with its matter's kind and ref) of duties, in the order of their ids."""
    duties = duties_by_id(conn, duty_ids)
    wanted = {row["matter_id"] for row in duties.values()}
    matters, facts = matters_by_id(conn, wanted), newest_facts(conn, wanted)
    rows: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    for row in duties.values():
        own = matters[row["matter_id"]]
        rows.append((row, facts[own["id"]] | {"kind": own["kind"], "ref": own["ref"]}))
    return rows
