"""OpenStreetMap by way of an Overpass server: outlines of communes, forest, villages and lines.

osmnx, an optional package, writes the questions and joins ways and relations to shapes.
"""

from geo.openstreetmap.forest import forest_from_osm
from geo.openstreetmap.names import names_from_osm
from geo.openstreetmap.outlines import ADMIN_LEVELS, outlines_from_osm
from geo.openstreetmap.overpass import ATTRIBUTION, OVERPASS_URL, OVERPASS_VARIABLE

__all__ = [
    "ADMIN_LEVELS",
    "ATTRIBUTION",
    "OVERPASS_URL",
    "OVERPASS_VARIABLE",
    "forest_from_osm",
    "names_from_osm",
    "outlines_from_osm",
]
