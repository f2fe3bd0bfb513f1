"""Passes seen in a whole regional file: counted before clipping, kept across files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, delete, insert, select, update

from data.store.tables import satellite_pass
from geo import passes

_GAP = timedelta(minutes=30)


def _touching(conn: Connection, satellite: str, feed_id: str, first: Any, last: Any) -> list[Row[Any]]:
    query = select(satellite_pass).where(
        satellite_pass.c.satellite == satellite,
        satellite_pass.c.feed_id == feed_id,
        satellite_pass.c.first_utc <= last + _GAP,
        satellite_pass.c.last_utc >= first - _GAP,
    )
    return list(conn.execute(query.order_by(satellite_pass.c.first_utc, satellite_pass.c.id)))


def keep_passes(conn: Connection, regional: pd.DataFrame, feed_id: str, run_id: int) -> int:
    """Store the passes of one file, in the caller's transaction; returns how many are new.

    A pass that touches a stored one of the same satellite and feed (30 minutes) is the same pass: it keeps
    its widest times and its greatest count, because a 24 h file cuts its oldest pass off bit by bit.
    """
    added = 0
    for found in passes.count(regional).to_dict("records"):
        first, last = found["first_utc"].to_pydatetime(), found["last_utc"].to_pydatetime()
        known = _touching(conn, found["satellite"], feed_id, first, last)
        if not known:
            row = {
                "satellite": found["satellite"],
                "first_utc": first,
                "last_utc": last,
                "rows": int(found["rows"]),
                "feed_id": feed_id,
                "run_id": run_id,
            }
            conn.execute(insert(satellite_pass).values(row))
            added += 1
            continue
        kept, *others = known
        if others:
            conn.execute(delete(satellite_pass).where(satellite_pass.c.id.in_([row.id for row in others])))
        wider = {
            "first_utc": min(first, *(row.first_utc for row in known)),
            "last_utc": max(last, *(row.last_utc for row in known)),
            "rows": max(int(found["rows"]), *(row.rows for row in known)),
        }
        if wider != {name: getattr(kept, name) for name in wider}:
            conn.execute(
                update(satellite_pass).where(satellite_pass.c.id == kept.id).values(**wider, run_id=run_id)
            )
    return added
