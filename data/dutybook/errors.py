"""Why something does not go into the duty book."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class RosterInvalid(DataError):
    """A turn of the roster is missing something or impossible; `problem` says what."""

    code = "roster_invalid"
    sentence = "This turn cannot be put on the roster: {problem}"


class RosterUnknown(DataError):
    """There is no such turn."""

    code = "roster_unknown"
    sentence = "There is no turn {id} on the roster"


class LogInvalid(DataError):
    """An entry of the log is missing something or impossible; `problem` says what."""

    code = "duty_log_invalid"
    sentence = "This entry cannot be written into the duty book: {problem}"


class HandoverInvalid(DataError):
    """A shift cannot be handed over like that; `problem` says what."""

    code = "handover_invalid"
    sentence = "This shift cannot be handed over: {problem}"
