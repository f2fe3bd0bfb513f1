"""One poll of one file of a feed: asked for, read and stored, or its failure recorded."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import requests
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from data.clock import Clock
from data.errors import LeaseLost
from data.feeds.fetch import Fetched, Validators, fetch
from data.feeds.redact import redact
from data.feeds.registry import (
    API_DAYS,
    Download,
    Endpoints,
    Span,
    api_source,
    availability_download,
    download,
    parse_availability,
)
from data.feeds.spec import FeedSpec
from data.ingest import RunInfo, Stored, record_failure, record_unchanged, store
from data.profile import Profile
from data.store.engine import reading
from data.store.tables import feed_run
from geo.areas import Areas
from geo.errors import GeoError
from geo.hotspots import read

log = logging.getLogger(__name__)

ACTOR = "system:watch"
ORIGIN = "watch"


@dataclass
class Poller:
    """Everything that polls share. `areas` may be slow to load, so it is asked for when first needed."""

    engine: Engine
    profile: Profile
    areas: Callable[[], Areas]
    where: Endpoints
    session: requests.Session
    now: Clock
    sleep: Callable[[float], object] = time.sleep
    _availability: tuple[datetime, Mapping[str, tuple[date, date]]] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Polled:
    """What a poll came to: `stored`, or `error`, or neither (the file had not changed)."""

    feed_id: str
    file_name: str
    stored: Stored | None = None
    error: Exception | None = None


def _validators(conn: Connection, wanted: Download) -> dict[str, Validators]:
    """Validators of the last complete answer of each address. A partial file is asked for again in full."""
    found = {}
    for url in (redact(url) for url in wanted.urls):
        query = (
            select(feed_run.c.status, feed_run.c.etag, feed_run.c.last_modified)
            .where(
                feed_run.c.feed_id == wanted.feed_id,
                feed_run.c.url == url,
                feed_run.c.status.in_(("ok", "not_modified", "partial")),
            )
            .order_by(feed_run.c.started_at.desc(), feed_run.c.id.desc())
            .limit(1)
        )
        row = conn.execute(query).first()
        if row is not None and row.status != "partial":
            found[url] = Validators(row.etag, row.last_modified)
    return found


def _fetch(poller: Poller, wanted: Download) -> Fetched:
    with reading(poller.engine) as conn:
        known = _validators(conn, wanted)
    settings = poller.profile.feeds.fetch
    return fetch(wanted, poller.session, settings, validators=known, sleep=poller.sleep)


def _available(poller: Poller, spec: FeedSpec, now: datetime) -> Mapping[str, tuple[date, date]]:
    """The API's table of what it has, asked for as often as a long file."""
    known = poller._availability
    if known is not None and now - known[0] < poller.profile.feeds.poll.long_every:
        return known[1]
    wanted = availability_download(spec, poller.where)
    settings = poller.profile.feeds.fetch
    answer = fetch(wanted, poller.session, settings, sleep=poller.sleep)
    poller._availability = (now, parse_availability(answer.body or b""))
    return poller._availability[1]


def _wanted(poller: Poller, spec: FeedSpec, span: Span, now: datetime) -> Download:
    if not spec.needs_key:
        return download(spec, span, poller.where)
    source = api_source(spec, API_DAYS[span], now, _available(poller, spec, now))
    return download(spec, span, poller.where, source=source)


def _run(
    poller: Poller,
    spec: FeedSpec,
    wanted: Download,
    span: Span,
    info: RunInfo,
    fence: Callable[[Connection], None] | None,
) -> tuple[RunInfo, Stored | None]:
    wanted = _wanted(poller, spec, span, info.started_at)
    fetched = _fetch(poller, wanted)
    info = replace(
        info,
        url=fetched.url,
        file_name=wanted.file_name,
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
    )
    if fetched.body is None:
        record_unchanged(poller.engine, info, poller.now(), fence=fence)
        return info, None
    body = fetched.body
    info = replace(info, sha256=hashlib.sha256(body).hexdigest(), size=len(body))
    stored = store(
        poller.engine,
        read(body, source=wanted.file_name),
        body,
        info,
        now=poller.now(),
        profile=poller.profile,
        areas=poller.areas(),
        fence=fence,
    )
    return info, stored


def poll(
    poller: Poller,
    spec: FeedSpec,
    span: Span,
    *,
    fence: Callable[[Connection], None] | None = None,
) -> Polled:
    """Ask for one file and store what it says; whatever is wrong with the feed ends as a failed run.

    Raises
    ------
    LeaseLost
        Another worker took over: nothing was written.
    sqlalchemy.exc.SQLAlchemyError
        The database does not work, so that no run can be recorded either.
    """
    wanted = download(spec, span, poller.where)
    info = RunInfo(
        spec.id, "poll", ACTOR, ORIGIN, poller.now(), url=wanted.shown_url, file_name=wanted.file_name
    )
    failure: Exception
    try:
        info, stored = _run(poller, spec, wanted, span, info, fence)
    except (SQLAlchemyError, LeaseLost):
        raise
    except GeoError as error:
        failure = error
        log.warning("feed %s, %s: %s", spec.id, wanted.file_name, error)
    except Exception as error:  # a fault of ours in one feed's file must not stop the other feeds
        failure = error
        log.exception("feed %s, %s", spec.id, wanted.file_name)
    else:
        return Polled(spec.id, wanted.file_name, stored=stored)
    record_failure(poller.engine, info, failure, poller.now(), fence=fence)
    return Polled(spec.id, wanted.file_name, error=failure)
