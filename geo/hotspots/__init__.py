"""Satellite hotspots: every FIRMS dialect in, one table out."""

from .footprint import footprint_polygons, uncertainty_m
from .raw import raw_lines
from .read import combine, read
from .reading import Reading
from .schema import COLUMNS, REASONS, SATELLITES

__all__ = [
    "COLUMNS",
    "REASONS",
    "SATELLITES",
    "Reading",
    "combine",
    "footprint_polygons",
    "raw_lines",
    "read",
    "uncertainty_m",
]
