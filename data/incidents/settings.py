"""How near in space and time two reports may be about the same thing."""

from __future__ import annotations

from dataclasses import dataclass

from data.toml_table import Table


@dataclass(frozen=True)
class IncidentSettings:
    """The table ``[incidents]`` of a profile.

    match_km
        A caller names a slope or a village, seldom a point: 3 km is about from one village to the next.
    match_hours
        Night and day passes lie up to 25 h 42 min apart: a fire may be that old to the satellite.
    """

    match_km: float = 3.0
    match_hours: float = 26.0


def read_incidents(table: Table) -> IncidentSettings:
    """Check the table ``[incidents]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    given = {name: table.number(name, above=0) for name in ("match_km", "match_hours") if table.has(name)}
    table.refuse_unknown()
    return IncidentSettings(**given)
