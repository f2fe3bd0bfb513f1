"""Every way in which a change to suggested zones is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class SuggestionUnknown(DataError):
    """There is no such suggestion."""

    code = "suggestion_unknown"
    sentence = "There is no suggestion {id}"


class SuggestionInvalid(DataError):
    """A change that cannot be made; `problem` says why.

    decided (somebody was faster), not_decided (it is open), accepted (its zone was changed since),
    reason_missing.
    """

    code = "suggestion_invalid"
    sentence = "This suggestion cannot be changed so: {problem}"
