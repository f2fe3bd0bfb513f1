"""Where the members of a patrol are now: by the phone apps people already have, kept for some days."""

from data.positions.reading import latest, trails
from data.positions.taking import Taken, take

__all__ = ["Taken", "latest", "take", "trails"]
