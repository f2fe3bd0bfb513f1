"""Every way in which a patrol is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class PatrolInvalid(DataError):
    """Something of the patrol is missing or impossible; `problem` says what, `what` names it."""

    code = "patrol_invalid"
    sentence = "This patrol cannot be stored: {problem}"


class PatrolUnknown(DataError):
    """There is no such patrol, or no such member, vehicle, template or stand-down of one."""

    code = "patrol_unknown"
    sentence = "There is no {kind} {id}"


class PatrolStepRefused(DataError):
    """The table of states has no such step."""

    code = "patrol_step_refused"
    sentence = "A patrol that is {status_from} cannot become {status_to}"
