"""Searching on the ground: where to look, who takes which part, and how much of it was walked."""

from geo.search.coverage import covered_share
from geo.search.footprints import POSITION_ERROR_M, search_area, search_areas
from geo.search.gpx_reading import Track, read_gpx
from geo.search.gpx_writing import write_gpx
from geo.search.kml_writing import write_kml
from geo.search.sectors import MOST_SECTORS, sectors
from geo.search.shown import Outline, Spot

__all__ = [
    "MOST_SECTORS",
    "POSITION_ERROR_M",
    "Outline",
    "Spot",
    "Track",
    "covered_share",
    "read_gpx",
    "search_area",
    "search_areas",
    "sectors",
    "write_gpx",
    "write_kml",
]
