"""Where zones may lie, by this deployment's area and settings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import shapely

from data.profile import Profile
from geo.areas import Areas
from geo.zones import Ground, Limits


@lru_cache(maxsize=2)
def _outline(areas: Areas) -> Any:
    shapes = areas.of_era(areas.present_era).geometry.to_numpy()
    return shapely.union_all(shapely.make_valid(shapes))


def ground_of(areas: Areas, profile: Profile) -> Ground:
    """The outline of the present communes, the box that is watched, and the limits of the profile."""
    limits = Limits(
        smallest_ha=profile.patrols.smallest_zone_ha,
        most_vertices=int(profile.patrols.most_vertices),
        near_m=profile.near_border_m,
    )
    return Ground(_outline(areas), profile.bbox, limits)
