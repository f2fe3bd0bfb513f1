"""Every way in which a case is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class CaseInvalid(DataError):
    """Something of the case is missing or impossible; `problem` says what."""

    code = "case_invalid"
    sentence = "This case cannot be stored: {problem}"


class CaseUnknown(DataError):
    """There is no such case, person or hand-over, or the reader may not know that there is."""

    code = "case_unknown"
    sentence = "There is no {kind} {id}"
