"""Every way in which a report is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class ReportInvalid(DataError):
    """The report cannot be made or frozen; `problem` says why."""

    code = "report_invalid"
    sentence = "This report cannot be made: {problem}"
