"""The ledger of the duty to inform: matters, what was known of them, rules, duties and their entries.

A matter is anything known that raises duties. `matter_fact` and `duty_entry` are append-only (triggers): what
a duty is now follows from its entries; the columns of `duty` that say it are kept beside for fast reading,
and the auditor compares both.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

MATTER_KINDS = (
    "fire_event", "incident", "call", "danger_level",
    "patrol", "meeting", "outreach_event", "inspection", "case",
)  # fmt: skip
MATTER_STATES = ("open", "withdrawn")
RULING_CLOCKS = ("stored", "known", "announced")
"""What starts the clock: the satellite's file was stored, the holder knew, the level was announced."""
PLACES = ("inside", "near_border", "outside", "unknown")
FORESTS = ("inside", "near", "outside", "unknown", "pending")
"""Where a matter lies to the forest; pending: the layer that counts has not been asked yet."""
URGENCIES = ("immediate", "normal")
TELLINGS = ("auto", "person")

DUTY_STATUSES = ("open", "told", "acknowledged", "waived", "withdrawn")
DUTY_ENTRIES = (
    "raised",
    "told",
    "delivered",
    "acknowledged",
    "confirmed",
    "waived",
    "withdrawn",
    "moved",
    "escalated",
    "revoked",
)
TELL_CHANNELS = (
    "call", "visit", "radio", "paper", "zalo", "sms", "email", "telegram", "webhook", "login", "link",
)  # fmt: skip
PROOFS = ("sent", "delivered", "logged", "paper", "named")
"""Grades of proof, the weakest first: sent only · delivered · logged call with name · signed paper ·
acknowledged by a named person."""

matter = Table(
    "matter",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("ref", Text, nullable=False, comment="key of the record in its own table, as text"),
    Column("fact_id", BigKey, comment="the newest matter_fact"),
    Column("merged_into", BigKey, ForeignKey("matter.id"), comment="the survivor that its duties followed"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "ref"),
    one_of("kind", MATTER_KINDS),
)

