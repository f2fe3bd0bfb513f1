"""Coordination plans: what the forces signed, for which days."""

from sqlalchemy import Column, Date, Integer, String, Table, Text

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

PLAN_STATUSES = ("draft", "signed", "withdrawn")

coordination_plan = Table(
    "coordination_plan",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("plan_id", Text, nullable=False, unique=True, comment="stable: what rules name as their basis"),
    Column("title", Text, nullable=False),
    Column("number", Text, comment="NULL: not entered"),
    Column("signed_on", Date),
    Column("period_from", Date, nullable=False, comment="first day"),
    Column("period_to", Date, nullable=False, comment="last day"),
    Column("signatories", JSON, nullable=False, comment="[{role, agency_id, name, signed_by}]"),
    Column("clauses", JSON, nullable=False, comment="[text], in order"),
    Column("rotation", JSON, comment="who hosts the quarterly meeting, in turn; NULL: not stated"),
    Column("lead_times", JSON, nullable=False, comment="share_hours, notice_days: NULL is not stated"),
    Column("holidays", JSON, comment="{source, days: [{day, name}]}; NULL: not entered"),
    Column("scan", JSON, comment="{file, name, type, bytes, sha256}; NULL: not uploaded"),
    Column("source", Text, nullable=False, comment="where this text comes from"),
    Column("status", String(20), nullable=False),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("status", PLAN_STATUSES),
)
