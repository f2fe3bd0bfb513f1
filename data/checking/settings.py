"""How long, how far, how near: the table ``[checking]`` of a profile."""

from __future__ import annotations

from dataclasses import dataclass

from data.toml_table import Table
from geo.search.footprints import POSITION_ERROR_M
from geo.vn2000 import SON_LA


@dataclass(frozen=True)
class CheckingSettings:
    """No regulation gives these; each is ours until a deployment says otherwise.

    quiet_minutes
        An owner of whom nothing was heard for so long is shown as quiet.
    due_minutes
        When an answer is due if nobody says another time: from the claim, or unclaimed from when the event
        was known.
    visibility_m
        How far one sees to either side of a track; dense regrowth hides more than open slopes.
    position_error_m
        See `geo.search.footprints`.
    plane_epsg
        The VN-2000 plane of the place, for areas and distances.
    observer_km
        Farther from the footprint than this nobody is believed to have seen it.
    photo_minutes, photo_place_m
        A photo that was taken longer before or after, or farther from where the observer stood, is marked.
    """

    quiet_minutes: float = 120.0
    due_minutes: float = 180.0
    visibility_m: float = 50.0
    position_error_m: float = POSITION_ERROR_M
    plane_epsg: int = SON_LA
    observer_km: float = 30.0
    photo_minutes: float = 120.0
    photo_place_m: float = 1000.0


def read_checking(table: Table) -> CheckingSettings:
    """Check the table ``[checking]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    names = ("quiet_minutes", "due_minutes", "visibility_m", "observer_km", "photo_minutes", "photo_place_m")
    given = {name: table.number(name, above=0) for name in names if table.has(name)}
    if table.has("position_error_m"):
        given["position_error_m"] = table.number("position_error_m", least=0)
    plane = int(table.number("plane_epsg", above=0)) if table.has("plane_epsg") else SON_LA
    table.refuse_unknown()
    return CheckingSettings(**given, plane_epsg=plane)
