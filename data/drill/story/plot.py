"""The whole story as its deeds in order, and the hours at which the watch must look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from data.drill.story.deeds import Deed, in_order
from data.drill.story.desks import deeds as desk_deeds
from data.drill.story.gatherings import Gathered
from data.drill.story.levels import deeds as level_deeds
from data.drill.story.parts import Story
from data.drill.story.walks import Patrolling
from data.profile import Profile
from data.wall.briefings import TIMES
from geo.areas import Areas


def deeds_of(story: Story, profile: Profile, areas: Areas) -> tuple[Deed, ...]:
    """Every deed of the story, in the order in which they happen."""
    patrolling = Patrolling(profile, areas, timedelta(minutes=story.every_minutes))
    gathered = Gathered(profile, areas)
    return in_order(
        [
            *(deed for each in story.desks for deed in desk_deeds(each, profile)),
            *(deed for each in story.zones for deed in patrolling.zone(each)),
            *(deed for each in story.walks for deed in patrolling.walk(each)),
            *(deed for each in story.gatherings for deed in gathered.meeting(each)),
            *(deed for each in story.trainings for deed in gathered.training(each)),
            *(deed for each in story.levels for deed in level_deeds(each, profile)),
        ]
    )


def hours_of(story: Story, profile: Profile, start: datetime, end: datetime) -> tuple[datetime, ...]:
    """When a round of the watch may not be skipped on the way through (start, end]: briefings are of their
    hour, and a patrol that nobody has begun is late until somebody comes. Aware UTC, in order."""
    tz, late = profile.tz, timedelta(minutes=profile.patrols.late_minutes)
    first, days = start.astimezone(tz).date(), (end - start) // timedelta(days=1) + 2
    briefings = [
        datetime.combine(first + timedelta(days=day), at, tz).astimezone(UTC)
        for day in range(days)
        for at in TIMES.values()
    ]
    comes = [(walk.starts + late, min(each.came for each in walk.members)) for walk in story.walks]
    lates = [due for due, came in comes if came > due]
    return tuple(sorted(each for each in {*briefings, *lates} if start < each <= end))
