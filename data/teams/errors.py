"""Every way in which a joint team or an inspection is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class TeamInvalid(DataError):
    """Something of the team or the inspection is missing or impossible; `problem` says what."""

    code = "team_invalid"
    sentence = "This team or inspection cannot be stored: {problem}"


class TeamUnknown(DataError):
    """There is no such team, member or inspection."""

    code = "team_unknown"
    sentence = "There is no {kind} {id}"
