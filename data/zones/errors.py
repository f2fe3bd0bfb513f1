"""Every way in which a change to a zone is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError

PROBLEMS = (
    "zone_name_missing",
    "zone_kind_unknown",
    "zone_season_unknown",
    "zone_priority_unknown",
    "zone_source_unknown",
    "zone_reason_missing",
    "zone_archived_already",
    "zone_not_archived",
    "zone_route_or_area",
    "zone_nothing_changed",
)
"""Beside these, `problem` is a code of `geo.zones.CODES`: what is wrong with the shape."""


class ZoneUnknown(DataError):
    """There is no such zone."""

    code = "zone_unknown"
    sentence = "There is no zone {id}"


class ZoneInvalid(DataError):
    """A zone that cannot be stored so; `problem` says why."""

    code = "zone_invalid"
    sentence = "The zone cannot be stored: {problem}"


class ZoneUsed(DataError):
    """A zone to which patrols went or will go is not deleted; it can be archived."""

    code = "zone_used"
    sentence = "{zone} is a zone of {patrols} patrols: it can be archived, not deleted"
