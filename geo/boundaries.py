"""Replace the outlines of one era by better ones: the official layer, or OpenStreetMap's boundaries."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.areas import load_areas
from geo.communes import Areas, Era
from geo.errors import AreaFolderUnreadable, OutlinesRefused
from geo.openstreetmap import ADMIN_LEVELS, ATTRIBUTION, outlines_from_osm
from geo.outline_file import read_outlines
from geo.outline_match import match_outlines

OSM = "osm"
"""The source that means OpenStreetMap instead of a file."""

_DECIMALS = 7  # of a degree: one centimetre


@dataclass(frozen=True)
class Replacement:
    """What was written: the file, how many communes, and the features that are none of this era."""

    era: str
    file: Path
    communes: int
    unmatched: tuple[str, ...]


def _rounded(outline: Any) -> Any:
    """Return the outline to the centimetre, unless that spoils it."""
    rounded = shapely.transform(outline, lambda places: np.round(places, _DECIMALS))
    return rounded if rounded.is_valid else outline


def _document(areas: Areas, era: Era, found: dict[str, Any], attribution: str, indicative: bool) -> str:
    features = []
    for commune in areas.of_era(era.id).itertuples(index=False):
        outline = shapely.orient_polygons(_rounded(found[commune.area_id]))
        properties = {"area_id": commune.area_id, "name": commune.name, "kind": commune.kind}
        features.append(
            {
                "type": "Feature",
                "properties": properties | {era.code_field: commune.code},
                "geometry": json.loads(shapely.to_geojson(outline)),
            }
        )
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = {"type": "FeatureCollection", "attribution": attribution, "indicative": indicative}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},\n"features": [\n{lines}\n]}}\n'


def _stage(areas: Areas, era: Era, text: str, beside: Path) -> Path:
    """Return a complete folder of areas with the new outlines, made beside its place and proven to load."""
    stage = Path(tempfile.mkdtemp(prefix=".areas-", dir=beside))
    try:
        for name in ["areas.toml", *(one.file for one in areas.maps)]:
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(areas.directory / name, stage / name)
        (stage / era.file).write_text(text, encoding="utf-8")
        load_areas(stage)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    return stage


def _move(stage: Path, out_dir: Path, era: Era) -> None:
    """Put what was staged in its place by one rename: the file that changed, or the whole new folder."""
    try:
        if (out_dir / "areas.toml").exists():
            (stage / era.file).replace(out_dir / era.file)
        else:
            stage.chmod(0o777 & ~_umask())  # a temporary folder is closed to others
            if out_dir.exists():
                out_dir.rmdir()
            stage.replace(out_dir)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _target(out_dir: Path, base: Path) -> Path:
    """Return the folder whose areas are changed: `out_dir` if it is one of areas, else `base`."""
    if (out_dir / "areas.toml").exists():
        return out_dir
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise AreaFolderUnreadable(folder=str(out_dir), reason="it exists and is no folder of areas")
    return base


def replace_outlines(
    source: str | Path,
    *,
    era: str,
    out_dir: Path | str,
    base: Path | str,
    crs: str | None = None,
    layer: str | None = None,
    attribution: str | None = None,
    indicative: bool = True,
    overpass_url: str | None = None,
    admin_levels: Sequence[str] = ADMIN_LEVELS,
) -> Replacement:
    """Write a folder of areas in which one era has new outlines; the other eras stay as they are.

    Parameters
    ----------
    source : str or Path
        A GeoJSON, zipped or plain Shapefile or GeoPackage file, or `"osm"`.
    era : str
    out_dir : Path
        A folder of areas to change, or a new one (then made whole from `base`).
    base : Path
        The folder of areas whose communes, codes and other eras are kept for a new folder.
    crs : str, optional
        The file's coordinate system where it states none, e.g. "EPSG:9206".
    layer : str, optional
        Of a file with more than one.
    attribution : str, optional
        Who made the outlines; default: the file's name, or OpenStreetMap's.
    indicative : bool, default True
        False only for a legal boundary.
    overpass_url, admin_levels
        See `geo.openstreetmap.outlines_from_osm`.

    Raises
    ------
    AreaError
        `OutlineCrsMissing`, `OutlinesRefused` (naming each commune that is missing, doubled, invalid or
        elsewhere), and the others of `geo.errors`; nothing is written then.
    Unreachable, PackageMissing
        From OpenStreetMap.
    """
    out_dir = Path(out_dir)
    areas = load_areas(_target(out_dir, Path(base)))
    this = areas.map_of(era)
    if Path(this.file).suffix.lower() not in {".geojson", ".json"}:
        reason = f"areas.toml names {this.file} for era {era}; only a GeoJSON file can be replaced"
        raise AreaFolderUnreadable(folder=str(areas.directory), reason=reason)
    table: gpd.GeoDataFrame
    if str(source) == OSM:
        table = outlines_from_osm(areas.bounds, overpass_url=overpass_url, admin_levels=admin_levels)
    else:
        table = read_outlines(Path(source), crs=crs, layer=layer)
    match = match_outlines(table, areas, era)
    name = "OpenStreetMap" if str(source) == OSM else Path(source).name
    if match.problems:
        raise OutlinesRefused(source=name, era=era, findings="; ".join(match.problems))
    credit = attribution or (ATTRIBUTION if str(source) == OSM else name)
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    stage = _stage(areas, this, _document(areas, this, match.found, credit, indicative), out_dir.parent)
    _move(stage, out_dir, this)
    return Replacement(era, out_dir / this.file, len(match.found), tuple(match.unmatched))
