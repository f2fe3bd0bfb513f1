"""Keep what is known of matters: a new `matter_fact` whenever something differs from the newest one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from data.matters.facts import Facts
from data.store.batches import in_batches
from data.store.tables import journal_head, matter, matter_fact

_COLUMNS = [name for name in Facts.__dataclass_fields__ if name not in ("kind", "ref")]
ROUTING = (
    "state", "field", "subkind", "communes_2025", "place", "forest", "level", "strength", "permanent",
    "involved",
)  # fmt: skip
"""What decides who must be told: where one of these changes, the clock of new receivers starts anew."""


@dataclass(frozen=True)
class Recorded:
    """A row of `matter_fact` that was just written, its matter's row, and the facts before it."""

    matter: Mapping[str, Any]
    fact: Mapping[str, Any]
    before: Mapping[str, Any] | None


def matters_of(conn: Connection, kind: str, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The rows of `matter` by `ref`."""
    found: dict[str, dict[str, Any]] = {}
    for some in in_batches(refs):
        query = select(matter).where(matter.c.kind == kind, matter.c.ref.in_(some))
        found |= {row["ref"]: dict(row) for row in conn.execute(query).mappings()}
    return found


def facts_by_id(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Rows of `matter_fact` by their id."""
    found: dict[int, dict[str, Any]] = {}
    for some in in_batches(ids):
        query = select(matter_fact).where(matter_fact.c.id.in_(some))
        found |= {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return found


def _row(facts: Facts) -> dict[str, Any]:
    # Not asdict: it copies every nested value, and took a third of the time of a flood of hotspots.
    row = {name: getattr(facts, name) for name in _COLUMNS}
    row |= {name: list(row[name]) for name in ("communes_2021", "communes_2025")}
    return row | {"involved": list(facts.involved) or None}


def _differs(before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return any(before[name] != value for name, value in row.items() if name != "since")


def _since(facts: Facts, row: Mapping[str, Any], before: Mapping[str, Any], now: datetime) -> datetime:
    """When this state of knowledge began. A satellite's is its file; a person's a change of where it goes."""
    if facts.clock == "stored":
        return facts.since
    if before["known_at"] != facts.known_at:
        return facts.since
    return now if any(before[name] != row[name] for name in ROUTING) else before["since"]


def _ensure(conn: Connection, kind: str, refs: Sequence[str], now: datetime) -> dict[str, dict[str, Any]]:
    known = matters_of(conn, kind, refs)
    new = [ref for ref in dict.fromkeys(refs) if ref not in known]
    if new:
        conn.execute(insert(matter), [{"kind": kind, "ref": ref, "created_at": now} for ref in new])
        known |= matters_of(conn, kind, new)
    return known


def end(conn: Connection, matters: Sequence[Mapping[str, Any]], reason: str, now: datetime) -> None:
    """Say of matters that they are no more by themselves: a last row of facts, `withdrawn` with its reason.

    What follows facts (messages, CAP) sees it like any other change; duties are the caller's.
    """
    newest = facts_by_id(conn, [each["fact_id"] for each in matters if each["fact_id"] is not None])
    count = conn.execute(select(journal_head.c["count"])).scalar_one()
    for each in matters:
        before = newest.get(each["fact_id"])
        if before is None or before["state"] == "withdrawn":
            continue
        row = {name: value for name, value in before.items() if name != "id"}
        row |= {"number": before["number"] + 1, "state": "withdrawn", "reason": reason}
        row |= {"recorded_at": now, "journal_count": count}
        made = conn.execute(insert(matter_fact).returning(matter_fact.c.id), row).scalar_one()
        conn.execute(update(matter).where(matter.c.id == each["id"]).values(fact_id=made))


def record(
    conn: Connection, known: Sequence[Facts], now: datetime, *, also: Collection[str] = ()
) -> list[Recorded]:
    """Store facts, of one kind of matter, that differ from the newest ones; return what was written.

    The caller holds the queue of writers (`serialise`). Facts that were history when they became known make
    no matter, unless the record is named in `also` (it takes over what others were told of); a matter that is
    there already gets them all the same.
    """
    if not known:
        return []
    kind = known[0].kind
    there = matters_of(conn, kind, [each.ref for each in known])
    anyway = {*there, *also}
    wanted = [each for each in known if each.ref in anyway or (each.fresh and each.state == "open")]
    matters = _ensure(conn, kind, [each.ref for each in wanted], now)
    newest = facts_by_id(conn, [row["fact_id"] for row in matters.values() if row["fact_id"] is not None])
    count = conn.execute(select(journal_head.c["count"])).scalar_one()
    rows, befores = [], []
    for facts in wanted:
        own, row = matters[facts.ref], _row(facts)
        before = newest.get(own["fact_id"])
        if before is not None:
            if not _differs(before, row):
                continue
            row["since"] = _since(facts, row, before, now)
        number = 1 if before is None else before["number"] + 1
        kept = {"matter_id": own["id"], "number": number, "recorded_at": now, "journal_count": count}
        rows.append(row | kept)
        befores.append(before)
    if not rows:
        return []
    last = conn.execute(select(func.max(matter_fact.c.id))).scalar() or 0
    conn.execute(insert(matter_fact), rows)
    # Under the queue's lock nobody else writes here: what is above the last id is ours, in any order.
    ids = {
        (row.matter_id, row.number): row.id
        for row in conn.execute(
            select(matter_fact.c.id, matter_fact.c.matter_id, matter_fact.c.number).where(
                matter_fact.c.id > last
            )
        )
    }
    by_id = {own["id"]: own for own in matters.values()}
    written = []
    for row, before in zip(rows, befores, strict=True):
        fact = row | {"id": ids[(row["matter_id"], row["number"])]}
        own = by_id[row["matter_id"]]
        own["fact_id"] = fact["id"]
        written.append(Recorded(own, fact, before))
    statement = update(matter).where(matter.c.id == bindparam("which")).values(fact_id=bindparam("fact"))
    conn.execute(statement, [{"which": each.matter["id"], "fact": each.fact["id"]} for each in written])
    return written
