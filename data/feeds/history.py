"""What the run rows say about one feed: its last good answer, since when it fails, how new its data is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from data.feeds.registry import Span, span_of
from data.feeds.spec import FeedSpec
from data.store.tables import feed_run

GOOD = ("ok", "partial", "not_modified")
# Newest detections of single files go up and down a little (a long file is not refreshed with the short one);
# over this many files the greatest is the feed's.
_FILES_LOOKED_AT = 12
_RUNS_LOOKED_AT = 200


@dataclass(frozen=True)
class History:
    """Facts of one feed, polls only (an upload says nothing about a feed). Times are aware UTC.

    `failing_since`: start of the first failed run after the last good one. `tried` and `answered`: last run
    and last good run per span, among the last 200 runs (two days of polling).
    """

    first_good_at: datetime | None = None
    last_good_at: datetime | None = None
    failing_since: datetime | None = None
    error_code: str | None = None
    error_params: dict[str, Any] = field(default_factory=dict)
    newest_detection: datetime | None = None
    tried: dict[Span, datetime] = field(default_factory=dict)
    answered: dict[Span, datetime] = field(default_factory=dict)


def _polls(spec: FeedSpec, *columns: Any) -> Select[Any]:
    return select(*columns).where(feed_run.c.feed_id == spec.id, feed_run.c.kind == "poll")


def _span_times(conn: Connection, spec: FeedSpec) -> tuple[dict[Span, datetime], dict[Span, datetime]]:
    """Last run and last good run per span."""
    query = _polls(spec, feed_run.c.file_name, feed_run.c.started_at, feed_run.c.status)
    tried: dict[Span, datetime] = {}
    answered: dict[Span, datetime] = {}
    newest_first = query.order_by(feed_run.c.started_at.desc(), feed_run.c.id.desc())
    for row in conn.execute(newest_first.limit(_RUNS_LOOKED_AT)):
        span = span_of(row.file_name or "")
        if span is not None:
            tried.setdefault(span, row.started_at)
            if row.status in GOOD:
                answered.setdefault(span, row.started_at)
    return tried, answered


def history(conn: Connection, spec: FeedSpec) -> History:
    """Read the facts of one feed."""
    good = _polls(spec, feed_run.c.finished_at, feed_run.c.started_at, feed_run.c.id).where(
        feed_run.c.status.in_(GOOD)
    )
    last = conn.execute(good.order_by(feed_run.c.started_at.desc(), feed_run.c.id.desc()).limit(1)).first()
    first = conn.execute(good.order_by(feed_run.c.started_at, feed_run.c.id).limit(1)).first()
    bad = _polls(spec, feed_run.c.started_at, feed_run.c.error_code, feed_run.c.error_params).where(
        feed_run.c.status == "failed"
    )
    if last is not None:
        bad = bad.where(feed_run.c.id > last.id)
    failures = bad.order_by(feed_run.c.id)
    since = conn.execute(failures.limit(1)).first()
    latest = conn.execute(bad.order_by(feed_run.c.id.desc()).limit(1)).first()
    newest = (
        _polls(spec, feed_run.c.newest_detection)
        .where(feed_run.c.newest_detection.is_not(None))
        .order_by(feed_run.c.started_at.desc())
        .limit(_FILES_LOOKED_AT)
        .subquery()
    )
    tried, answered = _span_times(conn, spec)
    return History(
        first_good_at=(first.finished_at or first.started_at) if first else None,
        last_good_at=(last.finished_at or last.started_at) if last else None,
        failing_since=since.started_at if since else None,
        error_code=latest.error_code if latest else None,
        error_params=dict(latest.error_params or {}) if latest else {},
        newest_detection=conn.execute(select(func.max(newest.c.newest_detection))).scalar(),
        tried=tried,
        answered=answered,
    )
