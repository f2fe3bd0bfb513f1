"""A person's changes to the list of places: each is journalled, and none overwrites what nobody saw.

A row is a place under one name at one point during some days. A correction mends the row; a change from a
day on ends the row and begins another with the same `place_id`, so that old records keep the old name.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import Actor, signed
from data.clock import require_aware
from data.errors import refuse_stale
from data.journal import append
from data.places.errors import PlaceInvalid, PlaceOutside, PlaceTwice, PlaceUnknown
from data.places.reading import RECORD_KIND, history, place
from data.store.lock import serialise
from data.store.tables import PLACE_KINDS, map_place
from geo.areas import Areas
from geo.bearing import distance_m_and_bearing
from geo.locate import locate
from geo.names import fold

TWICE_M = 500.0
"""Two villages of one name are farther apart; within it the second is most likely the first once more."""

PERSON = "person"
"""Actor and source as long as there are no accounts."""

UNDOABLE = ("edited", "retired", "restored", "succeeded")


@dataclass(frozen=True)
class Place:
    """What a person says of a place. Degrees WGS84; `valid_to` is the first day on which it is no more."""

    name: str
    unit: str
    kind: str
    latitude: float
    longitude: float
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Act:
    """Who changes something, when, and to which questions they said yes; `action` in the role table."""

    now: datetime
    areas: Areas
    who: Actor | str = PERSON
    origin: str = "screen:places"
    outside: bool = False
    twice: bool = False
    action: str = "places.edit"

    def signed(self, conn: Connection) -> tuple[str, str]:
        """Actor and origin for the journal.

        Raises
        ------
        Denied
        """
        return signed(self.who, self.action, self.origin, conn=conn)


def new_place_id() -> str:
    """A stable id for a place that brings none."""
    return f"place-{secrets.token_hex(6)}"


def commune_of(latitude: float, longitude: float, areas: Areas) -> tuple[str | None, float]:
    """The commune of today's map (None outside) and how far outside of it the point is, in metres."""
    found = locate([latitude], [longitude], areas).iloc[0]
    return found[f"commune_{areas.present_era}_id"], float(found["distance_m"])


def _checked(wanted: Place) -> dict[str, Any]:
    row = asdict(wanted) | {
        "name": " ".join(wanted.name.split()),
        "unit": " ".join(wanted.unit.split()) or None,
    }
    if not row["name"]:
        raise PlaceInvalid(problem="name_missing")
    if wanted.kind not in PLACE_KINDS:
        raise PlaceInvalid(problem="kind_unknown")
    if wanted.valid_from and wanted.valid_to and wanted.valid_to <= wanted.valid_from:
        raise PlaceInvalid(problem="days_backwards")
    return row


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    def before(end: date | None, start: date | None) -> bool:
        return end is not None and start is not None and end <= start

    if any(row["valid_to"] is not None and row["valid_to"] == row["valid_from"] for row in (one, other)):
        return False  # taken back before its first day
    return not (before(one["valid_to"], other["valid_from"]) or before(other["valid_to"], one["valid_from"]))


def _ask(conn: Connection, row: dict[str, Any], act: Act, own: str | None) -> str | None:
    """Raise what has to be confirmed; returns the commune's id."""
    commune, metres = commune_of(row["latitude"], row["longitude"], act.areas)
    if metres > 0 and not act.outside:
        raise PlaceOutside(name=row["name"], distance_km=round(metres / 1000, 1))
    if not act.twice:
        for other in conn.execute(select(map_place)).mappings():
            if other["place_id"] == own or fold(other["name"]) != fold(row["name"]):
                continue
            far = distance_m_and_bearing(
                row["latitude"], row["longitude"], other["latitude"], other["longitude"]
            )
            metres = float(far[0])
            if metres <= TWICE_M and _overlap(row, dict(other)):
                raise PlaceTwice(
                    name=row["name"], other=other["name"], distance_m=round(metres), id=other["id"]
                )
    return commune


def _stored(conn: Connection, row_id: int, seen_version: int) -> dict[str, Any]:
    """The row, if it is still as the person saw it."""
    serialise(conn)
    found = place(conn, row_id)
    if found is None:
        raise PlaceUnknown(id=row_id)
    refuse_stale(RECORD_KIND, found["name"], seen_version, found["version"])
    return found


def _write(conn: Connection, row_id: int, row: dict[str, Any], act: Act, action: str, **more: Any) -> None:
    """Change the row's fields and journal what differs; `more` is kept in the journal alone."""
    stored = place(conn, row_id)
    assert stored is not None  # noqa: S101 -- the caller read it in this transaction
    after = {name: value for name, value in row.items() if stored[name] != value}
    if not after:
        raise PlaceInvalid(problem="nothing_changed")
    conn.execute(
        update(map_place).where(map_place.c.id == row_id).values(**after, version=stored["version"] + 1)
    )
    name, origin = act.signed(conn)
    append(
        conn,
        at=require_aware(act.now),
        actor=name,
        origin=origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(row_id),
        reason=more.pop("reason", None),
        before={name: stored[name] for name in after} | dict.fromkeys(more),
        after=after | more,
    )


