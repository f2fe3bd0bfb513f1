"""Enter what was announced. Nothing is overwritten: a correction is a new row, a withdrawal ends one with its
reason, and the row that ended stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import Actor, permit
from data.clock import require_aware
from data.danger_levels.errors import DangerInvalid, DangerUnknown
from data.danger_levels.levels import LEVELS
from data.danger_levels.reading import newest_id
from data.errors import ConflictError, refuse_stale
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise
from data.store.tables import danger_level

ACTION = "danger.announce"
RECORD_KIND = "danger_level"
LONGEST = timedelta(days=31)
"""A level follows the weather: one that is said to hold longer is a slip of the pen."""


@dataclass(frozen=True)
class By:
    """Who acts, when, on which screen."""

    now: datetime
    who: Actor
    screen: str = "screen:danger"


@dataclass(frozen=True)
class Announcement:
    """What was announced: `source` is the document or notice; it holds from `valid_from` until `valid_to`."""

    level: int
    source: str
    valid_from: datetime
    valid_to: datetime


def _checked(wanted: Announcement) -> dict[str, Any]:
    first, last = require_aware(wanted.valid_from), require_aware(wanted.valid_to)
    source = " ".join(wanted.source.split())
    problems = {
        "level_unknown": wanted.level not in LEVELS,
        "source_missing": not source,
        "validity_backwards": last <= first,
        "validity_too_long": last - first > LONGEST,
    }
    for problem, there in problems.items():
        if there:
            raise DangerInvalid(problem=problem)
    return {"level": wanted.level, "source": source, "valid_from": first, "valid_to": last}


def _journal(
    conn: Connection, by: By, row_id: int, action: str,
    before: Mapping[str, Any] | None, after: Mapping[str, Any], reason: str | None = None,
) -> None:  # fmt: skip
    append(
        conn, at=by.now, actor=by.who.name, origin=by.who.from_where(by.screen), action=action,
        record_kind=RECORD_KIND, record_id=str(row_id), reason=reason, before=before, after=after,
    )  # fmt: skip


def _known(conn: Connection, row_id: int, by: By) -> None:
    """Whoever must be told of it is owed from this transaction on."""
    knowing.know_danger_level(
        conn, row_id, now=by.now, actor=by.who.name, origin=by.who.from_where(by.screen)
    )


def _insert(conn: Connection, by: By, row: Mapping[str, Any], reason: str | None = None) -> int:
    whole = {**row, "agency_id": by.who.agency_id, "actor": by.who.name, "created_at": by.now, "version": 1}
    made = int(conn.execute(insert(danger_level).returning(danger_level.c.id), whole).scalar_one())
    _journal(conn, by, made, "announced", None, row, reason)
    _known(conn, made, by)
    return made


def _stored(conn: Connection, row_id: int, seen_version: int, by: By) -> dict[str, Any]:
    """The row as the person saw it, still counting."""
    serialise(conn)
    permit(by.who, ACTION, conn=conn)
    found = conn.execute(select(danger_level).where(danger_level.c.id == row_id)).mappings().first()
    if found is None:
        raise DangerUnknown(id=row_id)
    refuse_stale(RECORD_KIND, found["commune_id"], seen_version, found["version"])
    if found["ended_at"] is not None:
        raise DangerInvalid(problem="no_longer_counts")
    return dict(found)


def _end(conn: Connection, found: Mapping[str, Any], by: By, how: str, reason: str) -> None:
    ended = {"ended_at": by.now, "ended_how": how, "ended_by": by.who.name, "ended_reason": reason}
    same = danger_level.c.id == found["id"]
    conn.execute(update(danger_level).where(same).values(**ended, version=found["version"] + 1))
    _journal(conn, by, found["id"], how, dict.fromkeys(ended), ended, reason)
    _known(conn, found["id"], by)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise DangerInvalid(problem="reason_missing")
    return reason


def announce(
    conn: Connection, communes: Sequence[str], wanted: Announcement, by: By, *, seen: Mapping[str, int | None]
) -> list[int]:
    """Store one announcement for several communes (area ids) and return the new rows.

    Parameters
    ----------
    seen
        Commune → id of the newest announcement that the person saw there (None: there was none).

    Raises
    ------
    DangerInvalid, data.access.Denied
    ConflictError
        Somebody announced for one of the communes since.
    """
    serialise(conn)
    permit(by.who, ACTION, conn=conn)
    if not communes:
        raise DangerInvalid(problem="no_commune")
    row = _checked(wanted)
    if row["valid_to"] <= by.now:
        raise DangerInvalid(problem="ended_already")
    for commune in communes:
        newest = newest_id(conn, commune)
        if newest != seen.get(commune):
            raise ConflictError(
                record_kind=RECORD_KIND, record_id=commune, seen=seen.get(commune), stored=newest
            )
    return [_insert(conn, by, row | {"commune_id": each, "corrects_id": None}) for each in communes]


def correct(
    conn: Connection, row_id: int, wanted: Announcement, by: By, *, seen_version: int, reason: str
) -> int:
    """Put a new row in the place of a wrong one; returns its id.

    Raises
    ------
    DangerUnknown, ConflictError, DangerInvalid, data.access.Denied
    """
    found, why = _stored(conn, row_id, seen_version, by), _reason(reason)
    row = _checked(wanted)
    if all(found[name] == value for name, value in row.items()):
        raise DangerInvalid(problem="nothing_changed")
    _end(conn, found, by, "corrected", why)
    return _insert(conn, by, row | {"commune_id": found["commune_id"], "corrects_id": row_id}, why)


def withdraw(conn: Connection, row_id: int, by: By, *, seen_version: int, reason: str) -> None:
    """Let an announcement count no longer. Raises as `correct`."""
    found = _stored(conn, row_id, seen_version, by)
    _end(conn, found, by, "withdrawn", _reason(reason))


def reinstate(conn: Connection, row_id: int, by: By, *, reason: str) -> int:
    """Announce word for word what was withdrawn by mistake; returns the new row's id.

    Raises
    ------
    DangerUnknown, DangerInvalid, data.access.Denied
        Also when it was not withdrawn, or is announced again already.
    """
    serialise(conn)
    permit(by.who, ACTION, conn=conn)
    found = conn.execute(select(danger_level).where(danger_level.c.id == row_id)).mappings().first()
    if found is None:
        raise DangerUnknown(id=row_id)
    again = conn.execute(select(danger_level.c.id).where(danger_level.c.corrects_id == row_id)).first()
    if found["ended_how"] != "withdrawn" or again is not None:
        raise DangerInvalid(problem="not_withdrawn")
    told = {name: found[name] for name in ("commune_id", "level", "source", "valid_from", "valid_to")}
    return _insert(conn, by, told | {"corrects_id": row_id}, _reason(reason))
