"""Every way in which the ledger refuses."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class DutyUnknown(DataError):
    """There is no such duty, or no such entry of it."""

    code = "duty_unknown"
    sentence = "There is no duty {id}"


class DutyInvalid(DataError):
    """Something that cannot be entered; `problem` says why."""

    code = "duty_invalid"
    sentence = "This cannot be entered: {problem}"


class StepRefused(DataError):
    """The table of states has no such step."""

    code = "duty_step_refused"
    sentence = "A duty that is {status} cannot be {kind}"


class RuleUnknown(DataError):
    """There is no such rule."""

    code = "rule_unknown"
    sentence = "There is no rule {id}"


class RuleInvalid(DataError):
    """A rule that cannot be; `problem` says why."""

    code = "rule_invalid"
    sentence = "This rule cannot be: {problem}"


class ReceiverUnreachable(DataError):
    """A rule cannot be switched on while one of its receivers has no reachable focal point."""

    code = "receiver_unreachable"
    sentence = "These receivers have no focal point with a channel: {agencies}"


class FiguresInvalid(DataError):
    """Figures of a month that cannot be told or frozen; `problem` says why."""

    code = "figures_invalid"
    sentence = "The figures of {month} cannot be had: {problem}"
