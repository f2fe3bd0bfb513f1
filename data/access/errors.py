"""Every way in which access is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class Denied(DataError):
    """The actor may not do this; `problem` says why, as `Decision.reason` does."""

    code = "access_denied"
    sentence = "{name} may not do {action}: {problem}"
