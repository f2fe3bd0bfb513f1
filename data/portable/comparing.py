"""What taking an archive in would change. What is not in it stays: nothing is ever removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.portable.archive import PARTS, Records
from data.portable.parts import Place, bare


@dataclass(frozen=True)
class Difference:
    """One record that is new or other. `fields`: (name, as it is now, as the archive says); of a new one
    what it is now is None."""

    kind: str
    id: str
    name: str
    new: bool
    fields: tuple[tuple[str, Any, Any], ...]

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.id


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        (name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _name(told: Mapping[str, Any], own: str) -> str:
    return str(told.get("name") or told.get("title") or told.get("rank") or own)


def differences(conn: Connection, records: Records, where: Place) -> list[Difference]:
    """Record by record, in the order in which they would be stored."""
    found = []
    for part in PARTS:
        if part.kind not in records:
            continue
        now = part.now(conn, where)
        for own, wanted in records[part.kind].items():
            held = part.known(own, now)
            after = bare(wanted if held is None else part.keep(wanted, held))
            before = {} if held is None else bare(held.wanted)
            told = _fields(before, after)
            if told:
                found.append(Difference(part.kind, own, _name(after, own), held is None, told))
    return found
