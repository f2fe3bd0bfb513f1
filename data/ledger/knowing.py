"""The seam between records and the ledger: whoever writes a record says here that something is known.

Everything happens in the caller's transaction: a record without its duties is never seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from data.clock import require_aware
from data.ledger.calling_off import reinstate_all, withdraw_all
from data.ledger.involving import follow_involved
from data.ledger.linking import align
from data.ledger.mending import move_clock
from data.ledger.merging import MERGED, hand_over, merge, restore, split
from data.ledger.raising import Raised, journal_raised, raise_duties, survivors
from data.ledger.settings import ledger_settings
from data.ledger.starting import follow_start
from data.matters.facts import Facts
from data.matters.of_events import of_events
from data.matters.of_people import of_call, of_danger_level, of_incident
from data.matters.of_plans import BUILDERS
from data.matters.recording import Recorded, end, matters_of, record
from data.store.lock import serialise
from data.store.tables import incident_event, matter, matter_fact, reception_call

ORIGIN = "ledger"
TAKEN_BACK = "taken_back"
"""Why a matter is withdrawn whose record no longer says that others must know (a patrol is not assigned any
more): a text of its last facts and of its duties' entries; screens and messages have words for it."""


def _follow(conn: Connection, each: Recorded, now: datetime, actor: str) -> None:
    """What a change of the facts means for duties that are there already."""
    before, fact, own = each.before, each.fact, each.matter["id"]
    if before is None:
        return
    if fact["state"] == "withdrawn" and before["state"] != "withdrawn":
        withdraw_all(conn, own, fact["reason"] or "", now=now, actor=actor)
    elif before["state"] == "withdrawn" and fact["state"] != "withdrawn":
        reinstate_all(conn, own, now=now, actor=actor)
        into = survivors(conn, [each.matter])[own]
        if into != own:
            hand_over(conn, own, into, now=now, actor=actor)
    if fact["clock"] == "known" and before["known_at"] != fact["known_at"]:
        move_clock(conn, own, before["known_at"], fact["known_at"], now=now, actor=actor)
    if each.matter["kind"] in BUILDERS:
        follow_start(conn, own, fact, now=now, actor=actor)
        follow_involved(conn, each.matter, fact, now=now, actor=actor)


def _know(conn: Connection, facts: Sequence[Facts], now: datetime, actor: str, origin: str) -> Raised:
    serialise(conn)
    recorded = record(conn, facts, now)
    for each in recorded:
        _follow(conn, each, now, actor)
    raised = raise_duties(conn, recorded, now=now, actor=actor)
    journal_raised(conn, recorded, raised, now=now, actor=actor, origin=origin)
    return raised


def know_incident(
    conn: Connection, incident_id: int, *, now: datetime, actor: str, origin: str = ORIGIN
) -> Raised:
    """An incident was made or changed; its calls are looked at again too."""
    now = require_aware(now)
    facts = of_incident(conn, incident_id)
    if facts is None:
        return Raised()
    raised = _know(conn, [facts], now, actor, origin)
    linked = select(incident_event.c.event_id).where(incident_event.c.incident_id == incident_id)
    align(conn, list(conn.execute(linked).scalars()), now=now, actor=actor)
    codes = select(reception_call.c.code).where(reception_call.c.incident_id == incident_id)
    calls = [of_call(conn, code) for code in conn.execute(codes.order_by(reception_call.c.id)).scalars()]
    more = _know(conn, [each for each in calls if each is not None], now, actor, origin)
    return Raised(raised.duties + more.duties, raised.lacking + more.lacking)


def know_danger_level(
    conn: Connection, row_id: int, *, now: datetime, actor: str, origin: str = ORIGIN
) -> Raised:
    """A danger level was announced, corrected or withdrawn."""
    facts = of_danger_level(conn, row_id)
    return Raised() if facts is None else _know(conn, [facts], require_aware(now), actor, origin)


