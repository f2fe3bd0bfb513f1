"""What patrols did: their tracks, what those prove, and the effort of agencies, communes and months."""

from data.effort.ground import Ground, TrackFile, read_file
from data.effort.taking import Taken, take_track

__all__ = ["Ground", "Taken", "TrackFile", "read_file", "take_track"]
