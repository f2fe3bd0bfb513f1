"""What the ledger must know wherever a record is written: kept in the database, from the profile's
``[ledger]`` at every start, so that each write reads it in its own transaction.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from data.access import program
from data.clock import real_now
from data.journal import append
from data.store.engine import reading, writing
from data.store.tables import setting
from data.toml_table import Table

KEY = "ledger"


@dataclass(frozen=True)
class LedgerSettings:
    """The table ``[ledger]`` of a profile.

    watch_agency
        The agency that runs this installation: it holds what satellites saw, and what somebody enters who
        belongs to no agency. "" where none is named.
    close_hours
        As in ``[events]``: a fire event that was silent for longer when its file came is history.
    """

    watch_agency: str = ""
    close_hours: float = 48.0


def read_ledger(table: Table, close_hours: float) -> LedgerSettings:
    """Check the table ``[ledger]`` of a profile.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    named = table.text("watch_agency") if table.has("watch_agency") else ""
    table.refuse_unknown()
    return LedgerSettings(named, close_hours)


def keep_settings(engine: Engine, settings: LedgerSettings, now: datetime | None = None) -> None:
    """Store them, where they differ from what is stored, and journal it: who held a matter that nobody is
    entered for is judged by the settings of then. `now`: the clock of facts (default: the real one)."""
    with reading(engine) as conn:
        if _stored(conn) == asdict(settings):
            return
    with writing(engine) as conn:
        before = _stored(conn)
        append(
            conn,
            at=now or real_now(),
            actor=program("profile").name,
            origin="profile",
            action="created" if before is None else "edited",
            record_kind="setting",
            record_id=KEY,
            before=before,
            after=asdict(settings),
        )
        conn.execute(delete(setting).where(setting.c.key == KEY))
        conn.execute(insert(setting).values(key=KEY, value=asdict(settings)))


def _stored(conn: Connection) -> dict[str, Any] | None:
    value: dict[str, Any] | None = conn.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    return value


def ledger_settings(conn: Connection) -> LedgerSettings:
    """The settings of this database; the defaults before the first `keep`."""
    return LedgerSettings(**(_stored(conn) or {}))
