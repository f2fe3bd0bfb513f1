"""A deed of the story, and the place in the database up to which they are done.

The place is one row of `setting`, written in the deed's own transaction: killed anywhere, no deed is lost or
done twice, and a drill that is put back to its opening has them before it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data.access import Actor, program
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import setting
from geo.errors import GeoError

log = logging.getLogger(__name__)

KEY = "drill.story"
SCREEN = "drill"
"""The journal's origin of what the story does."""
Made = dict[str, int]
"""Name in the story → number of the record in this database."""
Do = Callable[[Connection, Made], None]
Place = tuple[datetime, str]


@dataclass(frozen=True)
class Deed:
    """What somebody does at a moment of the story (aware UTC). `id` is its own, and orders deeds of the same
    moment."""

    at: datetime
    id: str
    do: Do

    @property
    def place(self) -> Place:
        return self.at, self.id


def in_order(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    """The deeds in the order in which they happen."""
    return tuple(sorted(deeds, key=lambda each: each.place))


def hand(agency_id: str | None) -> Actor:
    """The drill's own hand, at work for an agency: what it plans is that agency's to tell of."""
    return replace(program("drill"), agency_id=agency_id)


def _kept(conn: Connection) -> dict[str, Any]:
    return conn.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar() or {}


def _place(kept: dict[str, Any]) -> Place:
    if not kept:
        return datetime.min.replace(tzinfo=UTC), ""
    return datetime.fromisoformat(kept["at"]), kept["id"]


def _keep(conn: Connection, each: Deed, made: Made) -> None:
    conn.execute(delete(setting).where(setting.c.key == KEY))
    value = {"at": each.at.isoformat(), "id": each.id, "made": made}
    conn.execute(insert(setting).values(key=KEY, value=value))


def _once(engine: Engine, each: Deed, *, do: bool) -> None:
    """Go on to a deed's place, with the deed or without it; nothing where another process was faster."""
    with writing(engine) as conn:
        serialise(conn)
        kept = _kept(conn)
        if _place(kept) >= each.place:
            return
        made = dict(kept.get("made", {}))
        if do:
            each.do(conn, made)
        _keep(conn, each, made)


def perform(engine: Engine, deeds: Sequence[Deed], until: datetime) -> int:
    """Do what has come by `until` (the story's time) and is not done yet, each in its own transaction.

    A deed that cannot be any more, because whoever trains did something else, is left out. Returns how many
    were due.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        The database does not work; the next call goes on there.
    """
    with reading(engine) as conn:
        done = _place(_kept(conn))
    due = [each for each in deeds if done < each.place and each.at <= until]
    for each in due:
        try:
            _once(engine, each, do=True)
        except SQLAlchemyError:
            raise
        except GeoError as refused:
            log.info("the story leaves out %s: %s", each.id, refused)
            _once(engine, each, do=False)
        except Exception:
            log.exception("a fault in the story; it leaves out %s", each.id)
            _once(engine, each, do=False)
    return len(due)
