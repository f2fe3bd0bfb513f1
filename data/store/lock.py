"""One queue for the writers whose order matters: the journal's chain and the grouping of fire events."""

from sqlalchemy import Connection, text

_KEY = 0x4A4F5552


def serialise(conn: Connection) -> None:
    """Wait until no other transaction holds the queue, and hold it until this transaction ends.

    There is one lock on purpose: two locks taken in different orders would stop each other. On SQLite a
    writing transaction is alone anyway (`data.store.engine.writing`).
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
