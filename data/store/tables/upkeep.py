"""The journal, leases and settings: what keeps the installation itself in order."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from data.store.tables.shared import metadata
from data.store.types import JSON, BigKey, UtcDateTime

journal = Table(
    "journal",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=False, comment="1, 2, 3, … without a gap"),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False, comment="a person, or 'system:watch'"),
    Column("origin", Text, nullable=False, comment="screen, command or job that made the change"),
    Column("action", Text, nullable=False),
    Column("record_kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("reason", Text),
    Column("before", JSON),
    Column("after", JSON),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index(None, "record_kind", "record_id"),
    Index(None, "at"),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", BigKey, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="single_row"),
)

watch_lease = Table(
    "watch_lease",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("holder", Text, comment="NULL: given back"),
    Column("expires_at", UtcDateTime, nullable=False, comment="on the real clock"),
    Column("token", BigKey, nullable=False, comment="fencing token: grows with every new holder"),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", JSON, nullable=False),
)
