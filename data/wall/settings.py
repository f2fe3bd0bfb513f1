"""How often, how soon, how far back: the table ``[wall]`` of a profile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.toml_table import Table


@dataclass(frozen=True)
class WallSettings:
    """No regulation gives these; each is ours until a deployment says otherwise.

    refresh_seconds
        How often a wall asks: with 30 s an acknowledgement is seen before somebody has put the phone away.
    keep_seconds
        How long what was read is shown to all walls together, unless something was written meanwhile.
    hotspot_hours
        How far back the map goes: three days, as the oldest colour of the map's legend.
    most_hotspots
        The newest so many are drawn; the rest is told as a number. 1,000 are a payload of about 30 kB.
    duty_soon_minutes
        A duty stands on the wall this long before its deadline, with a countdown.
    position_minutes
        An older live position is no longer where somebody is.
    tour_seconds
        How long the map stays at a new fire before it goes back to the whole.
    """

    refresh_seconds: float = 30.0
    keep_seconds: float = 10.0
    hotspot_hours: float = 72.0
    most_hotspots: int = 1000
    duty_soon_minutes: float = 120.0
    position_minutes: float = 120.0
    tour_seconds: float = 20.0


def read_wall(table: Table) -> WallSettings:
    """Check the table ``[wall]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    names = (
        "refresh_seconds",
        "keep_seconds",
        "hotspot_hours",
        "duty_soon_minutes",
        "position_minutes",
        "tour_seconds",
    )
    given = {name: table.number(name, above=0) for name in names if table.has(name)}
    default = WallSettings()
    most = default.most_hotspots
    if table.has("most_hotspots"):
        most = int(table.number("most_hotspots", above=0))
    table.refuse_unknown()
    return replace(default, most_hotspots=most, **given)
