"""Tree cover where there is no inventory: fetched, kept on disk, and staged like any other forest layer.

What is fetched is complete before anything is written, so a failure leaves the forest layer as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Engine

from data.access import Actor, permit
from data.clock import require_aware
from data.feeds.deadline import Deadline
from data.feeds.fetch import open_session
from data.forest.layers import IMPORT
from data.forest.staging import stage_batches
from data.profile import Profile
from data.store.engine import ROOT, reading
from geo.communes import Areas
from geo.forest.ellipsoid import area_ha
from geo.forest.findings import FINDING_COLUMNS
from geo.landcover import worldcover
from geo.landcover.errors import LandCoverEmpty
from geo.landcover.outlines import outlines
from geo.landcover.patches import tree_mask
from geo.landcover.plots import cover_plots, in_squares
from geo.landcover.window import Window, load_window, save_window
from geo.openstreetmap import ATTRIBUTION as OSM_ATTRIBUTION
from geo.openstreetmap import forest_from_osm
from geo.sources import redact

SOURCES = ("worldcover", "osm")
LABEL_VI = "lớp phủ rừng viễn thám, không phải ranh giới kiểm kê"
"""Stands wherever such a layer is shown. OpenStreetMap's is drawn by people, over pictures from above."""

NAMES = {"worldcover": "ESA WorldCover 2021", "osm": "OpenStreetMap"}
FOLDER = ROOT / "data" / "local" / "landcover"
OSM_KEPT = timedelta(days=7)
"""So long an answer of OpenStreetMap is used again; WorldCover 2021 never changes."""

Progress = Callable[[str, int, int], object]
"""Step ("download", then "outline" or, for OpenStreetMap, "store"), done, of how much."""


def _told(progress: Progress, step: str) -> Callable[[int, int], object]:
    return lambda done, of: progress(step, done, of)


def _file(folder: Path, source: str, *asked: object) -> Path:
    """The same question has the same file."""
    mark = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]
    return folder / f"{source}_{mark}.{'tif' if source == 'worldcover' else 'geojson'}"


def _worldcover(
    profile: Profile, folder: Path, now: datetime, refresh: bool, progress: Progress | None
) -> tuple[Window, Path]:
    settings = profile.landcover
    path = _file(folder, "worldcover", settings.worldcover_url, profile.bbox)
    window = None if refresh else load_window(path)
    if window is None:
        # Besides its own limits: a server that drips its headers is cut off from outside.
        most_s = settings.limits.total_s * len(worldcover.tiles_of(profile.bbox)) + 1
        with open_session() as session, Deadline(most_s):
            window = worldcover.read_window(
                profile.bbox,
                now=now,
                template=settings.worldcover_url,
                session=session,
                limits=settings.limits,
                folder=folder,
                progress=None if progress is None else _told(progress, "download"),
            )
        save_window(window, path)
    return window, path


def _window_outlines(window: Window, smallest_ha: float, progress: Progress | None) -> Iterator[Any]:
    mask = tree_mask(window, smallest_ha)
    if not mask.any():
        raise LandCoverEmpty(source=window.sources[0].address)
    told = None if progress is None else _told(progress, "outline")
    yield from outlines(mask, window.transform, progress=told)


def _kept(path: Path, now: datetime) -> NDArray[np.object_] | None:
    """Outlines that were fetched less than `OSM_KEPT` ago."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        age = now - datetime.fromisoformat(document["fetched_at"])
        if not timedelta(0) <= age < OSM_KEPT:
            return None
        shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in document["features"]])
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError):
        return None
    return shapes if len(shapes) else None


def _keep(path: Path, shapes: NDArray[np.object_], now: datetime) -> None:
    document = {
        "type": "FeatureCollection",
        "fetched_at": now.isoformat(),
        "attribution": OSM_ATTRIBUTION,
        "features": [
            {"type": "Feature", "properties": {}, "geometry": json.loads(text)}
            for text in shapely.to_geojson(shapes)
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        part.write_text(json.dumps(document), encoding="utf-8")
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _osm(
    profile: Profile, folder: Path, now: datetime, refresh: bool, progress: Progress | None
) -> tuple[NDArray[np.object_], Path]:
    settings = profile.landcover
    path = _file(folder, "osm", settings.overpass_url, profile.bbox)
    shapes = None if refresh else _kept(path, now)
    if shapes is None:
        if progress is not None:
            progress("download", 0, 1)  # the server does not say how much there will be
        shapes = forest_from_osm(
            profile.bbox, overpass_url=settings.overpass_url, timeout_s=settings.overpass_s
        )
        _keep(path, shapes, now)
    if progress is not None:
        progress("download", 1, 1)
    return shapes, path


def _batches(tables: Iterable[Any]) -> Iterator[tuple[Any, pd.DataFrame]]:
    nothing = pd.DataFrame(columns=list(FINDING_COLUMNS), dtype=object)
    for table in tables:
        yield table, nothing


def _large_enough(shapes: NDArray[np.object_], smallest_ha: float) -> NDArray[np.object_]:
    found: NDArray[np.object_] = shapes[area_ha(shapes) >= smallest_ha]
    return found


def stage_cover(
    source: str,
    engine: Engine,
    profile: Profile,
    *,
    areas: Areas,
    now: datetime,
    actor: Actor | str,
    refresh: bool = False,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> int:
    """Fetch tree cover for the profile's box and stage it as a forest layer.

    Parameters
    ----------
    source
        One of `SOURCES`.
    now
        Aware, the clock of facts.
    refresh
        Fetch anew although it is on disk.
    folder
        Where fetched cover is kept; default `FOLDER`.

    Returns
    -------
    int
        The number of the layer, for `data.forest.activating.activate`.

    Raises
    ------
    Unreachable
        `LandCoverUnreachable` and `OverpassUnreachable`, with their kin: nothing was written, the layer in
        force stays.
    LandCoverError, OverpassUnreadable, PackageMissing
        The same.
    ImportRunning, NoPlots
        See `data.forest.staging`.
    """
    with reading(engine) as conn:
        person = permit(actor, IMPORT, conn=conn)
    place, now = folder or FOLDER, require_aware(now)
    smallest_ha = profile.forest.smallest_patch_ha
    batches: Iterable[Any]
    if source == "worldcover":
        window, path = _worldcover(profile, place, now, refresh, progress)
        batches = _window_outlines(window, smallest_ha, progress)
        origin, attribution = window.sources[0].address, worldcover.ATTRIBUTION
    elif source == "osm":
        shapes, path = _osm(profile, place, now, refresh, progress)
        batches = [in_squares(_large_enough(shapes, smallest_ha))]
        origin, attribution = profile.landcover.overpass_url or "OpenStreetMap", OSM_ATTRIBUTION
    else:
        raise ValueError(f"'source' should be one of {SOURCES}, got {source!r}")
    return stage_batches(
        engine,
        _batches(cover_plots(batches, areas)),
        kind=source,
        name=f"{NAMES[source]}: {LABEL_VI}",
        source_name=redact(origin),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        attribution=attribution,
        accept_outside=True,  # the box is larger than the communes, on purpose
        now=now,
        actor=person,
        # Outlines of a window are stored as they are made: one step, told there.
        progress=None if progress is None or source == "worldcover" else _told(progress, "store"),
    )
