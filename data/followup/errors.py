"""Why a decision or recommendation is not stored."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class ItemInvalid(DataError):
    """Something is missing or impossible; `problem` says what."""

    code = "item_invalid"
    sentence = "This decision or recommendation cannot be stored: {problem}"


class ItemUnknown(DataError):
    """There is no such decision or recommendation."""

    code = "item_unknown"
    sentence = "There is no decision or recommendation {id}"
