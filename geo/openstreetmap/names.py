"""Villages, roads, rivers and the reservoir from OpenStreetMap."""

from __future__ import annotations

from geo.openstreetmap.overpass import Box, features
from geo.place_file import PlaceFile, from_features

TAGS: dict[str, bool | str | list[str]] = {
    "place": ["village", "hamlet", "isolated_dwelling", "neighbourhood", "quarter", "suburb"],
    "highway": [
        "motorway",
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "road",
        "track",
    ],
    "waterway": ["river", "canal", "stream"],
    "natural": ["water"],
    "landuse": ["reservoir"],
}
"""What is asked for: places with people, ways that a vehicle can take, running and standing water."""


def names_from_osm(box: Box, *, overpass_url: str | None = None, timeout_s: float = 180.0) -> PlaceFile:
    """Fetch named places and lines in a box.

    Returns
    -------
    PlaceFile
        `place_id` is OpenStreetMap's own, e.g. `osm:node/123`. Lines and areas end at the box.

    Raises
    ------
    PackageMissing, OverpassUnreachable, OverpassBusy, OverpassUnreadable, OverpassEmpty
        As `geo.openstreetmap.overpass.features`.
    """
    table = features(box, TAGS, overpass_url=overpass_url, timeout_s=timeout_s)
    ids = [f"osm:{element}/{number}" for element, number in table.index]
    return from_features(table.reset_index(drop=True), ids=ids)
