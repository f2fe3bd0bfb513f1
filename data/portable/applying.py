"""Take in what was chosen of an archive: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from data.access import permit
from data.agencies.act import Act
from data.errors import ConflictError, DataError
from data.journal import append
from data.portable.archive import PARTS, pack, unpack
from data.portable.comparing import Difference, differences
from data.portable.errors import ImportRefused
from data.portable.parts import Part, Place
from data.store.lock import serialise

ACTION = "settings.edit"
RECORD_KIND = "profile"


def _journal(conn: Connection, act: Act, action: str, data: bytes, after: Mapping[str, Any]) -> None:
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=hashlib.sha256(data).hexdigest()[:16],
        after=after,
    )


def export(conn: Connection, act: Act, where: Place) -> bytes:
    """The archive of everything as it is now; who took it is journalled, for names and numbers are in it.

    Raises
    ------
    data.access.Denied
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    data = pack(conn, where, drill=act.drill)
    _journal(conn, act, "exported", data, {"files": [part.file for part in PARTS]})
    return data


def _ordered(part: Part, rows: Mapping[str, Any]) -> list[str]:
    """Ids, whatever stands above first; those that stand above each other keep their order and are refused
    by their editor."""
    left, ordered = list(rows), []
    while left:
        ready = [own for own in left if not part.below(rows[own]) & (set(left) - {own})] or left
        ordered += ready
        left = [own for own in left if own not in ready]
    return ordered


def _store(conn: Connection, part: Part, rows: Mapping[str, Any], act: Act, where: Place) -> None:
    now = part.now(conn, where)
    for own in _ordered(part, rows):
        held = part.known(own, now)
        try:
            if held is None:
                part.add(conn, own, rows[own], act, where)
            else:
                part.edit(conn, held, part.keep(rows[own], held), act, where)
        except ConflictError:
            raise
        except DataError as error:
            problem = error.params.get("problem") or str(error)
            raise ImportRefused(file=part.file, place=own, problem=problem) from error


def apply(
    conn: Connection,
    data: bytes,
    chosen: Collection[tuple[str, str]],
    act: Act,
    where: Place,
    *,
    seen: Sequence[Difference],
) -> int:
    """Store what was chosen (kind and id), each by its own editor, which checks and journals it.

    Parameters
    ----------
    seen
        The differences that were shown.

    Returns
    -------
    int
        How many records were added or changed.

    Raises
    ------
    data.access.Denied
    ImportRefused
        The archive or one of its records; `problem` import_nothing_chosen.
    data.errors.ConflictError
        Somebody changed something since it was compared.
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    records = unpack(data)
    if differences(conn, records, where) != list(seen):
        raise ConflictError(record_kind=RECORD_KIND, record_id=RECORD_KIND, seen=0, stored=1)
    wanted = {each.key for each in seen} & set(chosen)
    if not wanted:
        raise ImportRefused(file="zip", place="zip", problem="import_nothing_chosen")
    for part in PARTS:
        rows = {own: row for own, row in records.get(part.kind, {}).items() if (part.kind, own) in wanted}
        _store(conn, part, rows, act, where)
    told = [f"{kind}:{own}" for kind, own in sorted(wanted)]
    _journal(conn, act, "imported", data, {"records": told})
    return len(wanted)
