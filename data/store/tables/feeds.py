"""Downloads and uploads, what they could not use, and the satellite passes they saw."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

RUN_KINDS = ("poll", "upload")
RUN_STATUSES = ("ok", "not_modified", "partial", "failed")

feed_run = Table(
    "feed_run",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("feed_id", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("url", Text, comment="redacted: never a key"),
    Column("file_name", Text),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("status", String(20), nullable=False),
    Column("error_code", String(60)),
    Column("error_params", JSON),
    Column("rows_read", Integer, nullable=False, server_default="0"),
    Column("rows_new", Integer, nullable=False, server_default="0"),
    Column("duplicates", Integer, nullable=False, server_default="0"),
    Column("superseded", Integer, nullable=False, server_default="0"),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("newest_detection", UtcDateTime),
    Column("sha256", String(64)),
    Column("bytes", BigKey),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("actor", Text, nullable=False),
    one_of("kind", RUN_KINDS),
    one_of("status", RUN_STATUSES),
    Index(None, "feed_id", "started_at"),
    Index(None, "sha256"),
)

feed_reject = Table(
    "feed_reject",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("run_id", BigKey, ForeignKey("feed_run.id"), nullable=False, index=True),
    Column("line", Integer, nullable=False, comment="physical line, header = 1"),
    Column("reason", String(60), nullable=False, comment="a stable code"),
    Column("column_name", Text),
    Column("value", Text),
)

satellite_pass = Table(
    "satellite_pass",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("satellite", String(20), nullable=False),
    Column("first_utc", UtcDateTime, nullable=False),
    Column("last_utc", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False, comment="over the whole regional file, before clipping"),
    Column("feed_id", Text, nullable=False),
    Column("run_id", BigKey, ForeignKey("feed_run.id"), nullable=False, index=True),
    UniqueConstraint("satellite", "feed_id", "first_utc"),
    Index(None, "first_utc"),
)
