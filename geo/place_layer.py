"""Named places and lines from a map layer: GeoJSON, KML, GeoPackage, Shapefile, MapInfo."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from geo.forest.crs import to_wgs84
from geo.forest.layer_file import LayerInfo, read_batches
from geo.forest.text import decode, detect
from geo.place_errors import PlaceCrsMissing, PlaceFileTooLarge
from geo.place_file import PlaceFile, from_features, joined
from geo.place_table import MOST_ROWS


def _texts(table: gpd.GeoDataFrame) -> Iterator[str]:
    for name in table.columns.drop("geometry"):
        yield from (value for value in table[name] if isinstance(value, str))


def _decoded(table: gpd.GeoDataFrame, encoding: str) -> gpd.GeoDataFrame:
    def plain(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return decode(value, encoding)
        except UnicodeDecodeError:
            return value

    texts = {
        name: pd.Series([plain(value) for value in table[name]], index=table.index, dtype=object)
        for name in table.columns.drop("geometry")
    }
    return gpd.GeoDataFrame(texts, geometry=table.geometry.to_numpy(), index=table.index)


def read_place_layer(
    info: LayerInfo,
    *,
    epsg: int | None = None,
    encoding: str | None = None,
    line_kind: str | None = None,
    polygon_kind: str | None = None,
    name_column: str | None = None,
) -> PlaceFile:
    """Read one layer.

    Parameters
    ----------
    info : LayerInfo
    epsg : int, optional
        For a layer that does not say its coordinate system; never overrules the file.
    encoding : str, optional
        By default the one that the first texts look like; the preview shows the names.
    line_kind, polygon_kind, name_column
        See `geo.place_file.from_features`.

    Raises
    ------
    PlaceCrsMissing
        Neither the layer nor `epsg` says it.
    PlaceFileTooLarge
    LayerUnreadable, LayerMissing, LayerCrsUnknown
    """
    plane = info.epsg if info.epsg is not None else epsg
    if plane is None:
        raise PlaceCrsMissing(name=info.label)
    if info.features > MOST_ROWS:
        raise PlaceFileTooLarge(rows=info.features, limit=MOST_ROWS)
    parts, first = [], 1
    for batch in read_batches(info):
        encoding = encoding or detect(_texts(batch))
        table = _decoded(batch, encoding)
        table = table.set_geometry(
            gpd.GeoSeries(to_wgs84(table.geometry.to_numpy(), plane), index=table.index)
        )
        parts.append(
            from_features(
                table, first=first, line_kind=line_kind, polygon_kind=polygon_kind, name_column=name_column
            )
        )
        first += len(batch)
    return joined(parts)
