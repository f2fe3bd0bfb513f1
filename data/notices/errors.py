"""Every way in which `data.notices` refuses."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class ChannelsInvalid(DataError):
    """The environment names a channel that cannot work; `variable` and `problem` say what to mend."""

    code = "channels_invalid"
    sentence = "{variable} cannot be used: {problem}"


class NoticeUnknown(DataError):
    """There is no such notice."""

    code = "notice_unknown"
    sentence = "There is no notice {id}"


class NoticeInvalid(DataError):
    """A notice that cannot be made, tried again or given to another channel; `problem` says why."""

    code = "notice_invalid"
    sentence = "This notice cannot be sent so: {problem}"


class AckUnusable(DataError):
    """Nothing is acknowledged; `problem`: link_forged, link_expired, matter_withdrawn, name_missing."""

    code = "ack_unusable"
    sentence = "This acknowledgement cannot be taken: {problem}"


class SmsRefused(DataError):
    """No SMS of our gateway; `problem`: sms_not_configured, sms_signature, sms_stale,
    sms_unreadable, report_unreadable."""

    code = "sms_refused"
    sentence = "This SMS is not taken: {problem}"
