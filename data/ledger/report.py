"""A month's figures and its duties as plain rows, for the command line and for files.

Ids stay ids; names are looked up where people read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.ledger.figures import (
    ALL_DIMENSIONS,
    BUCKETS,
    bucket,
    clocks,
    count_all,
    count_by,
    duties_of_month,
    median_to_told,
)
from data.ledger.frozen import frozen
from data.ledger.months import Month
from data.ledger.reading import matters_by_id, newest_facts
from data.store.tables import duty, duty_entry

COLUMNS = (
    "dimension",
    "key",
    *BUCKETS,
    "total",
    "acknowledged_late",
    "with_target",
    "target_met",
    "sent_open",
    "with_start",
    "start_met",
)
"""Of a row of `rows`."""


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def document(conn: Connection, month: Month, now: datetime) -> dict[str, Any]:
    """The figures of a month as they are now, and as they were frozen where they were.

    ``total`` and each of ``by`` hold the buckets and what is told beside them; ``clocks``: ruling clock → how
    many duties it started.
    """
    kept = frozen(conn, month)
    return {
        "month": month.text,
        "from": month.start.isoformat(),
        "to": month.end.isoformat(),
        "computed_at": now.isoformat(),
        "clocks": clocks(conn, month),
        "total": count_all(conn, month, now).plain(),
        "median_seconds_to_told": _seconds(median_to_told(conn, month)),
        "by": {
            name: [{"key": key} | each.plain() for key, each in count_by(conn, month, now, name).items()]
            for name in ALL_DIMENSIONS
        },
        "frozen": None
        if kept is None
        else {
            "at": kept["frozen_at"].isoformat(),
            "by": kept["actor"],
            "total": kept["figures"]["total"],
        },
    }


def rows(found: Mapping[str, Any]) -> list[list[Any]]:
    """The document as rows of `COLUMNS`: the whole first, then each dimension."""
    whole = [{"dimension": "month", "key": found["month"]} | found["total"]]
    parts = [{"dimension": name} | each for name, some in found["by"].items() for each in some]
    return [[each[name] for name in COLUMNS] for each in [*whole, *parts]]


def _last_words(conn: Connection, month: Month) -> dict[int, list[dict[str, Any]]]:
    """Duty → its tellings and acknowledgements, in order; what was taken back is left out."""
    span = select(duty.c.id).where(duty.c.started_at >= month.start, duty.c.started_at < month.end)
    taken_back = select(duty_entry.c.corrects_id).where(
        duty_entry.c.kind == "revoked", duty_entry.c.duty_id.in_(span), duty_entry.c.corrects_id.is_not(None)
    )
    query = (
        select(duty_entry)
        .where(
            duty_entry.c.duty_id.in_(span),
            duty_entry.c.kind.in_(("told", "acknowledged", "waived")),
            duty_entry.c.id.not_in(taken_back),
        )
        .order_by(duty_entry.c.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["duty_id"], []).append(dict(row))
    return found


def duty_rows(conn: Connection, month: Month, now: datetime) -> list[dict[str, Any]]:
    """Every duty of the month with its matter (``kind``, ``ref``, ``told``), its ``bucket``, and of its first
    telling ``channel``, ``person``, ``reference``; ``reason`` where it was waived."""
    duties = duties_of_month(conn, month)
    ids = {row["matter_id"] for row in duties}
    matters, facts, words = matters_by_id(conn, ids), newest_facts(conn, ids), _last_words(conn, month)
    return [_whole(row, matters, facts, words.get(row["id"], []), now) for row in duties]


def _whole(
    row: Mapping[str, Any],
    matters: Mapping[int, Mapping[str, Any]],
    facts: Mapping[int, Mapping[str, Any]],
    entries: Sequence[Mapping[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    told = next((each for each in entries if each["kind"] in ("told", "acknowledged")), None)
    waived = next((each["text"] for each in entries if each["kind"] == "waived"), None)
    fact = facts.get(row["matter_id"], {})
    about = {name: fact.get(name) for name in ("subkind", "level", "happened_at", "communes_2025")}
    return {
        **row,
        "kind": matters[row["matter_id"]]["kind"],
        "ref": matters[row["matter_id"]]["ref"],
        "told": fact.get("told") or {},
        "bucket": bucket(row, now),
        "channel": told["channel"] if told else None,
        "person": told["person"] if told else None,
        "reference": told["reference"] if told else None,
        "reason": waived if row["status"] == "waived" else None,
        **about,
    }
