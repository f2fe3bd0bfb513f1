"""Accounts outlive a drill that starts again: they are taken out of the database and put back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from data.store.tables import access_key, access_token, account, account_session, setup_link, sign_in_attempt

_TABLES: tuple[Table, ...] = (
    access_key,
    account,
    access_token,
    account_session,
    setup_link,
    sign_in_attempt,
)
"""Each after those it refers to."""

Kept = dict[str, list[dict[str, Any]]]


def taken(conn: Connection) -> Kept:
    """Everything that is known of who may come in."""
    return {table.name: [dict(row) for row in conn.execute(select(table)).mappings()] for table in _TABLES}


def put_back(conn: Connection, kept: Kept) -> None:
    """Put it into a database in which other accounts, or none, stood."""
    for table in reversed(_TABLES):
        conn.execute(delete(table))
    for table in _TABLES:
        if kept[table.name]:
            conn.execute(insert(table), kept[table.name])
