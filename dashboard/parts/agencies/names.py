"""Names of agencies by their id, as they were last: whoever was told long ago keeps a name."""

from __future__ import annotations

from sqlalchemy import Connection, select

from dashboard.parts.agencies import words as agency_words
from data.store.tables import agency


def ever(conn: Connection) -> dict[str, str]:
    """Every agency that was ever entered, by its latest row."""
    query = select(agency.c.agency_id, agency.c.name, agency.c.kind).order_by(
        agency.c.valid_from, agency.c.id
    )
    rows = [row._asdict() for row in conn.execute(query)]
    return {row["agency_id"]: agency_words.agency_name(row) for row in rows}
