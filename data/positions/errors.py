"""Why a position is not taken."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class PositionUnreadable(DataError):
    """What a phone sent is no position; `field` says where, `problem` why."""

    code = "position_unreadable"
    sentence = "This is no position: {field} {problem}"
