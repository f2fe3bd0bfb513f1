"""Which satellites saw hotspots here in two periods, and how many those saw that did in both.

Counts of a year with five satellites say nothing beside those of a year with two (Suomi NPP ended in November
2026): only what the same satellites saw in both is compared, and the screen says which these are.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from data.periods import Period
from data.store.tables import detection


@dataclass(frozen=True)
class Compared:
    """`shared`: satellites with hotspots inside the communes in both periods; `now`, `then`: their hotspots;
    None where no satellite looked in both."""

    shared: tuple[str, ...]
    now: int | None
    then: int | None


def _counts(conn: Connection, period: Period) -> dict[str, int]:
    at = detection.c.time_utc
    query = (
        select(detection.c.satellite, func.count())
        .where(
            at >= period.start,
            at < period.end,
            detection.c.superseded.is_(False),
            detection.c.commune_2025_id.is_not(None),
        )
        .group_by(detection.c.satellite)
    )
    return {satellite: int(number) for satellite, number in conn.execute(query)}


def compared(conn: Connection, period: Period, before: Period) -> Compared:
    """Hotspots inside the communes in both periods, by the satellites that saw some in each of them."""
    now, then = _counts(conn, period), _counts(conn, before)
    shared = tuple(sorted(now.keys() & then.keys()))
    if not shared:
        return Compared((), None, None)
    return Compared(shared, sum(now[each] for each in shared), sum(then[each] for each in shared))
