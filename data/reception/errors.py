"""Every way in which a call is not taken into the log."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class CallInvalid(DataError):
    """Something of the call is missing or impossible; `problem` says what."""

    code = "call_invalid"
    sentence = "This call cannot be logged: {problem}"


class CallUnknown(DataError):
    """There is no such call."""

    code = "call_unknown"
    sentence = "There is no call {id}"


class MomentUnreadable(DataError):
    """A time that cannot be understood."""

    code = "moment_unreadable"
    sentence = "This is no time that can be understood: {value}"


class MomentAhead(DataError):
    """A time that has not come yet."""

    code = "moment_ahead"
    sentence = "{value} has not come yet"
