"""Names and lines of the watched area from OpenStreetMap."""

from __future__ import annotations

from geo.areas import Areas
from geo.openstreetmap import ATTRIBUTION, names_from_osm
from geo.place_file import PlaceFile

__all__ = ["ATTRIBUTION", "SOURCE", "fetch"]

SOURCE = "OpenStreetMap"


def fetch(areas: Areas, *, overpass_url: str | None = None) -> PlaceFile:
    """Ask an Overpass server for villages, roads, rivers and water in the box of all communes.

    Nothing is stored: `data.places.plan` shows what came, `data.places.store` stores it.

    Raises
    ------
    PackageMissing
        osmnx is not installed.
    Unreachable
        No answer: what is stored stays as it is.
    OutlineSourceUnreadable
        The answer is not Overpass's, or has nothing there.
    """
    return names_from_osm(areas.bounds, overpass_url=overpass_url)
