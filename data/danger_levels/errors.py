"""Why an announcement of a danger level is not stored."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class DangerInvalid(DataError):
    """An announcement that cannot stand; `problem` says why."""

    code = "danger_invalid"
    sentence = "This announcement cannot be stored: {problem}"


class DangerUnknown(DataError):
    """There is no such announcement."""

    code = "danger_unknown"
    sentence = "There is no announcement {id}"
