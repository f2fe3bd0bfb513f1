"""Which forest layer counts when.

A layer in force is never changed: a new one ends its time, and it goes on counting for the hotspots of that
time. An inventory goes before tree cover seen from space; the synthetic forest of a drill before both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from data.clock import require_aware
from data.forest.errors import LayerUnknown
from data.store.tables import forest_finding, forest_layer

ACTIVATE, IMPORT = "forest.activate", "forest.import"
"""Actions in the table of roles."""
RECORD_KIND = "forest_layer"
FAMILIES = (("drill",), ("inventory",), ("worldcover", "osm"))
"""Kinds that take each other's place, the family that counts first in front."""


@dataclass(frozen=True)
class Layer:
    """One forest layer. `valid_from` ≤ time < `valid_to`, aware UTC; None is open.

    `features_read` = `plots` + `refused`; `findings`: kind → count; `bounds` west, south, east, north in
    degrees WGS84, None for a layer without plots; `area_ha` geodesic.
    """

    id: int
    kind: str
    name: str
    state: str
    valid_from: datetime | None
    valid_to: datetime | None
    source_name: str
    sha256: str | None
    source_epsg: int | None
    encoding: str | None
    mapping: Mapping[str, str] | None
    area_unit: str | None
    attribution: str | None
    plots: int
    area_ha: float | None
    bounds: tuple[float, float, float, float] | None
    features_read: int
    refused: int
    findings: Mapping[str, int]
    created_at: datetime
    actor: str
    activated_at: datetime | None
    version: int

    @property
    def family(self) -> int:
        """Its place in `FAMILIES`: the lowest counts first."""
        return next(number for number, kinds in enumerate(FAMILIES) if self.kind in kinds)

    @property
    def is_in_force(self) -> bool:
        """Whether it has ever counted, and for any time at all."""
        empty = self.valid_to is not None and self.valid_from is not None and self.valid_to <= self.valid_from
        return self.state in ("active", "retired") and not empty

    def counts_at(self, moment: datetime) -> bool:
        """Whether the moment lies in its time."""
        return (
            self.is_in_force
            and (self.valid_from is None or self.valid_from <= moment)
            and (self.valid_to is None or moment < self.valid_to)
        )


def _layer(row: RowMapping) -> Layer:
    values: dict[str, Any] = dict(row)
    bounds = tuple(values.pop(side) for side in ("west", "south", "east", "north"))
    values["bounds"] = None if None in bounds else bounds
    values["findings"] = values["findings"] or {}
    return Layer(**values)


def list_layers(conn: Connection, *, states: Sequence[str] = ("staged", "active", "retired")) -> list[Layer]:
    """The layers of some states, the newest first. By default all but those that are still being read."""
    query = select(forest_layer).where(forest_layer.c.state.in_(states)).order_by(forest_layer.c.id.desc())
    return [_layer(row) for row in conn.execute(query).mappings()]


def layer(conn: Connection, layer_id: int) -> Layer:
    """One layer.

    Raises
    ------
    LayerUnknown
        There is none with this number.
    """
    row = conn.execute(select(forest_layer).where(forest_layer.c.id == layer_id)).mappings().first()
    if row is None:
        raise LayerUnknown(layer_id=layer_id)
    return _layer(row)


def in_force(conn: Connection) -> list[Layer]:
    """All layers that count at some time, in the order in which they are asked."""
    found = [each for each in list_layers(conn, states=("active", "retired")) if each.is_in_force]
    return sorted(found, key=lambda each: each.family)


def active_layer(conn: Connection, moment: datetime) -> Layer | None:
    """The layer that counts at a moment (aware); None when there is none."""
    moment = require_aware(moment)
    return next((each for each in in_force(conn) if each.counts_at(moment)), None)


def findings(
    conn: Connection, layer_id: int, *, kind: str | None = None, limit: int = 200, offset: int = 0
) -> list[dict[str, Any]]:
    """What was found in a layer on the way in: feature (from 0), kind, params; in order of kind, feature."""
    query = select(forest_finding.c.feature, forest_finding.c.kind, forest_finding.c.params).where(
        forest_finding.c.layer_id == layer_id
    )
    if kind is not None:
        query = query.where(forest_finding.c.kind == kind)
    order = (forest_finding.c.kind, forest_finding.c.feature, forest_finding.c.id)
    rows = conn.execute(query.order_by(*order).limit(limit).offset(offset)).mappings()
    return [{**row, "params": row["params"] or {}} for row in rows]


def count_findings(conn: Connection, layer_id: int) -> dict[str, int]:
    """How many findings of each kind are stored with a layer."""
    query = select(forest_finding.c.kind, func.count()).where(forest_finding.c.layer_id == layer_id)
    return {kind: int(count) for kind, count in conn.execute(query.group_by(forest_finding.c.kind))}
