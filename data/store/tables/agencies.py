"""Agencies and their focal points: a row is one of them as it was during some days."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

AGENCY_ROLES = ("ranger", "police", "military", "participant")
AGENCY_LEVELS = ("village", "commune", "area", "province")

agency = Table(
    "agency",
    metadata,
    Column("id", BigKey, primary_key=True, comment="of the row"),
    Column("agency_id", Text, nullable=False, comment="stable: what other records keep"),
    Column("role", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", Text, comment="NULL: the real name has not been entered"),
    Column("parent_id", Text, comment="agency_id of the agency above"),
    Column("communes", JSON, comment="area_ids it works in; NULL: not entered"),
    Column("profile", String(20), comment="the profile's file it came from: 2021, 2026"),
    Column("note", Text),
    Column("valid_from", Date, comment="first day; NULL: since ever"),
    Column("valid_to", Date, comment="first day on which it is no more; NULL: until now"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("role", AGENCY_ROLES),
    one_of("level", AGENCY_LEVELS),
    Index(None, "agency_id"),
)

focal_point = Table(
    "focal_point",
    metadata,
    Column("id", BigKey, primary_key=True, comment="of the row"),
    Column("focal_point_id", Text, nullable=False, comment="stable: what other records keep"),
    Column("agency_id", Text, nullable=False),
    Column("level", String(20), nullable=False, comment="the level it answers for"),
    Column("name", Text, comment="NULL: the real name has not been entered"),
    Column("rank", Text),
    Column("phones", JSON, comment="E.164 texts, the first to call first"),
    Column("email", Text),
    Column("channels", JSON, comment="[{kind, address}], the first to try first"),
    Column("duty_hours", JSON, comment="[{days, from, to}] in local time; NULL: not entered"),
    Column("stand_in_id", Text, comment="focal_point_id of who stands in"),
    Column("valid_from", Date, comment="first day; NULL: since ever"),
    Column("valid_to", Date, comment="first day on which it is no more; NULL: until now"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("level", AGENCY_LEVELS),
    Index(None, "focal_point_id"),
    Index(None, "agency_id"),
)
