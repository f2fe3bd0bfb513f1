"""A planner's word on a suggestion: it becomes a zone (as it is or redrawn), is refused, or is open again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from data.access import permit
from data.journal import append
from data.store.lock import serialise
from data.store.tables import zone_suggestion
from data.zones.suggestions.act import ACTION, By
from data.zones.suggestions.errors import SuggestionInvalid, SuggestionUnknown
from data.zones.suggestions.reading import suggestion
from data.zones.suggestions.states import STATES

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
    """Take a refusal back.

    Raises
    ------
    data.access.Denied, SuggestionUnknown
    SuggestionInvalid
        `problem` not_decided: it is open; accepted: its zone is undone on the zone itself.
    """
    row = _held(conn, suggestion_id, "open", by)
    if row["state"] == "accepted":
        raise SuggestionInvalid(problem="accepted")
    _step(conn, row, "open", by)


def become(conn: Connection, suggestion_id: int, zone_id: int, by: By) -> None:
    """Write down which zone a suggestion became; in the transaction that stores the zone.

    Raises
    ------
    data.access.Denied, SuggestionUnknown
    SuggestionInvalid
        `problem` decided.
    """
    row = _held(conn, suggestion_id, "accepted", by)
    _step(conn, row, "accepted", by, zone_id=zone_id)
