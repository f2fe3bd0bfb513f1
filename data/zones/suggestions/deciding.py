"""A planner's word on a suggestion: it becomes a zone (as it is or redrawn), is refused, or is open again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, update

from data.access import permit
from data.journal import append
from data.store.lock import serialise
from data.store.tables import zone_suggestion
from data.zones.act import ACTION, By
from data.zones.changing import Zone, create, undo
from data.zones.reading import zone_of
from data.zones.suggestions.errors import SuggestionInvalid, SuggestionUnknown
from data.zones.suggestions.reading import suggestion
from data.zones.suggestions.states import STATES
from geo.zones import Ground

RECORD_KIND = "zone_suggestion"


def _held(conn: Connection, suggestion_id: int, to: str, by: By) -> dict[str, Any]:
    """The suggestion, if the actor may decide it and its state leads to `to`."""
    serialise(conn)
    permit(by.who, ACTION, {}, conn=conn)
    row = suggestion(conn, suggestion_id)
    if row is None:
        raise SuggestionUnknown(id=suggestion_id)
    if to not in STATES[row["state"]].follows:
        raise SuggestionInvalid(problem="not_decided" if to == "open" else "decided")
    return row


def _step(conn: Connection, row: dict[str, Any], to: str, by: By, **more: Any) -> None:
    nobody = {"decided_at": None, "decided_by": None, "reason": None, "zone_id": None}
    decided = nobody if to == "open" else nobody | {"decided_at": by.now, "decided_by": by.who.name} | more
    conn.execute(update(zone_suggestion).where(zone_suggestion.c.id == row["id"]).values(state=to, **decided))
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action=to if to != "open" else "reopened",
        record_kind=RECORD_KIND,
        record_id=str(row["id"]),
        reason=more.get("reason"),
        before={"state": row["state"], "reason": row["reason"], "zone_id": row["zone_id"]},
        after={"state": to, "zone_id": more.get("zone_id")},
    )


def refuse(conn: Connection, suggestion_id: int, reason: str, by: By) -> None:
    """Say that no zone is wanted there; the next runs leave that ground out for `Rules.refused_days`.

    Raises
    ------
    data.access.Denied, SuggestionUnknown
    SuggestionInvalid
        `problem` reason_missing, or decided: somebody decided it meanwhile.
    """
    row = _held(conn, suggestion_id, "refused", by)
    if not reason.strip():
        raise SuggestionInvalid(problem="reason_missing")
    _step(conn, row, "refused", by, reason=reason.strip())


def reopen(conn: Connection, suggestion_id: int, by: By) -> None:
    """Take a decision back: a refusal, or an acceptance whose zone nobody has touched (it is undone too) or
    that is archived.

    Raises
    ------
    data.access.Denied, SuggestionUnknown
    data.zones.errors.ZoneUsed
        Patrols go to the zone by now.
    SuggestionInvalid
        `problem` not_decided: it is open; accepted: its zone was changed since, and is archived on its own.
    """
    row = _held(conn, suggestion_id, "open", by)
    became = None if row["zone_id"] is None else zone_of(conn, row["zone_id"])
    if became is not None and became["archived_at"] is None:
        if became["version"] > 1:
            raise SuggestionInvalid(problem="accepted")
        undo(conn, became["id"], by, seen_version=became["version"])
    _step(conn, row, "open", by)


def accept(
    conn: Connection,
    suggestion_id: int,
    wanted: Zone,
    by: By,
    ground: Ground,
    *,
    accepted: Collection[str] = (),
) -> int:
    """Make a zone of a suggestion, as it is or as somebody redrew it; return the zone's id.

    Parameters
    ----------
    wanted
        Its `shape` is what is stored; the suggestion keeps its own.
    ground
        Of `data.zones.ground_of`.
    accepted
        As `data.zones.create` takes it.

    Raises
    ------
    data.access.Denied, SuggestionUnknown, data.zones.errors.ZoneInvalid
    SuggestionInvalid
        `problem` decided: somebody accepted or refused it meanwhile.
    """
    row = _held(conn, suggestion_id, "accepted", by)
    made = create(
        conn, wanted, by, ground, accepted=accepted, source="suggested", suggestion_id=suggestion_id
    )
    _step(conn, row, "accepted", by, zone_id=made)
    return made
