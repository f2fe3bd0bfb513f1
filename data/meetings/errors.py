"""Every way in which a meeting is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class MeetingInvalid(DataError):
    """Something of the meeting is missing or impossible; `problem` says what."""

    code = "meeting_invalid"
    sentence = "This meeting cannot be stored: {problem}"


class MeetingUnknown(DataError):
    """There is no such meeting."""

    code = "meeting_unknown"
    sentence = "There is no meeting {id}"
