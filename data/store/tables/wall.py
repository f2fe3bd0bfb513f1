"""The wall: its alarms, and the briefings that are kept.

An alarm's state now stands in its row; what happened to it is only ever appended (triggers), as are briefings
and their signatures.
"""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, UniqueConstraint, text
from sqlalchemy import ForeignKey as Key

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

WALL_ALARM_KINDS = ("event", "unverified", "duty", "patrol", "feed", "notice", "ledger")
WALL_ALARM_STATES = ("new", "acknowledged", "returned", "shelved", "ended")
"""After ISA-18.2: unacknowledged · acknowledged · returned to normal but unacknowledged · shelved (with a
time limit) · normal."""
WALL_URGENCIES = ("critical", "high", "medium", "low")
WALL_ALARM_ACTS = ("raised", "acknowledged", "returned", "again", "shelved", "unshelved", "ended")
BRIEFING_KINDS = ("morning", "evening", "asked")
REDACTIONS = ("full", "visitors", "public")

wall_alarm = Table(
    "wall_alarm",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("ref", Text, nullable=False, comment="key of what it is about, as text"),
    Column("urgency", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False, comment="code of why it stands where it stands"),
    Column("facts", JSON, nullable=False, comment="what its words are made of"),
    Column("owner_id", Text, comment="agency that must act; NULL: nobody in particular"),
    Column("since", UtcDateTime, nullable=False, comment="when the condition began"),
    Column("due_at", UtcDateTime),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("cleared_at", UtcDateTime, comment="the condition is over"),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", Text),
    Column("shelved_until", UtcDateTime),
    Column("shelved_by", Text),
    Column("shelved_reason", Text),
    Column("ended_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    one_of("kind", WALL_ALARM_KINDS),
    one_of("state", WALL_ALARM_STATES),
    one_of("urgency", WALL_URGENCIES),
    Index(
        "uq_wall_alarm_one_open",
        "kind",
        "ref",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(None, "ended_at"),
)

wall_alarm_entry = Table(
    "wall_alarm_entry",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("alarm_id", BigKey, Key("wall_alarm.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("act", String(20), nullable=False),
    Column("urgency", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    one_of("act", WALL_ALARM_ACTS),
    one_of("urgency", WALL_URGENCIES),
)

briefing = Table(
    "briefing",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("day", Date, nullable=False, comment="local"),
    Column("kind", String(10), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False, comment="what it shows"),
    Column("content", JSON, nullable=False, comment="figures and lists as they were"),
    Column("picture", Text, comment="file name of the map; NULL: none could be drawn"),
    Column("picture_sha256", String(64)),
    Column("actor", Text, nullable=False),
    one_of("kind", BRIEFING_KINDS),
    Index(
        "uq_briefing_day_kind",
        "day",
        "kind",
        unique=True,
        sqlite_where=text("kind <> 'asked'"),
        postgresql_where=text("kind <> 'asked'"),
    ),
)

briefing_signature = Table(
    "briefing_signature",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("briefing_id", BigKey, Key("briefing.id"), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("name", Text, nullable=False, comment="the duty officer"),
    Column("agency_id", Text),
    Column("remark", Text, nullable=False),
    Column("actor", Text, nullable=False),
    UniqueConstraint("briefing_id", "name"),
)

wall_look = Table(
    "wall_look",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("looked_at", UtcDateTime, nullable=False, comment="when alarms were last worked out"),
)
