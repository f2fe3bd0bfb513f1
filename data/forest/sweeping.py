"""Layers that nobody will finish: left half-read by a killed import, or never confirmed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from data import journal
from data.clock import require_aware
from data.forest.layers import RECORD_KIND
from data.forest.rows import remove_layer
from data.hold import Hold
from data.store.engine import reading, writing
from data.store.tables import forest_layer

log = logging.getLogger(__name__)

LEASE = "forest import"
"""Who holds it is reading a layer, one at a time. A layer being read without a holder is abandoned."""
STAGED_FOR = timedelta(days=2)
"""A staged layer that nobody confirmed is thrown away after this."""


def sweep_held(conn: Connection, now: datetime) -> None:
    """Take away what a killed import left, and what waited too long. Only for who holds the lease."""
    stale = select(forest_layer.c.id, forest_layer.c.name, forest_layer.c.state).where(
        (forest_layer.c.state == "reading")
        | ((forest_layer.c.state == "staged") & (forest_layer.c.created_at < now - STAGED_FOR))
    )
    for layer_id, name, state in conn.execute(stale).fetchall():
        log.info("taking away the forest layer %d (%s), %s and abandoned", layer_id, name, state)
        remove_layer(conn, layer_id)
        if state == "staged":
            journal.append(
                conn,
                at=now,
                actor="system:watch",
                origin="forest import",
                action="discarded",
                record_kind=RECORD_KIND,
                record_id=str(layer_id),
                reason="not confirmed in time",
                before={"name": name},
            )


def sweep(engine: Engine, now: datetime) -> None:
    """Take away layers that were abandoned; does nothing while an import runs.

    Parameters
    ----------
    now
        Aware, the clock of facts.
    """
    query = select(forest_layer.c.id).where(forest_layer.c.state.in_(("reading", "staged"))).limit(1)
    with reading(engine) as conn:
        if conn.execute(query).first() is None:
            return
    with Hold(engine, LEASE) as hold:
        if hold.token is None:
            return
        with writing(engine) as conn:
            hold.fence(conn)
            sweep_held(conn, require_aware(now))
