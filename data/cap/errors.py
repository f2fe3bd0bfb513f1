"""Why there is no message at an address."""

# ruff: noqa: N818 -- named for what happened
from data.errors import DataError


class CapUnknown(DataError):
    """No message was ever sent under this identifier."""

    code = "cap_unknown"
    sentence = "There is no CAP message {identifier}"


class CapGone(DataError):
    """The identifier is one of this program's, but of another database: a drill that began anew, or a
    database before its restoration."""

    code = "cap_gone"
    sentence = "The CAP message {identifier} belongs to records that are no longer here"


class CapPageUnreadable(DataError):
    """The address of a feed's page was changed."""

    code = "cap_page_unreadable"
    sentence = "{before} is no page of the feed"
