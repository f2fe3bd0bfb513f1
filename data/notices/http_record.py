"""What HTTP answers a plugin of apprise got.

apprise's plugins (2.3: JSON, form, Telegram, Zalo and over a hundred more) call `requests` through their
module and answer True or False: a refusal, an overload and a time-out look the same, and no header can be
added to most. So in the module of a plugin that is used, `requests` is replaced by a stand-in that passes
everything on, keeps what came back, and adds the idempotency key. Outside of `recording` it does nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from data.notices.outcome import Sent

IDEMPOTENCY_HEADER = "Idempotency-Key"
"""draft-ietf-httpapi-idempotency-key-header: the gateway answers a repeated request as it did the first."""
_AGAIN = (408, 425, 429)
"""4xx that mean "not now": request time-out, too early, too many requests."""


@dataclass
class Record:
    """The exchanges of one message, in order: a status and its Retry-After, or what was raised."""

    key: str
    answers: list[requests.Response] = field(default_factory=list)
    errors: list[requests.RequestException] = field(default_factory=list)


_record: ContextVar[Record | None] = ContextVar("record", default=None)


class _StandIn:
    """`requests`, watched."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        record = _record.get()
        if record is None:
            return requests.request(method, url, **kwargs)  # noqa: S113 -- the plugin gives its own
        headers = {IDEMPOTENCY_HEADER: record.key} | dict(kwargs.pop("headers", None) or {})
        try:
            answer = requests.request(method, url, headers=headers, **kwargs)  # noqa: S113
        except requests.RequestException as error:
            record.errors.append(error)
            raise
        record.answers.append(answer)
        return answer

    def post(self, url: str, data: Any = None, json: Any = None, **kwargs: Any) -> requests.Response:
        return self.request("POST", url, data=data, json=json, **kwargs)

    def get(self, url: str, params: Any = None, **kwargs: Any) -> requests.Response:
        return self.request("GET", url, params=params, **kwargs)

    def put(self, url: str, data: Any = None, **kwargs: Any) -> requests.Response:
        return self.request("PUT", url, data=data, **kwargs)


_STAND_IN = _StandIn()


@contextmanager
def recording(plugin: object, key: str) -> Iterator[Record]:
    """Record what `plugin` exchanges in this thread; every request carries `key`."""
    for kind in type(plugin).__mro__:
        module = sys.modules.get(kind.__module__)
        if module is not None and getattr(module, "requests", None) is requests:
            module.requests = _STAND_IN  # type: ignore[attr-defined]
    record = Record(key)
    token = _record.set(record)
    try:
        yield record
    finally:
        _record.reset(token)


def _retry_after(answer: requests.Response) -> float | None:
    said = answer.headers.get("Retry-After", "")
    return min(float(said), 3600.0) if said.isdigit() else None


def _never_arrived(error: requests.RequestException) -> bool:
    """Whether the request surely did not reach the server."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def outcome_of(record: Record, *, taken: bool) -> Sent:
    """What the exchanges mean; `taken` is what the plugin answered."""
    bad = [each for each in record.answers if not each.ok or each.is_redirect]
    if taken:
        last = record.answers[-1].status_code if record.answers else None
        return Sent("sent", "apprise" if last is None else f"HTTP {last}")
    if bad:
        status, said = bad[-1].status_code, bad[-1].text[:200]
        again = status in _AGAIN or status >= 500
        return Sent("unreachable" if again else "refused", f"HTTP {status} {said}", _retry_after(bad[-1]))
    if record.errors:
        error = record.errors[-1]
        outcome = "unreachable" if _never_arrived(error) else "unknown"
        return Sent(outcome, f"{type(error).__name__}: {error}")
    if record.answers:
        # The status was good and the plugin still says no: the service says so in the body.
        return Sent("refused", f"HTTP {record.answers[-1].status_code} {record.answers[-1].text[:200]}")
    return Sent("unreachable", "apprise could not send and does not say why")
