"""Download one file of a feed: complete and small enough, or a named failure without the key in it."""

from __future__ import annotations

import email.utils
import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TransportTimeout

from data.feeds import errors
from data.feeds.body import read_body
from data.feeds.deadline import Deadline, DeadlineAdapter
from data.feeds.redact import guard_logs, redact
from data.feeds.registry import Download
from data.feeds.spec import FetchSettings
from geo.errors import GeoError, InvalidKey, InvalidRequest, QuotaExceeded
from geo.hotspots.refusal import prose_error

log = logging.getLogger(__name__)

MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Validators:
    """What makes the next request for the same address conditional."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True)
class Fetched:
    """A complete answer. `body` is None when the file has not changed since the validators were given."""

    body: bytes | None
    url: str
    file_name: str
    validators: Validators

    @property
    def sha256(self) -> str | None:
        return None if self.body is None else hashlib.sha256(self.body).hexdigest()


def open_session() -> requests.Session:
    """A session for the feeds: who we are, gzip only, connections that a deadline can cut."""
    guard_logs()
    session = requests.Session()
    session.headers.update(
        {
            "User-Agent": "CanhLua/0.1 (forest fire watch)",
            "Accept-Encoding": "gzip",
            "Accept": "text/csv, */*",
        }
    )
    adapter = DeadlineAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _retry_after(response: requests.Response) -> float | None:
    """Seconds that the server asks to wait: given as a number or as a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _check_status(response: requests.Response, url: str, conditional: bool) -> None:
    status = response.status_code
    if status == 200 or (status == 304 and conditional):
        return
    if status == 429:
        raise errors.RateLimited(source=url, retry_after_s=_retry_after(response))
    if status >= 500:
        raise errors.ServerFailed(source=url, status=status, retry_after_s=_retry_after(response))
    # FIRMS says in words why: `Invalid MAP_KEY.` with 400 or 403.
    said = response.raw.read(2000, decode_content=True).decode("utf-8", "replace")
    known = prose_error(redact(said))
    if isinstance(known, (InvalidKey, InvalidRequest, QuotaExceeded)):
        raise known
    raise errors.RefusedByServer(source=url, status=status)


def _follow(
    session: requests.Session, url: str, download: Download, settings: FetchSettings, validators: Validators
) -> requests.Response:
    """The last answer after redirects. Only configured servers are followed: the key goes nowhere else."""
    address = url
    for _ in range(MOST_REDIRECTS + 1):
        response = session.get(
            address,
            headers=validators.headers(),
            timeout=(settings.connect_s, settings.read_s),
            stream=True,
            allow_redirects=False,
        )
        if response.status_code not in _REDIRECTS:
            return response
        target = urljoin(address, response.headers.get("Location", ""))
        response.close()
        parts = urlsplit(target)
        downgraded = urlsplit(address).scheme == "https" and parts.scheme != "https"
        if downgraded or parts.hostname not in download.hosts:
            raise errors.Redirected(source=url, host=f"{parts.scheme}://{parts.hostname}")
        address = target
    raise errors.Redirected(source=url, host="itself, again and again")


def _reason(problem: BaseException) -> str:
    """The innermost cause in a few words; requests nests it four deep."""
    while (inner := problem.__cause__ or problem.__context__) is not None:
        problem = inner
    return redact(str(problem) or type(problem).__name__)[:200]


def _named(problem: BaseException, url: str, settings: FetchSettings) -> errors.FetchFailed:
    """A time-out however deep it is nested (a proxy's, the system's own), else no connection."""
    if isinstance(problem, requests.ConnectTimeout):
        return errors.TimedOut(source=url, seconds=settings.connect_s)
    inner: BaseException | None = problem
    while inner is not None:
        refused = isinstance(inner, NewConnectionError)  # to urllib3 a kind of time-out
        if not refused and isinstance(inner, (requests.Timeout, TransportTimeout, TimeoutError)):
            return errors.TimedOut(source=url, seconds=settings.read_s)
        inner = inner.__cause__ or inner.__context__
    return errors.ConnectionFailed(source=url, reason=_reason(problem))


