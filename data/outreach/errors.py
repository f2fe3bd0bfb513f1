"""Every way in which a training or public-information event is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class OutreachInvalid(DataError):
    """Something of the event is missing or impossible; `problem` says what."""

    code = "outreach_invalid"
    sentence = "This event cannot be stored: {problem}"


class OutreachUnknown(DataError):
    """There is no such event."""

    code = "outreach_unknown"
    sentence = "There is no training or public-information event {id}"
