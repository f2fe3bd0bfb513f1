"""Every way in which a change to a case file is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class RecordInvalid(DataError):
    """A record, a force or a merge that cannot be stored; `problem` says why."""

    code = "record_invalid"
    sentence = "The case file cannot be changed so: {problem}"


class DocumentInvalid(DataError):
    """A document that cannot be made; `problem` says why."""

    code = "document_invalid"
    sentence = "The document cannot be made: {problem}"
