"""Every way in which a patrol's track is refused, beside those of its file (`geo.patrols`, `geo.search`)."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class TrackRefused(DataError):
    """A track that cannot be stored for this patrol; `problem` says why."""

    code = "patrol_track_refused"
    sentence = "This track cannot be stored: {problem}"


class TargetInvalid(DataError):
    """A target that cannot be; `problem` says why."""

    code = "effort_target_invalid"
    sentence = "This target cannot be stored: {problem}"
