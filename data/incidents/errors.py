"""Every way in which a change to an incident is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class IncidentUnknown(DataError):
    """There is no such incident."""

    code = "incident_unknown"
    sentence = "There is no incident {id}"


class IncidentInvalid(DataError):
    """A change that cannot be made; `problem` says why."""

    code = "incident_invalid"
    sentence = "This change to an incident cannot be made: {problem}"


class StatusNotNext(DataError):
    """The table of states has no such step."""

    code = "status_not_next"
    sentence = "{status_from} is not followed by {status_to}"