def _attempt(
    session: requests.Session,
    url: str,
    download: Download,
    settings: FetchSettings,
    validators: Validators,
    seconds: float,
) -> Fetched:
    """One exchange. Whatever goes wrong inside is raised anew from outside the handler, so that no address
    with a key hangs on the new error as its cause or context."""
    failure: GeoError
    with Deadline(seconds) as deadline:
        try:
            response = _follow(session, url, download, settings, validators)
            with response:
                _check_status(response, url, bool(validators.headers()))
                same = response.status_code == 304
                body = None if same else read_body(response, settings.max_bytes)
                fresh = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
            if not deadline.expired:
                kept = fresh if fresh.headers() else validators if same else fresh
                return Fetched(body, redact(url), download.file_name, kept)
            failure = errors.TimedOut(source=url, seconds=round(seconds, 1))
        except GeoError as problem:
            failure = problem
        except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
            failure = _named(problem, url, settings)
    if deadline.expired:
        failure = errors.TimedOut(source=url, seconds=round(seconds, 1))
    failure.__cause__ = failure.__context__ = None
    raise failure.with_traceback(None)


def _worth_another_try(settings: FetchSettings) -> Callable[[BaseException], bool]:
    def decide(problem: BaseException) -> bool:
        if not (isinstance(problem, errors.FetchFailed) and problem.transient):
            return False
        return (problem.params.get("retry_after_s") or 0) <= settings.retry_after_s

    return decide


def _wait(settings: FetchSettings) -> Callable[[tenacity.RetryCallState], float]:
    back_off = tenacity.wait_exponential(multiplier=settings.wait_s, max=settings.wait_most_s)
    jitter = tenacity.wait_random(0, settings.wait_s)

    def seconds(state: tenacity.RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        asked = problem.params.get("retry_after_s") if isinstance(problem, errors.FetchFailed) else None
        return max(float(asked or 0), back_off(state)) + jitter(state)

    return seconds


def _from_one(
    session: requests.Session,
    url: str,
    download: Download,
    settings: FetchSettings,
    validators: Validators,
    ends: float,
    sleep: Callable[[float], object],
) -> Fetched:
    """All attempts at one address."""

    def pause(seconds: float) -> None:
        log.info("%s: trying again in %.1f s", redact(url), seconds)
        sleep(seconds)

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_worth_another_try(settings)),
        wait=_wait(settings),
        stop=tenacity.stop_after_attempt(settings.attempts)
        | tenacity.stop_before_delay(ends - time.monotonic()),
        sleep=pause,
        reraise=True,
    )

    def once() -> Fetched:
        seconds = min(settings.deadline_s, ends - time.monotonic())
        return _attempt(session, url, download, settings, validators, seconds)

    return retrying(once)


def fetch(
    download: Download,
    session: requests.Session,
    settings: FetchSettings,
    *,
    validators: Mapping[str, Validators] | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Fetched:
    """Get one file from its main address or, when that fails, from a mirror.

    Only time-outs, 429 and 5xx are tried again, with back-off and jitter; Retry-After is obeyed up to
    `settings.retry_after_s`. A mirror is asked after any failure but 429: that limit is about us.

    Parameters
    ----------
    validators
        By redacted address, from the last good answer of that address: an unchanged file then comes back
        with `body` None.
    sleep
        Waits between attempts; the watch passes one that ends early when the program stops.

    Raises
    ------
    FetchFailed, TruncatedDownload, TooLarge, BrokenEncoding
        The failure of the main address, if every mirror failed too. No key in its text, params or causes.
    """
    known = validators or {}
    ends = time.monotonic() + settings.total_s
    first: GeoError | None = None
    for url in download.urls:
        try:
            return _from_one(
                session, url, download, settings, known.get(redact(url), Validators()), ends, sleep
            )
        except GeoError as problem:
            log.warning("%s", problem)
            first = first or problem
        if isinstance(first, errors.RateLimited) or time.monotonic() >= ends:
            break
    assert first is not None  # noqa: S101 - a download has at least one address
    first.__cause__ = first.__context__ = None
    raise first.with_traceback(None)
