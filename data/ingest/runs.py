"""The row that every download and every upload leaves behind, whatever came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from data.feeds.redact import redact
from data.store.engine import writing
from data.store.tables import feed_run
from geo.errors import GeoError

UPLOAD = "upload"
_LONGEST = 500

Fence = Callable[[Connection], None]
"""Called first in a transaction; raises when the caller may not write any more."""


@dataclass(frozen=True)
class RunInfo:
    """What is known of a file before it is read.

    `feed_id` is UPLOAD for an upload; `kind` is poll or upload; `actor` a person or system:watch; `origin`
    the screen, command or job; `url` may still hold a key: it is redacted when stored.
    """

    feed_id: str
    kind: str
    actor: str
    origin: str
    started_at: datetime
    url: str | None = None
    file_name: str | None = None
    sha256: str | None = None
    size: int | None = None
    etag: str | None = None
    last_modified: str | None = None


def _plain(value: Any) -> Any:
    """Params of an error as they may be stored: no key, nothing endless."""
    if isinstance(value, str):
        return redact(value)[:_LONGEST]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value[:20]]
    return value if isinstance(value, (int, float, bool, type(None))) else redact(str(value))[:_LONGEST]


def insert_run(conn: Connection, info: RunInfo, *, status: str, now: datetime, **counts: Any) -> int:
    """Write the row in the caller's transaction and return its id. `counts` are columns of `feed_run`."""
    row = {
        "feed_id": info.feed_id,
        "kind": info.kind,
        "url": None if info.url is None else redact(info.url),
        "file_name": None if info.file_name is None else redact(info.file_name),
        "started_at": info.started_at,
        "finished_at": now,
        "status": status,
        "sha256": info.sha256,
        "bytes": info.size,
        "etag": info.etag,
        "last_modified": info.last_modified,
        "actor": info.actor,
        **counts,
    }
    key = conn.execute(insert(feed_run).values(row)).inserted_primary_key
    assert key is not None  # noqa: S101 - every engine of ours returns it
    return int(key[0])


def record_unchanged(engine: Engine, info: RunInfo, now: datetime, *, fence: Fence | None = None) -> int:
    """The server said that the file is the one we have: a good answer without rows."""
    with writing(engine) as conn:
        if fence is not None:
            fence(conn)
        return insert_run(conn, info, status="not_modified", now=now)


def record_failure(
    engine: Engine, info: RunInfo, error: Exception, now: datetime, *, fence: Fence | None = None
) -> int:
    """Nothing usable came. An error that is none of ours is kept by the name of its class."""
    code = error.code if isinstance(error, GeoError) else "unexpected"
    params = error.params if isinstance(error, GeoError) else {"kind": type(error).__name__}
    with writing(engine) as conn:
        if fence is not None:
            fence(conn)
        return insert_run(conn, info, status="failed", now=now, error_code=code, error_params=_plain(params))


def stored_before(conn: Connection, sha256: str) -> int | None:
    """The first good run of exactly these bytes; None when they are new."""
    query = select(feed_run.c.id).where(feed_run.c.sha256 == sha256, feed_run.c.status.in_(("ok", "partial")))
    return conn.execute(query.order_by(feed_run.c.id).limit(1)).scalar()