def know_record(
    conn: Connection, kind: str, record_id: int, *, now: datetime, actor: str, origin: str = ORIGIN
) -> Raised:
    """A patrol, meeting, outreach event, inspection or case was made known, or changed since.

    Called by whoever writes such a record, in the same transaction and after the rows are written: from the
    moment it is assigned (announced, its day set, opened) on, and at every later change of it, of its
    members, zones, team or status. Before that moment, and where nothing differs, it does nothing. A record
    that does not say any more that others must know (``assigned_at`` is NULL again) takes its duties back.

    Parameters
    ----------
    kind
        A key of `data.matters.of_plans.BUILDERS`.
    """
    now = require_aware(now)
    facts = BUILDERS[kind](conn, record_id)
    if facts is not None:
        return _know(conn, [facts], now, actor, origin)
    serialise(conn)
    there = matters_of(conn, kind, [str(record_id)])
    end(conn, list(there.values()), TAKEN_BACK, now)
    for own in there.values():
        withdraw_all(conn, own["id"], TAKEN_BACK, now=now, actor=actor)
    return Raised()


def place_event(conn: Connection, event_id: str, *, now: datetime, actor: str) -> None:
    """A person said that a fire event is an incident, or took that back: its duties are where they belong."""
    serialise(conn)
    align(conn, [event_id], now=require_aware(now), actor=actor)


def _matter_id(conn: Connection, incident_id: int) -> int | None:
    row = matters_of(conn, "incident", [str(incident_id)]).get(str(incident_id))
    return None if row is None else int(row["id"])


def join_incident(conn: Connection, gone: int, survivor: int, *, now: datetime, actor: str) -> None:
    """Two incidents are one: the duties of `gone` follow those of `survivor`."""
    serialise(conn)
    one, other = (_matter_id(conn, own) for own in (gone, survivor))
    if one is not None and other is not None:
        merge(conn, one, other, now=require_aware(now), actor=actor)


def part_incident(conn: Connection, incident_id: int, *, now: datetime, actor: str) -> None:
    """An incident that had become part of another is itself again."""
    serialise(conn)
    part = _matter_id(conn, incident_id)
    if part is not None:
        restore(conn, part, now=require_aware(now), actor=actor)


def split_incident(conn: Connection, origin: int, part: int, *, now: datetime, actor: str) -> None:
    """Part of an incident is an incident of its own: it has each duty of the origin, with its history."""
    serialise(conn)
    one, other = (_matter_id(conn, own) for own in (origin, part))
    if one is not None and other is not None:
        one = survivors(conn, [{"id": one}])[one]
        split(conn, one, other, now=require_aware(now), actor=actor)


def know_events(
    conn: Connection,
    ids: Collection[str],
    *,
    now: datetime,
    actor: str,
    origin: str = ORIGIN,
    merged: Mapping[str, str] | None = None,
    split_from: Mapping[str, str] | None = None,
    restored: Collection[str] = (),
    settled: bool = False,
) -> Raised:
    """Fire events were stored or changed.

    Parameters
    ----------
    merged
        Event that became part of another → that one.
    split_from
        New event → the event that its detections were in before.
    restored
        Events that are themselves again after a merge.
    settled
        Whether the forest under them has been asked (see `data.matters.of_events`).
    """
    if not ids:
        return Raised()
    serialise(conn)
    now = require_aware(now)
    close_hours = ledger_settings(conn).close_hours
    present = sorted(set(ids) - set(merged or {}))
    facts = of_events(conn, present, close_hours=close_hours, settled=settled)
    named = {*ids, *(merged or {}).values(), *(split_from or {}).values()}
    before = matters_of(conn, "fire_event", sorted(named))
    also = {into for gone, into in (merged or {}).items() if gone in before}
    also |= {part for part, origin_id in (split_from or {}).items() if origin_id in before}
    recorded = record(conn, facts, now, also=also)
    known = matters_of(conn, "fire_event", sorted(named))
    for each in recorded:
        _follow(conn, each, now, actor)
    for part, origin_id in sorted((split_from or {}).items()):
        if part in known and origin_id in known and part not in restored:
            split(conn, known[origin_id]["id"], known[part]["id"], now=now, actor=actor)
    align(conn, named, now=now, actor=actor)
    end(conn, [known[gone] for gone in sorted(merged or {}) if gone in known], MERGED, now)
    raised = raise_duties(conn, recorded, now=now, actor=actor)
    journal_raised(conn, recorded, raised, now=now, actor=actor, origin=origin)
    return raised


def pending_events(conn: Connection) -> list[str]:
    """Fire events of which the forest has not spoken yet."""
    query = (
        select(matter.c.ref)
        .join(matter_fact, matter_fact.c.id == matter.c.fact_id)
        .where(matter.c.kind == "fire_event", matter_fact.c.forest == "pending")
        .order_by(matter.c.ref)
    )
    return list(conn.execute(query).scalars())
