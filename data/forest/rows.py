"""Plots into the database and out of it, many at a time.

A layer has a hundred thousand plots: they go in as rows of tuples, with outlines made into WKB all at once,
by COPY on PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, LargeBinary, func, insert, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from data.store.tables import detection_forest, forest_finding, forest_layer, forest_plot

_BOX = ("west", "south", "east", "north")
_WRITTEN = tuple(column.name for column in forest_plot.c if column.name != "id")
_GIVEN = tuple(name for name in _WRITTEN if name not in ("layer_id", *_BOX))
_AT_A_TIME = 5000
_BETWEEN = "\x1e"
_READ_AT_A_TIME = 20_000


def _plain(values: pd.Series) -> list[Any]:
    """A column as plain values, None for what is missing."""
    missing = values.isna().to_numpy()
    plain = values.to_numpy(dtype=object, copy=True)
    plain[missing] = None
    found: list[Any] = plain.tolist()
    return found


def _extra(values: pd.Series) -> list[str | None]:
    """Dicts of texts as JSON, all in one go: an encoder for each of 100,000 takes five times as long.

    The separator is a control character, which JSON never has inside a text.
    """
    given = values.tolist()
    if set(map(type, given)) <= {str, NoneType}:
        return given
    given = [value or {} for value in given]
    whole = json.JSONEncoder(ensure_ascii=False, separators=(_BETWEEN, ":")).encode(given)
    found = whole[2:-2].split(f"}}{_BETWEEN}{{")
    return [f"{{{one.replace(_BETWEEN, ',')}}}" if one else None for one in found]


def _outlines(geometries: np.ndarray[Any, Any], on_postgresql: bool) -> list[Any]:
    if on_postgresql:  # COPY takes PostGIS's own text form, which carries the coordinate system
        marked = shapely.set_srid(geometries, 4326)
        return list(shapely.to_wkb(marked, hex=True, include_srid=True))
    return list(shapely.to_wkb(geometries))


def _columns(table: pd.DataFrame, layer_id: int, on_postgresql: bool) -> dict[str, Sequence[Any]]:
    geometries = np.asarray(table["geometry"].array, dtype=object)
    box = shapely.bounds(geometries)
    found: dict[str, Sequence[Any]] = {
        "layer_id": [layer_id] * len(table),
        "extra": _extra(table["extra"]) if "extra" in table else [None] * len(table),
        "geometry": _outlines(geometries, on_postgresql),
    }
    found |= {side: box[:, number].tolist() for number, side in enumerate(_BOX)}
    for name in _GIVEN:
        if name not in found:
            found[name] = _plain(table[name]) if name in table else [None] * len(table)
    return found


def _copy(conn: Connection, rows: Iterator[tuple[Any, ...]]) -> None:
    raw: Any = conn.connection.driver_connection
    with (
        raw.cursor() as cursor,
        cursor.copy(f"COPY {forest_plot.name} ({', '.join(_WRITTEN)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def write_plots(conn: Connection, layer_id: int, table: pd.DataFrame) -> int:
    """Write plots of one layer, in the caller's transaction, and return how many.

    Parameters
    ----------
    table : DataFrame
        Columns named as in `forest_plot`; `feature` and `geometry` (shapely, EPSG:4326) at least, others may
        be absent. `extra`: dicts of texts or None, or JSON of such dicts.
    """
    if table.empty:
        return 0
    on_postgresql = conn.dialect.name == "postgresql"
    columns = _columns(table, layer_id, on_postgresql)
    rows = zip(*(columns[name] for name in _WRITTEN), strict=True)
    if on_postgresql:
        _copy(conn, rows)
    else:
        marks = ", ".join("?" * len(_WRITTEN))
        statement = f"INSERT INTO {forest_plot.name} ({', '.join(_WRITTEN)}) VALUES ({marks})"  # noqa: S608
        # Taken one by one: of a list the garbage collector would look through every row, again and again.
        raw: Any = conn.connection.driver_connection
        raw.executemany(statement, rows).close()
    return len(table)


def write_findings(conn: Connection, layer_id: int, findings: pd.DataFrame) -> None:
    """Write what was found (feature, kind, params), in the caller's transaction."""
    columns = (findings[name].tolist() for name in ("feature", "kind", "params"))
    rows = [
        {"layer_id": layer_id, "feature": feature, "kind": kind, "params": params or None}
        for feature, kind, params in zip(*columns, strict=True)
    ]
    for start in range(0, len(rows), _AT_A_TIME):
        conn.execute(insert(forest_finding), rows[start : start + _AT_A_TIME])


def wkb(conn: Connection) -> ColumnElement[bytes]:
    """The outline of a plot as bytes, for `shapely.from_wkb` on many at once."""
    column = forest_plot.c.geometry
    if conn.dialect.name == "postgresql":
        return func.ST_AsBinary(type_coerce(column, LargeBinary), type_=LargeBinary)
    return type_coerce(column, LargeBinary)


def outlines(conn: Connection, layer_id: int, columns: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
    """The plots of a layer in pieces: id, the `columns`, geometry (shapely, EPSG:4326); in order of id."""
    named = [forest_plot.c[name] for name in ("id", *columns)]
    query = select(*named, wkb(conn).label("wkb")).where(forest_plot.c.layer_id == layer_id)
    streamed = query.order_by(forest_plot.c.id).execution_options(yield_per=_READ_AT_A_TIME)
    with conn.execute(streamed) as result:
        for rows in result.partitions():
            piece = pd.DataFrame(rows, columns=["id", *columns, "wkb"], dtype=object)
            piece["geometry"] = shapely.from_wkb(piece.pop("wkb").to_numpy())
            yield piece


def plots_by_id(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Plots by their number, without outlines."""
    found: dict[int, dict[str, Any]] = {}
    columns = [column for column in forest_plot.c if column.name != "geometry"]
    wanted = sorted({int(each) for each in ids})
    for start in range(0, len(wanted), _AT_A_TIME):
        query = select(*columns).where(forest_plot.c.id.in_(wanted[start : start + _AT_A_TIME]))
        found |= {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return found


def remove_layer(conn: Connection, layer_id: int) -> None:
    """Take a layer that never counted away, in the caller's transaction."""
    for table in (detection_forest, forest_finding, forest_plot):
        conn.execute(table.delete().where(table.c.layer_id == layer_id))
    conn.execute(forest_layer.delete().where(forest_layer.c.id == layer_id))


def names_of_features(
    conn: Connection, layer_id: int, features: Sequence[int]
) -> dict[int, tuple[str | None, str | None, str | None]]:
    """Lot, sub-compartment and compartment of the plots that were made of some features of a layer."""
    found: dict[int, tuple[str | None, str | None, str | None]] = {}
    plot = forest_plot.c
    wanted = sorted({int(each) for each in features})
    for start in range(0, len(wanted), _AT_A_TIME):
        query = select(plot.feature, plot.lot, plot.subcompartment, plot.compartment).where(
            plot.layer_id == layer_id, plot.feature.in_(wanted[start : start + _AT_A_TIME])
        )
        found |= {row.feature: (row.lot, row.subcompartment, row.compartment) for row in conn.execute(query)}
    return found
