"""Read runs and their suggestions. The newest run is what is shown; those before it stay readable."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import suggestion_run, zone_suggestion


def newest_run(conn: Connection) -> dict[str, Any] | None:
    """The last run with all its cells, or None: nobody has ever made one."""
    query = select(suggestion_run).order_by(suggestion_run.c.id.desc()).limit(1)
    row = conn.execute(query).mappings().first()
    return None if row is None else dict(row)


def run_by_id(conn: Connection, run_id: int) -> dict[str, Any] | None:
    """One run, or None."""
    row = conn.execute(select(suggestion_run).where(suggestion_run.c.id == run_id)).mappings().first()
    return None if row is None else dict(row)


def suggestion(conn: Connection, suggestion_id: int) -> dict[str, Any] | None:
    """One suggestion, or None."""
    query = select(zone_suggestion).where(zone_suggestion.c.id == suggestion_id)
    row = conn.execute(query).mappings().first()
    return None if row is None else dict(row)


def of_run(conn: Connection, run_id: int) -> list[dict[str, Any]]:
    """The suggestions of a run, the highest score first, with `number` (1 first), whatever became of them."""
    query = (
        select(zone_suggestion)
        .where(zone_suggestion.c.run_id == run_id)
        .order_by(zone_suggestion.c.score.desc(), zone_suggestion.c.id)
    )
    return [dict(row) | {"number": n} for n, row in enumerate(conn.execute(query).mappings(), 1)]


def refused(conn: Connection, *, most: int = 50) -> list[dict[str, Any]]:
    """Refused suggestions of every run, the latest first, without their cells and parts."""
    kept = [column for column in zone_suggestion.c if column.name not in ("cells", "parts")]
    query = (
        select(*kept)
        .where(zone_suggestion.c.state == "refused")
        .order_by(zone_suggestion.c.decided_at.desc(), zone_suggestion.c.id.desc())
        .limit(most)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def standing(conn: Connection) -> tuple[Any, ...]:
    """Changes with every change to runs and suggestions; cheap enough for every draw."""
    run = conn.execute(select(suggestion_run.c.id).order_by(suggestion_run.c.id.desc()).limit(1)).scalar()
    query = select(zone_suggestion.c.id, zone_suggestion.c.state).where(zone_suggestion.c.run_id == run)
    return (run, *(tuple(row) for row in conn.execute(query.order_by(zone_suggestion.c.id))))
