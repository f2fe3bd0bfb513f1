"""Two incidents are one, or one is two. Nothing moves and nothing is lost: what became part of another keeps
its own calls, fire events and timeline, which are read with the other's, and can be itself again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from sqlalchemy import Connection

from data.incidents.changing import Incident, create, link_event, unlink_event
from data.incidents.errors import IncidentInvalid
from data.incidents.reading import events_of, incident_by_id
from data.incidents.writing import By, entry, held, journalled, known, write
from data.ledger import knowing


def _both(conn: Connection, one: Mapping[str, Any], other: Mapping[str, Any], kind: str, by: By) -> None:
    """The same line in both timelines, each naming the other."""
    entry(conn, one["id"], by, kind, "", reference=other["code"])
    entry(conn, other["id"], by, kind, "", reference=one["code"])


def merge(conn: Connection, gone: int, into: int, by: By, *, seen: Mapping[int, int]) -> None:
    """Let `gone` become part of `into`: its duties follow, with what was told of them.

    Parameters
    ----------
    seen
        Incident → the version that the person saw, of both.

    Raises
    ------
    data.access.Denied, IncidentUnknown, data.errors.ConflictError
    IncidentInvalid
        `problem`: merge_with_itself, merged_away, merge_into_false_alarm.
    """
    if gone == into:
        raise IncidentInvalid(problem="merge_with_itself")
    one = held(conn, gone, by, seen.get(gone))
    other = held(conn, into, by, seen.get(into))
    if other["status"] == "false_alarm":
        raise IncidentInvalid(problem="merge_into_false_alarm")
    write(conn, one, {"merged_into": into})
    write(conn, other, {})
    _both(conn, one, other, "merged", by)
    journalled(conn, gone, by, "merged", {"merged_into": None}, {"merged_into": into})
    knowing.join_incident(conn, gone, into, now=by.now, actor=by.who.name)


def split_again(conn: Connection, part: int, by: By, *, seen_version: int) -> int:
    """Let an incident that became part of another be itself again; returns the other's id.

    Raises
    ------
    data.access.Denied, IncidentUnknown, data.errors.ConflictError
    IncidentInvalid
        `problem`: not_merged.
    """
    one = held(conn, part, by, seen_version, merged_too=True)
    if one["merged_into"] is None:
        raise IncidentInvalid(problem="not_merged")
    other = incident_by_id(conn, one["merged_into"])
    assert other is not None  # noqa: S101 -- a foreign key
    write(conn, one, {"merged_into": None})
    write(conn, other, {})
    _both(conn, one, other, "split", by)
    journalled(conn, part, by, "split", {"merged_into": other["id"]}, {"merged_into": None})
    knowing.part_incident(conn, part, now=by.now, actor=by.who.name)
    known(conn, part, by)
    return int(other["id"])


def split_off(
    conn: Connection,
    incident_id: int,
    event_ids: Sequence[str],
    wanted: Incident,
    place: Mapping[str, Any],
    by: By,
    tz: tzinfo,
    *,
    seen_version: int,
) -> int:
    """Make some fire events of an incident an incident of their own and return its id; it starts with the
    duties of the first and what was told of them.

    Raises
    ------
    data.access.Denied, IncidentUnknown, data.errors.ConflictError
    IncidentInvalid
        `problem`: event_not_tied (one is not the incident's, or none was named), or as `create`.
    """
    origin = held(conn, incident_id, by, seen_version)
    if not event_ids or not set(event_ids) <= set(events_of(conn, incident_id)):
        raise IncidentInvalid(problem="event_not_tied")
    for event_id in event_ids:
        unlink_event(conn, incident_id, event_id, by)
    made = create(conn, wanted, place, by, tz)
    knowing.split_incident(conn, incident_id, made, now=by.now, actor=by.who.name)
    for event_id in event_ids:
        link_event(conn, made, event_id, by)
    write(conn, origin, {})
    part = incident_by_id(conn, made)
    assert part is not None  # noqa: S101 -- it was written in this transaction
    _both(conn, part, origin, "split", by)
    journalled(conn, incident_id, by, "split", None, {"part": made, "events": list(event_ids)})
    return made
