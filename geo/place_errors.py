"""Every way in which a place or a file of places is refused; see `geo.errors` for the shape."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from geo.errors import GeoError


class PlaceError(GeoError):
    """Base of all refusals about named places and lines."""

    code = "place_error"
    sentence = "The place cannot be used"


class PointUnreadable(PlaceError):
    """What was typed (`value`) for a coordinate (`name`) is no number."""

    code = "point_unreadable"
    sentence = "{name} should be a coordinate, got {value}"


class PointSwapped(PlaceError):
    """The two numbers stand in each other's place: latitude and longitude, or northing and easting."""

    code = "point_swapped"
    sentence = "{first} and {second} look swapped: in Vietnam X is the northing, and latitude is about 21"


class PointOutOfRange(PlaceError):
    """A number (`value`) that no coordinate of that name can be."""

    code = "point_out_of_range"
    sentence = "{name} {value} is out of range"


class PlaceFileUnreadable(PlaceError):
    """A file (`name`) that is no table and no map layer, or is damaged (`reason`)."""

    code = "place_file_unreadable"
    sentence = "{name} cannot be read as a file of places: {reason}"


class PlaceFileEncoding(PlaceError):
    """A table (`name`) that is not in UTF-8, so that its letters would be guessed."""

    code = "place_file_encoding"
    sentence = "{name} is not in UTF-8; save it as CSV UTF-8"


class PlaceColumnsMissing(PlaceError):
    """A table without the columns of a place; `missing` is what is looked for, `found` what is there."""

    code = "place_columns_missing"
    sentence = "The file has no column for {missing}; its columns: {found}"


class PlaceFileTooLarge(PlaceError):
    """More rows than a list of places has."""

    code = "place_file_too_large"
    sentence = "The file has {rows} rows; at most {limit} are accepted"


class PlaceCrsMissing(PlaceError):
    """A map layer that does not say its coordinate system; it is never guessed."""

    code = "place_crs_missing"
    sentence = "{name} does not say its coordinate system: choose it"
