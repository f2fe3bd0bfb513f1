"""Photos of verdicts: those that came with one, and those of what a patrol found that became it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from data.checking.photos import photos_by_record
from data.store.batches import in_batches
from data.store.tables import patrol, patrol_finding

Row = dict[str, Any]


def _findings(conn: Connection, verdict_ids: Iterable[int]) -> dict[int, tuple[int, Row]]:
    """Finding that became a verdict → that verdict, and the patrol that found it."""
    found: dict[int, tuple[int, Row]] = {}
    for some in in_batches({str(own) for own in verdict_ids}):
        query = (
            select(patrol_finding.c.id, patrol_finding.c.ref, patrol_finding.c.patrol_id, patrol.c.code)
            .join(patrol, patrol.c.id == patrol_finding.c.patrol_id)
            .where(patrol_finding.c.outcome == "verdict", patrol_finding.c.ref.in_(some))
            .order_by(patrol_finding.c.id)
        )
        for row in conn.execute(query):
            found[row.id] = int(row.ref), {"patrol": row.code, "patrol_id": row.patrol_id}
    return found


def photos_of_verdicts(conn: Connection, verdict_ids: Iterable[int]) -> dict[int, list[Row]]:
    """Rows of photos by verdict, in the order in which they came; every id is a key.

    Each has ``patrol`` (code) and ``patrol_id``: of the patrol that found what it shows, None where it came
    with the verdict itself.
    """
    ids = list(verdict_ids)
    own = {"patrol": None, "patrol_id": None}
    photos = {
        verdict: [row | own for row in rows]
        for verdict, rows in photos_by_record(conn, "verdict", ids).items()
    }
    findings = _findings(conn, ids)
    for finding, rows in photos_by_record(conn, "finding", findings).items():
        verdict, where = findings[finding]
        photos[verdict] += [row | where for row in rows]
    return {verdict: sorted(rows, key=lambda row: row["id"]) for verdict, rows in photos.items()}
