"""Read a folder of areas: `areas.toml` (eras, communes, codes, successors) and one outline file per era."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.communes import COLUMNS, Areas, Commune, Era
from geo.errors import AreaFolderUnreadable

__all__ = ["COLUMNS", "Areas", "Commune", "Era", "load_areas"]


def _read_toml(directory: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((directory / "areas.toml").read_text(encoding="utf-8"))
    except OSError as error:
        reason = "it has no readable file areas.toml"
        raise AreaFolderUnreadable(folder=str(directory), reason=reason) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = f"areas.toml is malformed: {error}"
        raise AreaFolderUnreadable(folder=str(directory), reason=reason) from error


def _members_of_file(path: Path) -> dict[str, Any]:
    """Return what a GeoJSON file says of itself, as foreign members (RFC 7946): attribution, indicative."""
    if path.suffix.lower() not in {".geojson", ".json"}:
        return {}
    document = json.loads(path.read_text(encoding="utf-8"))
    return {key: document[key] for key in ("attribution", "indicative") if key in document}


def _era(entry: dict[str, Any], common: dict[str, Any], directory: Path) -> Era:
    said = common | entry | _members_of_file(directory / entry["file"])
    return Era(
        id=str(entry["id"]),
        valid_from=entry.get("valid_from"),
        valid_to=entry.get("valid_to"),
        file=entry["file"],
        code_field=entry.get("fields", {}).get("code", "code"),
        legal_basis=entry.get("legal_basis"),
        attribution=said.get("attribution", ""),
        indicative=bool(said.get("indicative", True)),
    )


def _outlines(era: Era, directory: Path) -> dict[str, Any]:
    """Return code → geometry (EPSG:4326) of an era's file."""
    table = gpd.read_file(directory / era.file)
    if era.code_field not in table:
        raise ValueError(f"{era.file} has no field {era.code_field}")
    if table.crs is None:
        raise ValueError(f"{era.file} does not say its coordinate system")
    table = table.to_crs(4326)
    codes = table[era.code_field].astype(str)
    if codes.duplicated().any():
        raise ValueError(f"{era.file} has the code {codes[codes.duplicated()].iloc[0]} twice")
    return dict(zip(codes, table.geometry, strict=True))


def _row(entry: dict[str, Any], eras: dict[str, Era], outlines: dict[str, dict[str, Any]]) -> dict[str, Any]:
    era = eras[entry["era"]]
    geometry = outlines[era.id].get(entry["code"])
    if geometry is None or geometry.is_empty or geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"{era.file} has no outline for {entry['name']} ({entry['code']})")
    if not shapely.is_valid(geometry):
        why = shapely.is_valid_reason(geometry)
        raise ValueError(f"the outline of {entry['name']} in {era.file} is invalid: {why}")
    return {
        **{key: entry[key] for key in ("area_id", "name", "kind", "code", "era")},
        "valid_from": era.valid_from,
        "valid_to": era.valid_to,
        "successor_id": entry.get("successor_id"),
        "geometry": geometry,
    }


def _check(rows: Sequence[dict[str, Any]], maps: Sequence[Era], present_era: str) -> None:
    ids = [row["area_id"] for row in rows]
    if len(set(ids)) < len(ids):
        raise ValueError("areas.toml has an area_id twice")
    for row in rows:
        if row["successor_id"] is not None and row["successor_id"] not in ids:
            raise ValueError(f"areas.toml: {row['area_id']} has the unknown successor {row['successor_id']}")
    if present_era not in [era.id for era in maps]:
        raise ValueError(f"areas.toml: present_era {present_era} is not among the eras")
    for era in maps:
        if not any(row["era"] == era.id for row in rows):
            raise ValueError(f"areas.toml has no commune of era {era.id}")


def _frame(rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
    # Object columns keep None for "open" and "no successor"; pandas would turn it into NaN, which is true.
    columns = {name: pd.Series([row[name] for row in rows], dtype=object) for name in COLUMNS[:-1]}
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs=4326)[list(COLUMNS)]


def load_areas(directory: Path | str) -> Areas:
    """Read a folder of areas.

    Parameters
    ----------
    directory : Path
        With `areas.toml` and the files that it names, in any format of GDAL and any stated CRS.

    Raises
    ------
    AreaFolderUnreadable
        Naming the folder and what is missing, repeated, malformed or contradictory.
    """
    directory = Path(directory)
    document = _read_toml(directory)
    try:
        maps = [_era(entry, document, directory) for entry in document["eras"]]
        maps.sort(key=lambda era: era.valid_from or date.min)
        eras = {era.id: era for era in maps}
        outlines = {era.id: _outlines(era, directory) for era in maps}
        rows = [_row(entry, eras, outlines) for entry in document["communes"]]
        _check(rows, maps, document["present_era"])
        return Areas(
            communes=_frame(rows),
            maps=tuple(maps),
            present_era=document["present_era"],
            crs_metres=document["crs_metres"],
            note_vi=document.get("note_vi", ""),
            note_en=document.get("note_en", ""),
            directory=directory,
            aliases={row["area_id"]: tuple(row.get("aliases", ())) for row in document["communes"]},
            former_kinds={
                row["area_id"]: (row["former_kind"]["kind"], row["former_kind"]["last_known"])
                for row in document["communes"]
                if "former_kind" in row
            },
        )
    except KeyError as error:
        raise AreaFolderUnreadable(folder=str(directory), reason=f"areas.toml lacks {error}") from error
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise AreaFolderUnreadable(folder=str(directory), reason=str(error)) from error
