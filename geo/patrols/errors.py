"""The one way in which a file of a patrol's track is refused, beside those of GPX in `geo.search.errors`."""

# ruff: noqa: N818 -- named for what happened; the base carries "Error".
from geo.errors import GeoError


class TrackFileInvalid(GeoError):
    """A file (`name`) that holds no track that can be used; `problem` says why.

    `problem`: track_empty, track_kind_unknown (neither GPX, KML nor KMZ), track_damaged,
    track_too_large, track_absent (only places, or nothing), track_point_impossible.
    """

    code = "track_file_invalid"
    sentence = "{name} cannot be used as a track: {problem}"
