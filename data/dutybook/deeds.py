"""What the accounts of an agency did besides: read from the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from data.dutybook.phrases import DEEDS
from data.store.tables import account, inspection, journal, meeting, outreach_event, patrol

_CODED = {
    "patrol": patrol,
    "meeting": meeting,
    "outreach_event": outreach_event,
    "inspection": inspection,
}


def accounts_of(conn: Connection, agency_id: str) -> set[str]:
    """Names of an agency's accounts, locked ones too."""
    return set(conn.execute(select(account.c.name).where(account.c.agency_id == agency_id)).scalars())


def _code(conn: Connection, kind: str, record_id: str) -> str:
    if kind not in _CODED or not record_id.isdigit():
        return record_id
    table = _CODED[kind]
    found = conn.execute(select(table.c.code).where(table.c.id == int(record_id))).scalar()
    return str(found or record_id)


def deeds(
    conn: Connection, people: Collection[str], since: datetime, until: datetime
) -> Iterator[tuple[datetime, str, str]]:
    """(when, what the book says, who) of `DEEDS` by these accounts in [since, until)."""
    c = journal.c
    if not people:
        return
    query = (
        select(c.at, c.actor, c.action, c.record_kind, c.record_id)
        .where(c.at >= since, c.at < until, c.actor.in_(sorted(people)))
        .where(c.record_kind.in_({kind for kind, _action in DEEDS}))
        .order_by(c.id)
    )
    for row in conn.execute(query).all():
        said = DEEDS.get((row.record_kind, row.action))
        if said is not None:
            yield row.at, said.format(code=_code(conn, row.record_kind, row.record_id)), row.actor
