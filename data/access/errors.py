"""Every way in which access is refused."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class Denied(DataError):
    """The actor may not do this; `problem` says why, as `Decision.reason` does."""

    code = "access_denied"
    sentence = "{name} may not do {action}: {problem}"


class AccountUnknown(DataError):
    """There is no such account."""

    code = "account_unknown"
    sentence = "There is no account {id}"


class AccountInvalid(DataError):
    """A change to an account that cannot be made; `problem` says why."""

    code = "account_invalid"
    sentence = "This change to an account cannot be made: {problem}"


class PasswordRefused(DataError):
    """A password that would be guessed; `problem` says why, `least` and `most` are its lengths."""

    code = "password_refused"
    sentence = "This password is not accepted ({least} to {most} characters): {problem}"


class SignInRefused(DataError):
    """Name or password is wrong, or the account is disabled: which of them is not said."""

    code = "sign_in_refused"
    sentence = "Name or password is wrong"


class SignInThrottled(DataError):
    """Too many wrong tries by this name or from this address; `wait_s` seconds remain."""

    code = "sign_in_throttled"
    sentence = "Too many tries: wait {wait_s} seconds"


class LinkUnusable(DataError):
    """A one-time link that was used, has expired, or never was."""

    code = "link_unusable"
    sentence = "This link was used already, has expired, or never was"


class TokenInvalid(DataError):
    """A token that cannot be made; `problem` says why."""

    code = "token_invalid"
    sentence = "This token cannot be made: {problem}"


class TokenUnknown(DataError):
    """There is no such token."""

    code = "token_unknown"
    sentence = "There is no token {id}"
