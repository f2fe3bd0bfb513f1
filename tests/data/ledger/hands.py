"""Duties by hand: rows that name only what a test is about, and a ledger of many for the benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from data.access import LOCAL_ADMIN, Actor
from data.ledger.entries import entry, settle, write
from data.ledger.telling import By
from data.store.tables import duty, duty_rule, matter, matter_fact

NOW = datetime(2027, 3, 16, 9, 30, tzinfo=UTC)
"""16:30 of the drill's first afternoon, in Vietnam."""
HOUR = timedelta(hours=1)
HOLDER, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
BY = By(LOCAL_ADMIN, NOW)
OTHER = By(Actor("hoa", None, "duty_officer", HOLDER, "192.0.2.8"), NOW)


def rule_row(conn: Connection) -> int:
    """A rule that has been on since the year began."""
    row = {
        "rule_id": "tay", "title": "Quy tắc thử", "matter_kind": "incident",
        "receivers": [{"agency_id": POLICE}], "deadline_minutes": 1440, "urgency": "normal",
        "telling": "person", "basis": "khoản 2", "permanent_too": False, "actor": "test",
        "created_at": NOW, "valid_from": datetime(2027, 1, 1, tzinfo=UTC), "version": 1,
    }  # fmt: skip
    return int(conn.execute(insert(duty_rule).returning(duty_rule.c.id), row).scalar_one())


def matter_row(
    conn: Connection, ref: str, since: datetime, *, kind: str = "incident", **told: Any
) -> tuple[int, int]:
    """A matter that is known since then; returns its id and its fact's."""
    made = {"kind": kind, "ref": ref, "created_at": since}
    own = int(conn.execute(insert(matter).returning(matter.c.id), made).scalar_one())
    fact = fact_of(own, since, told)
    number = int(conn.execute(insert(matter_fact).returning(matter_fact.c.id), fact).scalar_one())
    conn.execute(matter.update().where(matter.c.id == own).values(fact_id=number))
    return own, number


def fact_of(own: int, since: datetime, told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `matter_fact` of a fire in xã Mường Giôn."""
    return {
        "matter_id": own, "number": 1, "state": "open", "recorded_at": since, "journal_count": 0,
        "since": since, "clock": "known", "field": "forest", "subkind": "forest_fire", "known_at": since,
        "known_by": "Lò Văn Trực", "communes_2021": ["muong-gion-2021"], "communes_2025": ["muong-gion-2025"],
        "place": "inside", "forest": "inside", "permanent": False, "fresh": True,
        "latitude": 21.7661, "longitude": 103.6475,
        "told": {"code": f"VV-{own}", "summary": "Cháy sau bản"} | dict(told),
    }  # fmt: skip


def duty_of(made: tuple[int, int], rule: int, receiver: str, since: datetime, **more: Any) -> dict[str, Any]:
    """A row of `duty`, open, due in 24 hours."""
    row = {
        "matter_id": made[0], "fact_id": made[1], "rule_row_id": rule, "holder_id": HOLDER,
        "receiver_id": receiver, "receiver_level": "commune", "started_at": since, "clock": "known",
        "target_at": None, "deadline_at": since + 24 * HOUR, "urgency": "normal", "telling": "person",
        "basis": "khoản 2", "field": "forest", "commune_2021_id": "muong-gion-2021",
        "commune_2025_id": "muong-gion-2025", "status": "open", "escalation_step": 0, "escalate_at": None,
        "created_at": since, "version": 1,
    }  # fmt: skip
    return row | more


def add_duties(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store duties with their first entries; returns their ids."""
    ids = [int(conn.execute(insert(duty).returning(duty.c.id), dict(row)).scalar_one()) for row in rows]
    pairs = zip(ids, rows, strict=True)
    write(conn, [entry(own, "raised", row["started_at"], "system:test") for own, row in pairs])
    return ids


def add_duty(conn: Connection, receiver: str = POLICE, since: datetime = NOW - HOUR, **more: Any) -> int:
    """One duty with a matter of its own."""
    made = matter_row(conn, f"m{since.timestamp()}-{receiver}", since)
    return add_duties(conn, [duty_of(made, rule_row(conn), receiver, since, **more)])[0]


def wrote(conn: Connection, duty_id: int, kind: str, at: datetime, actor: str = "lan", **more: Any) -> int:
    """An entry as it came to be stored, whoever was allowed to; the duty follows."""
    (number,) = write(conn, [entry(duty_id, kind, at, actor, **more)])
    settle(conn, [duty_id])
    return number


def many(rows: Iterable[Mapping[str, Any]], at_a_time: int = 10_000) -> Iterable[list[Mapping[str, Any]]]:
    """In pieces that one statement takes."""
    some: list[Mapping[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == at_a_time:
            yield some
            some = []
    if some:
        yield some
