"""Named places, and the nearest of them: how people say where something is when it has no address."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from pyproj.enums import TransformDirection
from scipy.spatial import KDTree

from geo.bearing import bearing_8, distance_m_and_bearing
from geo.communes import Areas
from geo.vn2000 import transformer

COLUMNS = ("name", "kind", "unit", "latitude", "longitude")
"""Columns of a table of places. Text and degrees WGS84; `unit` is the word before the name ("xã", "bản")."""

CENTRES = ("commune_centre", "former_commune_centre")
"""Points computed from an outline: neither a village nor the seat of the commune."""

KINDS = (*CENTRES, "village", "commune_seat", "other")
"""What a point is."""

VILLAGE_REACH_M = 10_000.0
"""A place that people know goes before a computed centre up to this far; beyond, whichever is nearer speaks.

The communes of 2021 are about 10 km across, so that farther away their centre says more.
"""

_NO_BEARING_M = 1.0  # coordinates are given to 5 decimals, about 1 m: closer than this there is no direction
_TO_GEOCENTRIC = Transformer.from_crs(4979, 4978, always_xy=True)


def _centre(outline: shapely.Geometry) -> shapely.Point:
    """The centroid where it lies within the outline, else a point that does."""
    centroid: shapely.Point = shapely.centroid(outline)
    return centroid if shapely.contains(outline, centroid) else shapely.point_on_surface(outline)


def commune_centres(areas: Areas, era: str) -> pd.DataFrame:
    """Return the middle of each commune of one era as a table of places.

    The middle is the centroid in the plane of the areas, or, where the commune is so bent that this lies
    outside of it, a point inside. A figure of geometry: the screen says "tâm xã", never village or seat.

    Parameters
    ----------
    areas : Areas
    era : str
        An era other than the present one gives `former_commune_centre`.

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of `areas.toml`, RangeIndex.

    Raises
    ------
    UnknownEra
        If the areas have no such era.
    """
    communes = areas.of_era(era)
    plane = transformer(areas.crs_metres)
    outlines = shapely.transform(
        communes.geometry.to_numpy(), lambda at: np.column_stack(plane.transform(at[:, 0], at[:, 1]))
    )
    centres = shapely.get_coordinates([_centre(outline) for outline in outlines])
    lon, lat = plane.transform(centres[:, 0], centres[:, 1], direction=TransformDirection.INVERSE)
    return pd.DataFrame(
        {
            "name": communes["name"].to_numpy(dtype=object),
            "kind": "commune_centre" if era == areas.present_era else "former_commune_centre",
            "unit": communes["kind"].to_numpy(dtype=object),
            "latitude": lat.round(5),
            "longitude": lon.round(5),
        }
    )


def _degrees(values: ArrayLike, name: str) -> NDArray[np.float64]:
    numbers = np.atleast_1d(np.asarray(values, dtype="float64"))
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        raise ValueError(f"'{name}' should be finite degrees in one dimension")
    return numbers


def _geocentric(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres from the centre of the ellipsoid: the nearest chord is the nearest way over the ground."""
    return np.column_stack(_TO_GEOCENTRIC.transform(lon, lat, np.zeros(len(lat))))


def nearest(latitude: ArrayLike, longitude: ArrayLike, places: pd.DataFrame) -> pd.DataFrame:
    """Return for each point the nearest place, how far, and which way **from the place to the point**.

    Parameters
    ----------
    latitude, longitude : array_like of equal length n, or numbers
        Degrees, EPSG:4326.
    places : DataFrame
        With the columns `COLUMNS` (any index); others are carried along. May be empty.

    Returns
    -------
    DataFrame
        n rows, RangeIndex, in the order of the points: the columns of the place, then `distance_m` (geodesic
        on WGS84) and `bearing` ("N", "NE", …; None within 1 m, where there is no direction). Without places
        every column is None and `distance_m` NaN.

    Raises
    ------
    ValueError
        If a coordinate is not finite, lengths differ, or the table lacks a column; the message names it.
    """
    lat, lon = _degrees(latitude, "latitude"), _degrees(longitude, "longitude")
    if len(lat) != len(lon):
        counts = f"{len(lat)} and {len(lon)}"
        raise ValueError(f"'latitude' and 'longitude' should have equal length, got {counts}")
    lacking = [name for name in COLUMNS if name not in places]
    if lacking:
        raise ValueError(f"'places' should have the column {lacking[0]}")
    if places.empty:
        nothing = pd.DataFrame({name: pd.Series([None] * len(lat), dtype=object) for name in places.columns})
        return nothing.assign(distance_m=np.nan, bearing=pd.Series([None] * len(lat), dtype=object))
    at_lat, at_lon = _degrees(places["latitude"], "latitude"), _degrees(places["longitude"], "longitude")
    chosen = KDTree(_geocentric(at_lat, at_lon)).query(_geocentric(lat, lon))[1]
    found = places.iloc[chosen].reset_index(drop=True)
    metres, degrees = distance_m_and_bearing(at_lat[chosen], at_lon[chosen], lat, lon)
    winds = [bearing_8(d) if m >= _NO_BEARING_M else None for m, d in zip(metres, degrees, strict=True)]
    return found.assign(distance_m=metres, bearing=pd.Series(winds, dtype=object))


def nearest_known(latitude: ArrayLike, longitude: ArrayLike, places: pd.DataFrame) -> pd.DataFrame:
    """Return what `nearest` does, but a computed centre speaks only where no other place is near.

    A village, a seat or another place that somebody entered is taken up to `VILLAGE_REACH_M`, even if a
    centre is nearer; beyond that the nearest of all.
    """
    known = places[~places["kind"].isin(CENTRES)]
    every = nearest(latitude, longitude, places)
    if known.empty or len(known) == len(places):
        return every
    first = nearest(latitude, longitude, known)
    near = (first["distance_m"] <= VILLAGE_REACH_M).to_numpy()
    return pd.DataFrame(
        {name: pd.Series(np.where(near, first[name], every[name]), dtype=every[name].dtype) for name in every}
    )


def valid_on(places: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the places that are there on a day.

    Parameters
    ----------
    places : DataFrame
        `valid_from` (first day) and `valid_to` (first day no more), `datetime.date` or None; a table without
        these columns is returned as it is.
    day : date
    """
    if "valid_from" not in places or "valid_to" not in places:
        return places
    there = [
        (first is None or first <= day) and (last is None or day < last)
        for first, last in zip(places["valid_from"], places["valid_to"], strict=True)
    ]
    return places[np.array(there, dtype=bool)]
