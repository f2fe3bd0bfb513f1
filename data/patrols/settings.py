"""How late, how long, how far: the table ``[patrols]`` of a profile."""

from __future__ import annotations

from dataclasses import dataclass, fields

from data.toml_table import Table


@dataclass(frozen=True)
class PatrolSettings:
    """No regulation gives these; each is ours until a deployment says otherwise.

    late_minutes
        Nobody checked in so long after the start: the patrol is late, and the lead agency hears of it.
    overdue_minutes
        Somebody is still out so long after the end: long enough for a slow boat, short enough for daylight.
    escalate_minutes
        Between two contacts while nobody answers to either alarm.
    link_days
        How long after its end the links of a patrol still take check-ins, tracks and findings: until whoever
        walked without signal is home.
    visibility_m
        How far one sees to either side of a track (as in ``[checking]``).
    max_speed_kmh
        Faster than a motorbike goes on these roads is no patrol.
    gap_minutes
        A pause between two points of a track that is longer is told.
    join_m
        Points of a track farther apart are not joined (as in the search on the ground).
    position_days
        How long live positions are kept.
    phone_ahead_minutes
        A phone's clock may run so far ahead of ours; what it says then happened now. More is a wrong clock.
    earliest_hours
        A check-in longer before the start is of a wrong clock: nobody gathers a day before.
    alarm_hours
        So long after the planned end nobody is newly told that a patrol has not set out: by then the board
        shows it, and a message helps nobody.
    events_near_km
        Fires this near to a patrol's zones are offered on its phones, to be checked on the way.
    position_margin_minutes
        So long before the start and after the end live positions are still taken: the way there and home.
    smallest_zone_ha
        A smaller polygon is a slip of the pen.
    most_vertices
        A shape with more is offered simpler; nothing is simplified unasked.
    longest_hours
        A longer window is a slip of the pen.
    zone_again_hours
        Two patrols in one zone that lie closer together are pointed out.
    zone_shared
        Share of a zone's area from which another zone counts as the same ground.
    paper_days, paper_near_m
        A patrol's papers tell the hotspots of so many days before it, in its zones and so near to them: a
        week of passes, and the farthest that fire walked over ridges here in a night.
    most_repeats
        Patrols that one plan may make at once: weekly for a year, and some.
    """

    late_minutes: float = 30.0
    overdue_minutes: float = 60.0
    escalate_minutes: float = 30.0
    link_days: float = 7.0
    visibility_m: float = 50.0
    max_speed_kmh: float = 60.0
    gap_minutes: float = 15.0
    join_m: float = 500.0
    position_days: float = 30.0
    phone_ahead_minutes: float = 5.0
    earliest_hours: float = 24.0
    alarm_hours: float = 24.0
    events_near_km: float = 1.0
    position_margin_minutes: float = 60.0
    smallest_zone_ha: float = 0.5
    most_vertices: float = 10_000
    longest_hours: float = 72.0
    zone_again_hours: float = 12.0
    zone_shared: float = 0.5
    paper_days: float = 7.0
    paper_near_m: float = 1000.0
    most_repeats: float = 60


def read_patrols(table: Table) -> PatrolSettings:
    """Check the table ``[patrols]`` of a profile; what it leaves out has its default.

    Raises
    ------
    data.toml_table.ProfileError
        A key is unknown, or is not above 0.
    """
    names = [each.name for each in fields(PatrolSettings)]
    given = {name: table.number(name, above=0) for name in names if table.has(name)}
    table.refuse_unknown()
    return PatrolSettings(**given)
