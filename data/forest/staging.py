"""A layer on its way in: read in pieces, whole or not there at all, waiting for a person's yes.

While it is read its state is `reading`, which nobody shows. A process that is killed leaves such a layer
behind; the next import, or the watch, takes it away. One import at a time: the lease tells a reading layer
that is still being read from one that is abandoned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Engine, insert, update

from data import journal
from data.clock import require_aware
from data.forest.errors import ImportRunning, LayerOutside, NoPlots, PlotsLost
from data.forest.layers import RECORD_KIND
from data.forest.rows import remove_layer, write_findings, write_plots
from data.forest.sweeping import LEASE, sweep_held
from data.hold import Hold
from data.store.engine import writing
from data.store.tables import forest_layer
from geo.forest.plots import REFUSED

MOST_FINDINGS = 2000
"""So many findings of one kind are kept to be shown; all are counted."""

Progress = Callable[[int, int], object]


class Piece(NamedTuple):
    """Plots and findings; `read`: from how many features (None: all are in the two).

    `totals`: kind → how many there are where not all of them are listed.
    """

    table: pd.DataFrame
    findings: pd.DataFrame
    read: int | None = None
    totals: Mapping[str, int] = {}


@dataclass
class _Count:
    """What came in so far."""

    read: int = 0
    plots: int = 0
    refused: int = 0
    inside: int = 0
    area_ha: float = 0.0
    box: np.ndarray[Any, Any] = field(default_factory=lambda: np.array([np.inf, np.inf, -np.inf, -np.inf]))
    findings: Counter[str] = field(default_factory=Counter)

    def add(self, piece: Piece) -> pd.DataFrame:
        """Count a piece, and return those of its findings that are kept."""
        found, kinds = piece.findings, piece.findings["kind"]
        refused = int(found.loc[kinds.isin(REFUSED), "feature"].nunique())
        read = len(piece.table) + refused if piece.read is None else piece.read
        self.read += read
        self.plots += len(piece.table)
        self.refused += refused
        if read != len(piece.table) + refused:
            raise PlotsLost(read=self.read, plots=self.plots, refused=self.refused)
        number = found.groupby("kind").cumcount() + kinds.map(self.findings).fillna(0).to_numpy(dtype=int)
        listed = Counter(kinds.tolist())
        self.findings.update({**listed, **piece.totals})
        self._measure(piece.table)
        return found.loc[(number < MOST_FINDINGS).to_numpy()]

    def _measure(self, table: pd.DataFrame) -> None:
        if table.empty:
            return
        bounds = shapely.total_bounds(np.asarray(table["geometry"].array, dtype=object))
        self.box[:2] = np.minimum(self.box[:2], bounds[:2])
        self.box[2:] = np.maximum(self.box[2:], bounds[2:])
        self.area_ha += float(table["geometry_ha"].sum())
        self.inside += int(table["commune_2025_id"].notna().sum())

    def as_row(self) -> dict[str, Any]:
        west, south, east, north = (float(side) for side in self.box)
        return {
            "plots": self.plots,
            "features_read": self.read,
            "refused": self.refused,
            "area_ha": self.area_ha,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "findings": dict(self.findings),
        }


def _begin(hold: Hold, engine: Engine, row: Mapping[str, Any]) -> int:
    with writing(engine) as conn:
        hold.fence(conn)
        sweep_held(conn, row["created_at"])
        made = conn.execute(insert(forest_layer).returning(forest_layer.c.id), dict(row)).scalar_one()
    return int(made)


def _take(
    hold: Hold, engine: Engine, layer_id: int, batches: Iterable[Any], told: Progress | None, of: int
) -> _Count:
    count = _Count()
    for batch in batches:
        piece = Piece(*batch)
        kept = count.add(piece)
        with writing(engine) as conn:
            hold.fence(conn)
            write_plots(conn, layer_id, piece.table)
            write_findings(conn, layer_id, kept)
        if told is not None:
            told(count.read, max(of, count.read))
    return count


def _finish(
    hold: Hold, engine: Engine, layer_id: int, count: _Count, now: datetime, actor: str, origin: str
) -> None:
    row = count.as_row()
    with writing(engine) as conn:
        hold.fence(conn)
        # The state goes last: what is staged is whole.
        conn.execute(
            update(forest_layer).where(forest_layer.c.id == layer_id).values(**row, state="staged", version=2)
        )
        journal.append(
            conn,
            at=now,
            actor=actor,
            origin=origin,
            action="staged",
            record_kind=RECORD_KIND,
            record_id=str(layer_id),
            after=row,
        )


def stage_batches(
    engine: Engine,
    batches: Iterable[tuple[Any, ...]],
    *,
    kind: str,
    name: str,
    source_name: str,
    now: datetime,
    actor: str,
    origin: str = "forest import",
    sha256: str | None = None,
    source_epsg: int | None = 4326,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    area_unit: str = "ha",
    attribution: str | None = None,
    valid_from: datetime | None = None,
    accept_outside: bool = False,
    features: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write a layer piece by piece; return its number. It waits for `data.forest.activating.activate`.

    Memory holds one piece at a time. Whatever stops it (an exception of the reader, too) leaves nothing.

    Parameters
    ----------
    batches
        Of (plots, findings) or (plots, findings, features read): tables with `geo.forest.plots.PLOT_COLUMNS`
        and `FINDING_COLUMNS`; `feature` runs on over the batches.
    accept_outside
        A person has said that most plots may lie outside the communes.
    features
        How many there will be, for `progress`, which is called with (read, all of them).

    Raises
    ------
    ImportRunning
        Another import is at work.
    NoPlots, LayerOutside, PlotsLost
        See there; nothing is kept.
    """
    row = {
        "kind": kind,
        "name": name,
        "state": "reading",
        "source_name": source_name,
        "sha256": sha256,
        "source_epsg": source_epsg,
        "encoding": encoding,
        "mapping": None if mapping is None else dict(mapping),
        "area_unit": area_unit,
        "attribution": attribution,
        "valid_from": valid_from,
        "created_at": require_aware(now),
        "actor": actor,
        "version": 1,
    }
    with Hold(engine, LEASE) as hold:
        if hold.token is None:
            raise ImportRunning(holder=hold.holder or "another process")
        layer_id = _begin(hold, engine, row)
        try:
            count = _take(hold, engine, layer_id, batches, progress, features)
            if not count.plots:
                raise NoPlots(read=count.read)
            if count.inside * 2 < count.plots and not accept_outside:
                raise LayerOutside(inside=count.inside, plots=count.plots)
            _finish(hold, engine, layer_id, count, now, actor, origin)
        except BaseException:
            # What cannot be taken away now is swept later.
            with suppress(Exception), writing(engine) as conn:
                remove_layer(conn, layer_id)
            raise
    return layer_id
