"""Why a shift is not begun or ended."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class ShiftInvalid(DataError):
    """Something is missing or impossible; `problem` says what."""

    code = "shift_invalid"
    sentence = "This shift cannot be stored: {problem}"


class ShiftUnknown(DataError):
    """There is no such shift."""

    code = "shift_unknown"
    sentence = "There is no shift {id}"
