"""What a track is judged on, and the file itself, read before anybody waits for the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.checking.files import folder_of
from data.ingest.unpack import safe_name
from data.patrols.settings import PatrolSettings
from data.profile import Profile
from geo.areas import Areas
from geo.locate import NEAR_BORDER_M
from geo.patrols import Limits, Points, read_track_file
from geo.vn2000 import SON_LA


@dataclass(frozen=True)
class Ground:
    """The installation as tracks see it. `folder`: where raw files are kept; `epsg`: plane of distances."""

    profile: Profile
    areas: Areas
    folder: Path

    @property
    def settings(self) -> PatrolSettings:
        return self.profile.patrols

    @property
    def epsg(self) -> int:
        return self.profile.checking.plane_epsg or SON_LA

    @property
    def near_border_m(self) -> float:
        return self.profile.near_border_m or NEAR_BORDER_M

    @property
    def limits(self) -> Limits:
        """The profile's settings in the words of `geo.patrols`."""
        given = self.settings
        return Limits(
            join_m=given.join_m,
            gap_s=given.gap_minutes * 60,
            max_speed_kmh=given.max_speed_kmh,
            visibility_m=given.visibility_m,
        )

    @classmethod
    def of(cls, profile: Profile, areas: Areas, *, drill: bool = False) -> Ground:
        """The ground of an installation; a drill's files lie apart."""
        return cls(profile, areas, folder_of("tracks", drill=drill))


@dataclass(frozen=True, eq=False)
class TrackFile:
    """A file as it came, and its points."""

    name: str
    data: bytes
    points: Points

    @property
    def ending(self) -> str:
        """gpx, kml or kmz, by the content."""
        if self.data.startswith(b"PK\x03\x04"):
            return "kmz"
        return "gpx" if b"<gpx" in self.data[:4096].replace(b"\0", b"") else "kml"


def read_file(data: bytes, name: str) -> TrackFile:
    """Read a file; some seconds for 200,000 points, so never inside a transaction.

    Raises
    ------
    geo.patrols.TrackFileInvalid, geo.search.errors.SearchError
    """
    shown = safe_name(name)
    return TrackFile(shown, data, read_track_file(data, shown))
