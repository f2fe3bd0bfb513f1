"""The moment a matter is known, its duties exist: written in the transaction of the record itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select

from data.agencies.reading import agencies_at
from data.journal import Entry, append_all
from data.ledger.calling_off import called_off
from data.ledger.entries import entry, settle, write
from data.ledger.matching import Owed, owed
from data.ledger.settings import ledger_settings
from data.matters.recording import Recorded
from data.store.batches import in_batches
from data.store.tables import duty, duty_rule, matter

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
RECORD_KIND = "matter"


@dataclass
class Raised:
    """What new knowledge came to: rows of `duty` that were written, and receivers that nobody answers to."""

    duties: list[dict[str, Any]] = field(default_factory=list)
    lacking: list[Mapping[str, Any]] = field(default_factory=list)


def rules_ever_on(conn: Connection) -> list[dict[str, Any]]:
    """Every wording of a rule that was or is in force, in the order of their ids."""
    query = select(duty_rule).where(duty_rule.c.valid_from.is_not(None)).order_by(duty_rule.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def survivors(conn: Connection, matters: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Matter → the one that its duties belong to now: itself, or what it was merged into."""
    into = {
        row.id: row.merged_into
        for row in conn.execute(
            select(matter.c.id, matter.c.merged_into).where(matter.c.merged_into.is_not(None))
        )
    }
    found = {}
    for own in (each["id"] for each in matters):
        last = own
        while last in into:
            last = into[last]
        found[own] = last
    return found


def _existing(conn: Connection, matters: Sequence[int]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for some in in_batches(set(matters)):
        query = select(duty.c.matter_id, duty.c.receiver_id).where(duty.c.matter_id.in_(some))
        found |= {(row.matter_id, row.receiver_id) for row in conn.execute(query)}
    return found


def _duty(
    own: int, fact: Mapping[str, Any], holder_id: str | None, due: Owed, now: datetime
) -> dict[str, Any]:
    return {
        "matter_id": own,
        "fact_id": fact["id"],
        "rule_row_id": due.rule["id"],
        "holder_id": holder_id,
        "receiver_id": due.agency_id,
        "receiver_level": due.level,
        "started_at": fact["since"],
        "clock": fact["clock"],
        "target_at": due.target_at,
        "deadline_at": due.deadline_at,
        "before_at": due.before_at,
        "urgency": due.urgency,
        "telling": due.telling,
        "basis": due.rule["basis"],
        "field": fact["field"],
        "commune_2021_id": next(iter(fact["communes_2021"]), None),
        "commune_2025_id": next(iter(fact["communes_2025"]), None),
        "status": "open",
        "escalation_step": 0,
        "escalate_at": None,
        "created_at": now,
        "version": 0,
    }


def insert_duties(
    conn: Connection, rows: Sequence[dict[str, Any]], now: datetime, actor: str
) -> list[dict[str, Any]]:
    """Write duties and their first entries; the caller holds the queue of writers."""
    if not rows:
        return []
    last = conn.execute(select(func.max(duty.c.id))).scalar() or 0
    numbered = [row | {"id": last + number} for number, row in enumerate(rows, start=1)]
    conn.execute(insert(duty), [row | {"version": 1} for row in numbered])
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.setval(func.pg_get_serial_sequence("duty", "id"), numbered[-1]["id"])))
    write(conn, [entry(row["id"], "raised", now, actor, happened_at=row["started_at"]) for row in numbered])
    return numbered


def raise_duties(conn: Connection, recorded: Sequence[Recorded], *, now: datetime, actor: str) -> Raised:
    """Write the duties that newly recorded facts raise, for receivers that have none of this matter yet.

    The caller holds the queue of writers. Clock, deadline and basis are those of the rules in force when the
    matter was known; a receiver that is owed already keeps the duty that it has. A duty of a matter that is
    called off is withdrawn at once.
    """
    raised = Raised()
    rules = rules_ever_on(conn) if recorded else []
    if not rules:
        return raised
    watch_agency = ledger_settings(conn).watch_agency or None
    last = survivors(conn, [each.matter for each in recorded])
    there = _existing(conn, list(last.values()))
    days: dict[date, list[dict[str, Any]]] = {}
    for each in recorded:
        own, fact = last[each.matter["id"]], each.fact
        day = fact["since"].astimezone(VIETNAM).date()
        if day not in days:
            days[day] = agencies_at(conn, day)
        holder = fact["holder_id"] or watch_agency
        due, lacking = owed(each.matter["kind"], fact, holder, rules, days[day])
        raised.lacking += [one for one in lacking if one not in raised.lacking]
        for one in due:
            if (own, one.agency_id) not in there:
                there.add((own, one.agency_id))
                raised.duties.append(_duty(own, fact, holder, one, now))
    raised.duties = insert_duties(conn, raised.duties, now, actor)
    _call_off(conn, raised.duties, now, actor)
    return raised


def _call_off(conn: Connection, rows: Sequence[dict[str, Any]], now: datetime, actor: str) -> None:
    """A part of what is called off owes nothing now; the duty is there for when that is taken back."""
    off = called_off(conn, [row["matter_id"] for row in rows])
    over = [row for row in rows if row["matter_id"] in off]
    entries = [entry(row["id"], "withdrawn", now, actor, text=off[row["matter_id"]]) for row in over]
    write(conn, entries)
    settle(conn, [row["id"] for row in over])
    for row in over:
        row["status"] = "withdrawn"


def journal_raised(
    conn: Connection, recorded: Sequence[Recorded], raised: Raised, *, now: datetime, actor: str, origin: str
) -> None:
    """One entry of the journal for each matter that raised duties."""
    by_fact: dict[int, list[dict[str, Any]]] = {}
    for row in raised.duties:
        by_fact.setdefault(row["fact_id"], []).append(row)
    entries = [
        Entry(
            "duties_raised",
            RECORD_KIND,
            f"{each.matter['kind']}:{each.matter['ref']}",
            None,
            {
                "since": each.fact["since"],
                "clock": each.fact["clock"],
                "receivers": [row["receiver_id"] for row in by_fact[each.fact["id"]]],
                "duties": [row["id"] for row in by_fact[each.fact["id"]]],
            },
        )
        for each in recorded
        if each.fact["id"] in by_fact
    ]
    append_all(conn, entries, at=now, actor=actor, origin=origin)
