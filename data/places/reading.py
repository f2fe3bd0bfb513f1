"""Read places and lines."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, select

from data.journal_pages import entries_about
from data.store.tables import map_line, map_place
from geo.alphabet import sort_key
from geo.names import fold
from geo.place_names import COLUMNS, valid_on

RECORD_KIND = "map_place"


def list_places(conn: Connection) -> pd.DataFrame:
    """Every row of `map_place`, whenever it is valid, in the order of the Vietnamese alphabet."""
    rows = [dict(row._mapping) for row in conn.execute(select(map_place))]
    rows.sort(key=lambda row: (sort_key(row["name"]), row["id"]))
    table = pd.DataFrame(rows, columns=[column.name for column in map_place.columns], dtype=object)
    return table.astype({"latitude": "float64", "longitude": "float64"})


def place(conn: Connection, row_id: int) -> dict[str, Any] | None:
    """One row, or None."""
    found = conn.execute(select(map_place).where(map_place.c.id == row_id)).first()
    return None if found is None else dict(found._mapping)


def places_at(conn: Connection, day: date) -> pd.DataFrame:
    """The places of a day: `geo.place_names.COLUMNS`, RangeIndex."""
    table = valid_on(list_places(conn), day)[list(COLUMNS)].reset_index(drop=True)
    return table.assign(unit=[unit or "" for unit in table["unit"]])


def find(table: pd.DataFrame, text: str) -> pd.DataFrame:
    """Rows of `list_places` whose name, with or without its unit, holds `text`; diacritics do not count.

    Names that begin with it come first. Empty text finds every row.
    """
    wanted = fold(text)
    if not wanted:
        return table
    names = [fold(name) for name in table["name"]]
    whole = [fold(f"{unit or ''} {name}") for unit, name in zip(table["unit"], table["name"], strict=True)]
    begins = [name.startswith(wanted) for name in names]
    held = [wanted in name for name in whole]
    order = [k for k, yes in enumerate(begins) if yes]
    order += [k for k, yes in enumerate(held) if yes and not begins[k]]
    return table.iloc[order]


def list_lines(conn: Connection) -> gpd.GeoDataFrame:
    """Every line and reservoir: columns of `map_line`, EPSG:4326, the most important first."""
    rows = [
        dict(row._mapping) for row in conn.execute(select(map_line).order_by(map_line.c.rank, map_line.c.id))
    ]
    table = pd.DataFrame(rows, columns=[column.name for column in map_line.columns])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)


def line_sources(conn: Connection) -> list[dict[str, Any]]:
    """What lines there are: kind, source, attribution, count and when they were loaded."""
    query = (
        select(
            map_line.c.kind,
            map_line.c.source,
            func.max(map_line.c.attribution).label("attribution"),
            func.count().label("lines"),
            func.max(map_line.c.loaded_at).label("loaded_at"),
        )
        .group_by(map_line.c.kind, map_line.c.source)
        .order_by(map_line.c.source, map_line.c.kind)
    )
    return [dict(row._mapping) for row in conn.execute(query)]


def standing(conn: Connection) -> str:
    """A short text that changes with every change to places or lines; cheap enough for every run."""
    places = conn.execute(
        select(func.count(), func.coalesce(func.sum(map_place.c.version), 0), func.max(map_place.c.id))
    ).one()
    lines = conn.execute(select(func.count(), func.max(map_line.c.id), func.max(map_line.c.loaded_at))).one()
    return hashlib.sha256(repr((*places, *lines)).encode()).hexdigest()[:12]


def history(conn: Connection, row_id: int) -> list[dict[str, Any]]:
    """The journal's entries about one row, the newest first."""
    return entries_about(conn, RECORD_KIND, row_id)
