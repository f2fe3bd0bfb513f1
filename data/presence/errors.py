"""Every way in which a check-in or a finding is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class CheckinInvalid(DataError):
    """Something of a check-in is missing or impossible; `problem` says what."""

    code = "checkin_invalid"
    sentence = "This check-in cannot be stored: {problem}"


class FindingInvalid(DataError):
    """Something of a finding is missing or impossible; `problem` says what."""

    code = "finding_invalid"
    sentence = "This finding cannot be stored: {problem}"


class AlarmUnknown(DataError):
    """There is no such alarm of a patrol."""

    code = "patrol_alarm_unknown"
    sentence = "There is no alarm {id} of any patrol"
