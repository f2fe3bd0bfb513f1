"""Read the rows that are messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Select, and_, or_, select

from data.cap.chain import FIRES, KINDS, LEAST_LEVEL, Link, Row, links
from data.cap.errors import CapGone, CapUnknown
from data.cap.issuer import Issuer
from data.cap.message import identifier_of
from data.store.tables import matter, matter_fact

_IDENTIFIER = re.compile(r"(?:canhlua|dientap)-([1-9][0-9]{0,17})-([1-9][0-9]{0,8})-[0-9]{14}", re.ASCII)
_AT_A_TIME = 250
"""Rows looked at in one turn: a page of the feed and a few that are no messages."""
_fact = matter_fact.c


def _facts() -> Select[tuple[object, ...]]:
    return (
        select(*matter_fact.columns, matter.c.kind.label("matter_kind"))
        .join(matter, matter.c.id == _fact.matter_id)
        .order_by(_fact.matter_id, _fact.number)
    )


def _worth_alerting() -> Select[tuple[int]]:
    """Matters of which some row may have begun a chain: a filter, `links` decides."""
    return (
        select(_fact.matter_id)
        .join(matter, matter.c.id == _fact.matter_id)
        .where(
            matter.c.kind.in_(KINDS),
            or_(
                and_(matter.c.kind == "fire_event", _fact.strength == "strong"),
                and_(matter.c.kind == "incident", _fact.subkind.in_(FIRES)),
                and_(matter.c.kind == "danger_level", _fact.level >= LEAST_LEVEL),
            ),
        )
    )


def _rows(conn: Connection, query: Select[tuple[object, ...]]) -> Iterable[Row]:
    return [dict(each) for each in conn.execute(query).mappings()]


def _touched(conn: Connection, since: datetime, before: int | None) -> dict[int, int]:
    """The next rows that may be messages, the newest first: id → matter."""
    query = (
        select(_fact.id, _fact.matter_id)
        .where(_fact.recorded_at >= since, _fact.matter_id.in_(_worth_alerting()))
        .order_by(_fact.id.desc())
        .limit(_AT_A_TIME)
    )
    if before is not None:
        query = query.where(_fact.id < before)
    return {row.id: row.matter_id for row in conn.execute(query)}


def recent_links(
    conn: Connection, since: datetime, hours: float, *, before: int | None = None, limit: int | None = None
) -> list[Link]:
    """The messages that were sent from `since` on, the newest (by the row's id) first.

    Parameters
    ----------
    hours
        How long a message about a fire holds.
    before, limit
        Only those of rows below this id; no more than this many.
    """
    found: list[Link] = []
    while limit is None or len(found) < limit:
        touched = _touched(conn, since, before)
        rows = _rows(conn, _facts().where(_fact.matter_id.in_(set(touched.values()))))
        some: list[Link] = []
        for _matter, history in groupby(rows, key=lambda row: row["matter_id"]):
            some += [link for link in links(history, hours) if link.row["id"] in touched]
        found += sorted(some, key=lambda link: link.row["id"], reverse=True)
        if len(touched) < _AT_A_TIME:
            break
        before = min(touched)
    return found[:limit]


def message_of(conn: Connection, identifier: str, issuer: Issuer) -> Link:
    """The row whose message bears an identifier, and its place in the chain.

    Raises
    ------
    CapUnknown
        No message was ever called so.
    CapGone
        Its number is in use for another message: the database began anew since.
    """
    parts = _IDENTIFIER.fullmatch(identifier)
    if parts is None:
        raise CapUnknown(identifier=identifier[:80])
    matter_id, number = int(parts[1]), int(parts[2])
    query = _facts().where(_fact.matter_id == matter_id, _fact.number <= number)
    made = links(_rows(conn, query), issuer.settings.expires_hours)
    if not made or made[-1].row["number"] != number:
        raise CapUnknown(identifier=identifier)
    if identifier_of(made[-1].row, issuer.zone, exercise=issuer.exercise) != identifier:
        raise CapGone(identifier=identifier)
    return made[-1]
