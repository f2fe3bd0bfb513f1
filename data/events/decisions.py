"""A person's word about fire events: split, merge, and taking either back. It wins over every re-run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from data.access import Actor, signed
from data.clock import require_aware
from data.errors import DecisionInvalid, EventUnknown, refuse_stale
from data.events.reading import find_event, load_decisions
from data.events.regrouping import RegroupResult, regroup
from data.events.window import Limits, named_in
from data.journal import append
from data.store.batches import in_batches
from data.store.lock import serialise
from data.store.tables import detection, event_decision, event_member

ACTION = "events.decide"


def _signed(conn: Connection, actor: Actor | str, reason: str, origin: str) -> tuple[str, str]:
    """Name and origin for the journal, of somebody who may decide now and says why."""
    name, where = signed(actor, ACTION, origin, conn=conn)
    if not name.strip():
        raise DecisionInvalid(problem="actor_missing")
    if not reason.strip():
        raise DecisionInvalid(problem="reason_missing")
    return name, where


def _as_seen(conn: Connection, event_id: str, seen_version: int) -> dict[str, Any]:
    """The event, if it is still as the person saw it."""
    event = find_event(conn, event_id)
    if event is None:
        raise EventUnknown(event_id=event_id)
    refuse_stale("fire_event", event["id"], seen_version, event["version"])
    return event


def _members(conn: Connection, event_id: str) -> list[str]:
    query = select(event_member.c.detection_id).where(event_member.c.event_id == event_id)
    return sorted(conn.execute(query).scalars())


def _earliest(conn: Connection, names: Collection[str]) -> datetime | None:
    found = []
    for some in in_batches(names):
        query = select(func.min(detection.c.time_utc)).where(detection.c.id.in_(some))
        found.append(conn.execute(query).scalar_one())
    return min((each for each in found if each is not None), default=None)


def _store(
    conn: Connection,
    kind: str,
    event_ids: Sequence[str],
    parts: Sequence[Sequence[str]],
    actor: str,
    reason: str,
    now: datetime,
    origin: str,
) -> int:
    row: dict[str, Any] = {
        "kind": kind,
        "event_ids": list(event_ids),
        "detection_ids": [list(part) for part in parts],
        "reason": reason.strip(),
        "actor": actor,
        "at": now,
    }
    made = conn.execute(insert(event_decision).returning(event_decision.c.id), row).scalar_one()
    append(
        conn,
        at=now,
        actor=actor,
        origin=origin,
        action=f"decided_{kind}",
        record_kind="event_decision",
        record_id=str(made),
        reason=row["reason"],
        after=row,
    )
    return int(made)


def _take_back(
    conn: Connection, decision: Mapping[str, Any], actor: str, reason: str, now: datetime, origin: str
) -> None:
    after: dict[str, Any] = {"revoked_at": now, "revoked_by": actor, "revoke_reason": reason.strip()}
    conn.execute(update(event_decision).where(event_decision.c.id == decision["id"]).values(**after))
    append(
        conn,
        at=now,
        actor=actor,
        origin=origin,
        action="revoked",
        record_kind="event_decision",
        record_id=str(decision["id"]),
        reason=after["revoke_reason"],
        before=dict.fromkeys(after),
        after=after,
    )


def split(
    conn: Connection,
    event_id: str,
    detection_ids: Collection[str],
    *,
    seen_version: int,
    actor: Actor | str,
    reason: str,
    now: datetime,
    settings: Limits,
    origin: str = "screen",
) -> RegroupResult:
    """Make `detection_ids` an event of their own, cut from the rest of the event.

    The part with the earliest detection keeps the id. Later detections follow the side that they are
    nearest to.

    Raises
    ------
    data.access.Denied
        They may not decide about events.
    EventUnknown
        Nobody ever gave this id.
    ConflictError
        The event is no longer at `seen_version`: it was changed since the person saw it.
    DecisionInvalid
        No actor, no reason, or the detections are none, all, or not of this event (`problem`).
    """
    serialise(conn)
    name, origin = _signed(conn, actor, reason, origin)
    now = require_aware(now)
    event = _as_seen(conn, event_id, seen_version)
    members, chosen = set(_members(conn, event["id"])), set(detection_ids)
    if not chosen <= members:
        raise DecisionInvalid(problem="not_of_this_event", detections=sorted(chosen - members))
    if not chosen or chosen == members:
        raise DecisionInvalid(problem="nothing_to_split")
    parts = [sorted(chosen), sorted(members - chosen)]
    _store(conn, "split", [event["id"]], parts, name, reason, now, origin)
    return regroup(
        conn,
        since=event["first_seen"],
        now=now,
        settings=settings,
        actor=name,
        origin=origin,
        reason=reason.strip(),
    )


def merge(
    conn: Connection,
    seen_versions: Mapping[str, int],
    *,
    actor: Actor | str,
    reason: str,
    now: datetime,
    settings: Limits,
    origin: str = "screen",
) -> RegroupResult:
    """Make one event of the events in `seen_versions` (id → the version that the person saw).

    The event that was known first keeps its id. Earlier splits that part their detections are revoked: the
    later word of a person holds.

    Raises
    ------
    data.access.Denied, EventUnknown, ConflictError, DecisionInvalid
        As for `split`; here `problem` may be that fewer than two different events were named.
    """
    serialise(conn)
    name, origin = _signed(conn, actor, reason, origin)
    now = require_aware(now)
    events = [_as_seen(conn, event_id, version) for event_id, version in sorted(seen_versions.items())]
    ids = sorted({event["id"] for event in events})
    if len(ids) < 2:
        raise DecisionInvalid(problem="nothing_to_merge")
    parts = [_members(conn, each) for each in ids]
    made = _store(conn, "merge", ids, parts, name, reason, now, origin)
    together = {one for part in parts for one in part}
    for earlier in load_decisions(conn):
        if earlier["kind"] == "split" and all(together & set(part) for part in earlier["detection_ids"]):
            _take_back(conn, earlier, name, f"{reason.strip()} (merge {made})", now, origin)
    return regroup(
        conn,
        since=min(event["first_seen"] for event in events),
        now=now,
        settings=settings,
        actor=name,
        origin=origin,
        reason=reason.strip(),
    )


def revoke(
    conn: Connection,
    decision_id: int,
    *,
    actor: Actor | str,
    reason: str,
    now: datetime,
    settings: Limits,
    origin: str = "screen",
) -> RegroupResult:
    """Take a split or a merge back: the rule, and the other decisions, speak again.

    Raises
    ------
    data.access.Denied
        They may not decide about events.
    DecisionInvalid
        No actor, no reason, no such decision, or it is already revoked (`problem`).
    """
    serialise(conn)
    name, origin = _signed(conn, actor, reason, origin)
    now = require_aware(now)
    found = conn.execute(select(event_decision).where(event_decision.c.id == decision_id)).first()
    if found is None:
        raise DecisionInvalid(problem="no_such_decision", decision=decision_id)
    decision = dict(found._mapping)
    if decision["revoked_at"] is not None:
        raise DecisionInvalid(problem="already_revoked", decision=decision_id)
    _take_back(conn, decision, name, reason, now, origin)
    # The events that it tied are re-run whole even if the decision's own detections were superseded.
    since = _earliest(conn, named_in(decision))
    return regroup(
        conn, since=since, now=now, settings=settings, actor=name, origin=origin, reason=reason.strip()
    )
