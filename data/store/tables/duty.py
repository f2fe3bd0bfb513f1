"""Announced danger levels and duty shifts: rows are added and ended, never overwritten."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from data.store.tables.shared import metadata, one_of
from data.store.types import BigKey, UtcDateTime

DANGER_ENDS = ("corrected", "withdrawn")
SHIFT_ENDS = ("signed_off", "handed_over", "withdrawn")

danger_level = Table(
    "danger_level",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("commune_id", Text, nullable=False, index=True, comment="area_id"),
    Column("level", Integer, nullable=False, comment="1 to 5"),
    Column("source", Text, nullable=False, comment="document or notice that announces it"),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_to", UtcDateTime, nullable=False, comment="from here on it has run out"),
    Column("corrects_id", BigKey, ForeignKey("danger_level.id")),
    Column("ended_at", UtcDateTime, comment="since then it does not count, whatever its validity says"),
    Column("ended_how", String(20)),
    Column("ended_by", Text),
    Column("ended_reason", Text),
    Column("agency_id", Text, comment="of whoever entered it"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    CheckConstraint("valid_to > valid_from", name="validity"),
    one_of("ended_how", DANGER_ENDS),
)

duty_shift = Table(
    "duty_shift",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False, comment="who is on duty"),
    Column("phone", Text, nullable=False, comment="E.164"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False, comment="as planned; it does not end by itself"),
    Column("ended_at", UtcDateTime),
    Column("ended_how", String(20)),
    Column("ended_by", Text),
    Column("remark", Text, comment="what is told when it ends"),
    Column("follows_id", BigKey, ForeignKey("duty_shift.id"), comment="the shift that was handed over"),
    Column("actor", Text, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("until > started_at", name="until"),
    one_of("ended_how", SHIFT_ENDS),
)
