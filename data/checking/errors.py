"""Every way in which checking on the ground is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class AssignmentTaken(DataError):
    """Somebody else goes there already (`owner`, since when)."""

    code = "assignment_taken"
    sentence = "{owner} has been on the way to {event_id} since {since}"


class AssignmentUnknown(DataError):
    """There is no such assignment, or it has ended."""

    code = "assignment_unknown"
    sentence = "There is no open assignment {id}"


class AssignmentInvalid(DataError):
    """An assignment that cannot be; `problem` says why."""

    code = "assignment_invalid"
    sentence = "This assignment cannot be made: {problem}"


class VerdictInvalid(DataError):
    """Something of the verdict is missing or impossible; `problem` says what."""

    code = "verdict_invalid"
    sentence = "This verdict cannot be stored: {problem}"


class VerdictUnknown(DataError):
    """There is no such verdict."""

    code = "verdict_unknown"
    sentence = "There is no verdict {id}"


class ReviewRefused(DataError):
    """A review that cannot be; `problem` says why."""

    code = "review_refused"
    sentence = "This review cannot be stored: {problem}"


class ObserverSwapped(DataError):
    """Latitude and longitude of the observer stand in each other's place."""

    code = "observer_swapped"
    sentence = "Latitude {latitude} and longitude {longitude} look swapped"


class ObserverElsewhere(DataError):
    """The observer stood too far away to have seen the place."""

    code = "observer_elsewhere"
    sentence = "The observer stood {distance_km} km away; at most {most_km} km are believed"


class PointToConfirm(DataError):
    """What was typed is no WGS84 latitude and longitude as it stands, but can be read as this point."""

    code = "point_to_confirm"
    sentence = "This can be read as latitude {latitude}, longitude {longitude} ({notation}): confirm it"


class PointOutside(DataError):
    """What was typed lies outside of what is watched here."""

    code = "point_outside"
    sentence = "Latitude {latitude}, longitude {longitude} lies outside of this area"


class PhotoTooLarge(DataError):
    """More bytes than are accepted."""

    code = "photo_too_large"
    sentence = "{name} has {megabytes} MB; at most {limit_mb} MB are accepted"


class PhotoTooManyPixels(DataError):
    """More pixels than are accepted: a small file can unpack to more than the memory holds."""

    code = "photo_too_many_pixels"
    sentence = "{name} has more than {limit_megapixels} megapixels"


class PhotoNotAnImage(DataError):
    """The content is something else, whatever the name says (`kind`)."""

    code = "photo_not_an_image"
    sentence = "{name} is not a photo but {kind}"


class PhotoDamaged(DataError):
    """An image that breaks off or cannot be decoded."""

    code = "photo_damaged"
    sentence = "{name} is damaged and cannot be shown"


class PhotoNeedsPackage(DataError):
    """HEIC, without the optional package that reads it."""

    code = "photo_needs_package"
    sentence = "{name} is a HEIC photo; reading it needs: pip install {package}"


class PhotoInvalid(DataError):
    """A photo that belongs to nothing; `problem` says why."""

    code = "photo_invalid"
    sentence = "The photo {name} cannot be stored: {problem}"


class PhotoUnknown(DataError):
    """There is no such photo, or its file is gone."""

    code = "photo_unknown"
    sentence = "There is no photo {id}"


class TrackUnknown(DataError):
    """There is no such track."""

    code = "track_unknown"
    sentence = "There is no track {id}"


class FormFileUnreadable(DataError):
    """A file of submissions that cannot be read (`reason`)."""

    code = "form_file_unreadable"
    sentence = "{name} cannot be read as submissions of the form: {reason}"


class FormColumnsMissing(DataError):
    """A table that is not of this form; `missing` are the columns that it lacks."""

    code = "form_columns_missing"
    sentence = "{name} is not a table of this form: missing {missing}"


class FormTooLarge(DataError):
    """More than is accepted at once."""

    code = "form_too_large"
    sentence = "{name} is too large: at most {limit_mb} MB and {limit_rows} rows are accepted"


class FormForeign(DataError):
    """A submission about a hotspot of another deployment, or of a drill (`deployment`)."""

    code = "form_foreign"
    sentence = "{event_id} is of {deployment}, not of this installation"


class FormRowInvalid(DataError):
    """A row of which a cell (`column`) cannot be understood (`value`)."""

    code = "form_row_invalid"
    sentence = "The column {column} cannot be understood: {value}"


class FormPhotoMissing(DataError):
    """A row names a photo that is not in the upload."""

    code = "form_photo_missing"
    sentence = "The photo {name} is not in the upload"


class SmsUnreadable(DataError):
    """A message that begins with a code but says no verdict (`problem`)."""

    code = "sms_verdict_unreadable"
    sentence = "The message says no verdict: {problem}"
