"""Records that several people write: nobody overwrites what they have not seen, the journal keeps what was
and what is, and whoever must be told is owed. All in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from data.access import permit
from data.agencies.act import Act
from data.errors import DataError, refuse_stale
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise


@dataclass(frozen=True)
class Records:
    """The records of one table.

    Parameters
    ----------
    kind
        What the journal calls them.
    read
        Reads one by its id; None where there is none.
    invalid, unknown
        What refuses a change (with a `problem`) and an id that there is not.
    called
        The column by which a conflict names one.
    matter
        What the ledger calls them, a key of `data.matters.of_plans.BUILDERS`; None: nobody must be told.
    """

    kind: str
    table: Table
    read: Callable[[Connection, int], dict[str, Any] | None]
    invalid: type[DataError]
    unknown: Callable[..., DataError]
    called: str = "code"
    matter: str | None = None

    def found(self, conn: Connection, own: int) -> dict[str, Any]:
        """One of them. Raises `unknown`."""
        row = self.read(conn, own)
        if row is None:
            raise self.unknown(id=own)
        return row

    def refuse_stale(self, found: Mapping[str, Any], seen_version: int | None) -> None:
        """Raises data.errors.ConflictError where it is not as it was seen (None: whatever it is now)."""
        refuse_stale(self.kind, str(found[self.called]), seen_version, found["version"])

    def held(
        self, conn: Connection, own: int, act: Act, seen_version: int | None, *, action: str
    ) -> dict[str, Any]:
        """One, if the actor may do `action` and it is still as they saw it (None: whatever it is now).

        Raises
        ------
        data.access.Denied, `unknown`, data.errors.ConflictError
        """
        serialise(conn)
        permit(act.who, action, conn=conn)
        found = self.found(conn, own)
        self.refuse_stale(found, seen_version)
        return found

    def journalled(self, conn: Connection, own: int, act: Act, action: str, **more: Any) -> None:
        """Append an entry about one to the journal."""
        append(
            conn,
            at=act.now,
            actor=act.who.name,
            origin=act.origin,
            action=action,
            record_kind=self.kind,
            record_id=str(own),
            **more,
        )

    def known(self, conn: Connection, own: int, act: Act) -> None:
        """Whoever must be told of it is owed from now on; what was never announced binds nobody."""
        if self.matter is not None:
            knowing.know_record(conn, self.matter, own, now=act.now, actor=act.who.name, origin=act.origin)

    def store(self, conn: Connection, row: Mapping[str, Any], act: Act) -> int:
        """Store a new one as its first version, and return its id. Nobody is told yet."""
        kept = {"actor": act.who.name, "created_at": act.now, "version": 1}
        made = int(conn.execute(insert(self.table).returning(self.table.c.id), {**row, **kept}).scalar_one())
        self.journalled(conn, made, act, "created", after=row)
        return made

    def write(
        self,
        conn: Connection,
        found: Mapping[str, Any],
        values: Mapping[str, Any],
        act: Act,
        action: str,
        reason: str | None = None,
    ) -> None:
        """Store what differs as the next version; whoever must be told is owed.

        Raises
        ------
        `invalid`
            `problem`: nothing_changed.
        """
        after = {name: value for name, value in values.items() if found[name] != value}
        if not after:
            raise self.invalid(problem="nothing_changed")
        same = self.table.c.id == found["id"]
        conn.execute(update(self.table).where(same).values(**after, version=found["version"] + 1))
        before = {name: found[name] for name in after}
        self.journalled(conn, found["id"], act, action, before=before, after=after, reason=reason)
        self.known(conn, found["id"], act)