matter_fact = Table(
    "matter_fact",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("matter_id", BigKey, ForeignKey("matter.id"), nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 … of this matter"),
    Column("state", String(10), nullable=False),
    Column("reason", Text, comment="why it is withdrawn"),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("journal_count", BigKey, nullable=False, comment="entries of the journal before it"),
    Column("since", UtcDateTime, nullable=False, comment="when this was known: starts a duty's clock"),
    Column("clock", String(10), nullable=False, comment="which clock `since` is"),
    Column("happened_at", UtcDateTime),
    Column("seen_at", UtcDateTime, comment="when a satellite saw it last"),
    Column("stored_at", UtcDateTime, comment="when the file was stored"),
    Column("known_at", UtcDateTime, comment="when a person first knew"),
    Column("known_by", Text),
    Column("verified_at", UtcDateTime),
    Column("holder_id", Text, comment="agency that knows; NULL: not entered"),
    Column("field", String(10), nullable=False),
    Column("subkind", String(20), comment="kind of incident"),
    Column("communes_2021", JSON, nullable=False, comment="area ids, the first is where it is counted"),
    Column("communes_2025", JSON, nullable=False),
    Column("place", String(12), nullable=False),
    Column("forest", String(10), nullable=False),
    Column("level", Integer, comment="announced danger level there; NULL: none counts"),
    Column("strength", String(10)),
    Column("permanent", Boolean, nullable=False, server_default=false()),
    Column("fresh", Boolean, nullable=False, comment="false: it was history when it became known"),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("involved", JSON, comment="agency ids that the record itself names; NULL: none"),
    Column("told", JSON, nullable=False, comment="what a message says of it; nothing about informants"),
    UniqueConstraint("matter_id", "number"),
    one_of("state", MATTER_STATES),
    one_of("clock", RULING_CLOCKS),
    one_of("place", PLACES),
    one_of("forest", FORESTS),
    CheckConstraint("level BETWEEN 1 AND 5", name="level"),
)

duty_rule = Table(
    "duty_rule",
    metadata,
    Column("id", BigKey, primary_key=True, comment="of the row: one wording during some time"),
    Column("rule_id", Text, nullable=False, index=True, comment="stable"),
    Column("title", Text, nullable=False),
    Column("matter_kind", String(20), nullable=False),
    Column("fields", JSON, comment="NULL: any; so for all conditions"),
    Column("subkinds", JSON),
    Column("communes", JSON, comment="area ids of the present map"),
    Column("places", JSON),
    Column("forests", JSON),
    Column("strengths", JSON),
    Column("min_level", Integer),
    Column("permanent_too", Boolean, nullable=False, server_default=false()),
    Column("receivers", JSON, nullable=False, comment="[{role, level} | {agency_id}]"),
    Column("target_minutes", Integer, comment="NULL: no target besides the deadline"),
    Column("deadline_minutes", Integer, nullable=False),
    Column(
        "before_start", Boolean, nullable=False, server_default=false(), comment="and no later than it begins"
    ),
    Column("urgency", String(10), nullable=False),
    Column("telling", String(10), nullable=False, comment="auto: a message goes out at once"),
    Column("basis", Text, nullable=False),
    Column("plan_id", Text, comment="coordination plan that it rests on"),
    Column("valid_from", UtcDateTime, comment="matters before it raise none; NULL: a draft"),
    Column("valid_to", UtcDateTime, comment="switched off, or followed by another wording"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("matter_kind", MATTER_KINDS),
    one_of("urgency", URGENCIES),
    one_of("telling", TELLINGS),
    CheckConstraint("deadline_minutes > 0", name="deadline"),
    CheckConstraint("target_minutes > 0 AND target_minutes <= deadline_minutes", name="target"),
    CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="validity"),
)

duty = Table(
    "duty",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("matter_id", BigKey, ForeignKey("matter.id"), nullable=False),
    Column("fact_id", BigKey, ForeignKey("matter_fact.id"), nullable=False, comment="what raised it"),
    Column("rule_row_id", BigKey, ForeignKey("duty_rule.id"), nullable=False),
    Column("holder_id", Text, comment="agency that knew; NULL: not entered"),
    Column("receiver_id", Text, nullable=False, comment="agency that must know"),
    Column("receiver_level", String(20), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("clock", String(10), nullable=False),
    Column("target_at", UtcDateTime),
    Column("deadline_at", UtcDateTime, nullable=False),
    Column("before_at", UtcDateTime, comment="when it begins; NULL: need not be told before"),
    Column("urgency", String(10), nullable=False),
    Column("telling", String(10), nullable=False),
    Column("basis", Text, nullable=False),
    Column("field", String(10), nullable=False),
    Column("commune_2021_id", Text),
    Column("commune_2025_id", Text),
    Column("status", String(20), nullable=False),
    Column("told_at", UtcDateTime, comment="first telling"),
    Column("proven_at", UtcDateTime, comment="first telling of which there is proof"),
    Column("proof", String(10), comment="the best grade"),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", Text),
    Column("moved_to", BigKey, ForeignKey("duty.id"), comment="withdrawn because this one took it over"),
    Column("escalation_step", Integer, nullable=False, server_default="0"),
    Column("escalate_at", UtcDateTime, comment="when the next contact is tried; NULL: no more"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("matter_id", "receiver_id"),
    one_of("clock", RULING_CLOCKS),
    one_of("urgency", URGENCIES),
    one_of("telling", TELLINGS),
    one_of("status", DUTY_STATUSES),
    one_of("proof", PROOFS),
    CheckConstraint("deadline_at > started_at", name="deadline"),
    Index(None, "started_at"),
    Index(None, "status", "deadline_at"),
    Index(None, "status", "before_at"),
)

duty_entry = Table(
    "duty_entry",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("duty_id", BigKey, ForeignKey("duty.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, comment="when it was written"),
    Column("happened_at", UtcDateTime, nullable=False, comment="when it happened"),
    Column("kind", String(20), nullable=False),
    Column("channel", String(10)),
    Column("proof", String(10)),
    Column("person", Text, comment="who was told, or acknowledged, by name"),
    Column("focal_point_id", Text),
    Column("notice_id", BigKey),
    Column("reference", Text, comment="number of a paper"),
    Column("scan", JSON, comment="{file, name, type, bytes, sha256}"),
    Column("text", Text, nullable=False, comment="reason or remark"),
    Column("deadline_at", UtcDateTime, comment="moved: the deadline since then"),
    Column("before_at", UtcDateTime, comment="moved: when it begins since then"),
    Column(
        "corrects_id",
        BigKey,
        ForeignKey("duty_entry.id"),
        comment="the entry that no longer counts, or the telling that is confirmed or acknowledged",
    ),
    Column("copied_of", BigKey, ForeignKey("duty_entry.id"), comment="history that came along"),
    Column("actor", Text, nullable=False),
    one_of("kind", DUTY_ENTRIES),
    one_of("channel", TELL_CHANNELS),
    one_of("proof", PROOFS),
)
