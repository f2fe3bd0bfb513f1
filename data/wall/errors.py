"""Every way in which a deed at the wall's alarms or briefings is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class AlarmGone(DataError):
    """There is no such alarm any more: its condition is over and it has ended."""

    code = "wall_alarm_gone"
    sentence = "There is no open alarm about {kind} {ref}"


class AlarmRefused(DataError):
    """Something that cannot be done to this alarm; `problem` says why."""

    code = "wall_alarm_refused"
    sentence = "This cannot be done to the alarm: {problem}"


class BriefingUnknown(DataError):
    """There is no such briefing."""

    code = "briefing_unknown"
    sentence = "There is no briefing {id}"


class BriefingRefused(DataError):
    """A briefing or a signature that cannot be; `problem` says why."""

    code = "briefing_refused"
    sentence = "The briefing cannot be stored or signed: {problem}"
