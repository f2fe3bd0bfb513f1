"""Every way in which a file of tracks is refused; see `geo.errors` for the shape."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from geo.errors import GeoError


class SearchError(GeoError):
    """Base of all refusals about searching on the ground."""

    code = "search_error"
    sentence = "The search cannot be used"


class GpxUnreadable(SearchError):
    """A file (`name`) that is no GPX or is damaged (`reason`)."""

    code = "gpx_unreadable"
    sentence = "{name} cannot be read as GPX: {reason}"


class GpxUnsafe(SearchError):
    """A file (`name`) with a document type or entities, with which a small file can fill the memory."""

    code = "gpx_unsafe"
    sentence = "{name} declares a document type or entities, which no GPX needs"


class GpxTooLarge(SearchError):
    """More than is accepted: `limit_mb` megabytes or `limit_points` points."""

    code = "gpx_too_large"
    sentence = "{name} is too large: at most {limit_mb} MB and {limit_points} points are accepted"


class GpxWithoutTrack(SearchError):
    """A GPX without a single track point: `waypoints` and `routes` are no proof of having been there."""

    code = "gpx_without_track"
    sentence = "{name} holds no track ({waypoints} waypoints, {routes} routes)"


class GpxPointImpossible(SearchError):
    """A point that lies nowhere on Earth (`latitude`, `longitude`), or whose numbers are swapped."""

    code = "gpx_point_impossible"
    sentence = "{name} holds a point that cannot be: latitude {latitude}, longitude {longitude}"
