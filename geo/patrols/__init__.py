"""How patrols prove themselves: what a track file holds, what of it counts, and how much of a zone it saw."""

from geo.patrols.again import Earlier
from geo.patrols.coverage import Coverage, coverage, coverages, seen
from geo.patrols.days import Day
from geo.patrols.errors import TrackFileInvalid
from geo.patrols.findings import DOUBTS, FINDINGS
from geo.patrols.limits import Limits
from geo.patrols.points import Points, as_track
from geo.patrols.reading import read_track_file
from geo.patrols.walking import Gap, Walk, Window, walk

__all__ = [
    "DOUBTS",
    "FINDINGS",
    "Coverage",
    "Day",
    "Earlier",
    "Gap",
    "Limits",
    "Points",
    "TrackFileInvalid",
    "Walk",
    "Window",
    "as_track",
    "coverage",
    "coverages",
    "read_track_file",
    "seen",
    "walk",
]