def insert_place(conn: Connection, row: dict[str, Any], act: Act) -> int:
    """Insert a checked row and journal it."""
    name, origin = act.signed(conn)
    whole = row | {"actor": name, "created_at": require_aware(act.now), "version": 1}
    made = int(conn.execute(insert(map_place).returning(map_place.c.id), whole).scalar_one())
    append(
        conn,
        at=act.now,
        actor=name,
        origin=origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after=row,
    )
    return made


def add(conn: Connection, wanted: Place, act: Act, *, place_id: str | None = None) -> int:
    """Add a place (under a stable id that it brings, else a new one) and return its row's id.

    Raises
    ------
    PlaceInvalid
        No name, an unknown kind, or days that run backwards (`problem`).
    PlaceOutside, PlaceTwice
        To be confirmed: `act.outside`, `act.twice`.
    """
    act.signed(conn)
    serialise(conn)
    row = _checked(wanted)
    commune = _ask(conn, row, act, None)
    own = place_id or new_place_id()
    row |= {"place_id": own, "commune_2025_id": commune, "source": PERSON, "attribution": None}
    return insert_place(conn, row, act)


def edit(
    conn: Connection, row_id: int, wanted: Place, act: Act, *, seen_version: int, since: date | None = None
) -> int:
    """Mend a row, or, with `since`, let the place be another from that day on.

    Returns
    -------
    int
        The row that holds now: a new one with `since`.

    Raises
    ------
    PlaceUnknown, ConflictError, PlaceInvalid, PlaceOutside, PlaceTwice
    """
    stored = _stored(conn, row_id, seen_version)
    row = _checked(wanted)
    row["commune_2025_id"] = _ask(conn, row, act, stored["place_id"])
    if since is None:
        _write(conn, row_id, row, act, "edited")
        return row_id
    began, ended = stored["valid_from"], stored["valid_to"]
    if (began is not None and since <= began) or (ended is not None and since >= ended):
        raise PlaceInvalid(problem="day_not_within")
    row |= {"valid_from": since, "valid_to": ended, "place_id": stored["place_id"], "source": PERSON}
    same = ("name", "unit", "kind", "latitude", "longitude")
    if all(row[name] == stored[name] for name in same):
        raise PlaceInvalid(problem="nothing_changed")
    made = insert_place(conn, row | {"attribution": stored["attribution"]}, act)
    _write(conn, row_id, {"valid_to": since}, act, "succeeded", successor=made)
    return made


def retire(conn: Connection, row_id: int, on: date, act: Act, *, seen_version: int, reason: str = "") -> None:
    """Say that the place is no more from the day `on`; records of earlier days keep its name.

    Raises
    ------
    PlaceUnknown, ConflictError
    PlaceInvalid
        It is retired already, or `on` is before its first day; on that day it is taken back altogether.
    """
    stored = _stored(conn, row_id, seen_version)
    if stored["valid_to"] is not None:
        raise PlaceInvalid(problem="already_retired")
    if stored["valid_from"] is not None and on < stored["valid_from"]:
        raise PlaceInvalid(problem="day_not_within")
    _write(conn, row_id, {"valid_to": on}, act, "retired", reason=reason.strip() or None)


def restore(conn: Connection, row_id: int, act: Act, *, seen_version: int) -> None:
    """Let a retired place be there again, as if it had never been retired.

    Raises
    ------
    PlaceUnknown, ConflictError
    PlaceInvalid
        It is not retired, or the same place stands under another name since.
    """
    stored = _stored(conn, row_id, seen_version)
    if stored["valid_to"] is None:
        raise PlaceInvalid(problem="not_retired")
    _no_other(conn, stored | {"valid_to": None})
    _write(conn, row_id, {"valid_to": None}, act, "restored")


def _no_other(conn: Connection, row: dict[str, Any]) -> None:
    """No other row of the same place may be valid on the same days."""
    others = conn.execute(
        select(map_place).where(map_place.c.place_id == row["place_id"], map_place.c.id != row["id"])
    ).mappings()
    for other in others:
        if _overlap(row, dict(other)):
            raise PlaceInvalid(problem="has_successor")


def undo(conn: Connection, row_id: int, act: Act, *, seen_version: int) -> None:
    """Take the last change to a row back.

    Raises
    ------
    PlaceUnknown, ConflictError
    PlaceInvalid
        The last change is none that can be taken back (`nothing_to_undo`), or its successor was changed.
    """
    stored = _stored(conn, row_id, seen_version)
    last = history(conn, row_id)[0]
    if last["action"] not in UNDOABLE:
        raise PlaceInvalid(problem="nothing_to_undo")
    before = dict(last["before"])
    successor = (last["after"] or {}).get("successor")
    before.pop("successor", None)
    for name in ("valid_from", "valid_to"):
        if before.get(name):
            before[name] = date.fromisoformat(before[name])
    if successor is not None:
        after = place(conn, int(successor))
        if after is None or after["version"] != 1:
            raise PlaceInvalid(problem="has_successor")
        _write(conn, int(successor), {"valid_to": after["valid_from"]}, act, "withdrawn")
    _no_other(conn, stored | before)
    _write(conn, row_id, before, act, "undone")
