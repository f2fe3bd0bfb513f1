"""Every way in which a change to agencies, focal points or plans is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class RecordUnknown(DataError):
    """There is no such row."""

    code = "record_unknown"
    sentence = "There is no {kind} {id}"


class AgencyInvalid(DataError):
    """A change that cannot be made; `problem` says why."""

    code = "agency_invalid"
    sentence = "This change cannot be made: {problem}"


class PhoneInvalid(DataError):
    """No number that can be dialled from here; `problem` says why, `instead` what it may be now."""

    code = "phone_invalid"
    sentence = "{value} is no telephone number: {problem}"


class PhoneOld(DataError):
    """A mobile number of eleven digits: they ended in 2018."""

    code = "phone_old"
    sentence = "{value} is a number of eleven digits, which ended in 2018; it may be {instead} now"


class EmailInvalid(DataError):
    """No e-mail address."""

    code = "email_invalid"
    sentence = "{value} is no e-mail address"


class ScanInvalid(DataError):
    """A scan of the paper that is not stored; `problem` says why."""

    code = "scan_invalid"
    sentence = "{name} is not stored: {problem} (at most {limit_mb} MB)"
