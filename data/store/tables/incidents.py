"""Incidents, their timeline and the reception log (sổ tiếp nhận thông tin)."""

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

INCIDENT_FIELDS = ("forest", "order", "defence")
"""Who leads by law: rangers, police, military."""
INCIDENT_KINDS = (
    "forest_fire",
    "land_fire",
    "forest_offence",
    "house_fire",
    "public_order",
    "explosive",
    "defence_other",
    "natural_hazard",
    "tip",
)
"""The last two are information that forces exchange: a landslide, a stranger's camp."""
INCIDENT_STATUSES = (
    "reported",
    "verifying",
    "confirmed",
    "responding",
    "controlled",
    "resolved",
    "case_reported",
    "closed",
    "not_forest_fire",
    "false_alarm",
)
"""resolved: extinguished, or what was to be done is done; case_reported: the case report has gone out."""
ENTRY_KINDS = (
    "created",
    "call",
    "note",
    "status",
    "undone",
    "edited",
    "event",
    "correction",
    "verdict",
    "merged",
    "split",
    "record",
    "force",
    "area",
    "document",
)
CALL_CHANNELS = ("phone", "person", "radio", "message", "other")
RISKS = ("unknown", "no", "yes")
FOREST_TYPES = ("unknown", "natural", "planted", "not_forest")

incident = Table(
    "incident",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, comment="VV-2027-0001"),
    Column("year", Integer, nullable=False, comment="of recording, local time"),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("field", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("summary", Text, nullable=False, comment="what happens there; nothing about the informant"),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("latitude", Double, comment="NULL: the place is not known yet"),
    Column("longitude", Double),
    Column("place_text", Text, nullable=False, comment="the place as it was told"),
    Column("commune_2021_id", Text),
    Column("commune_2025_id", Text),
    Column("facts", JSON, comment="nearest place and forest plot as they were when the place was entered"),
    Column("area_ha", Double, comment="as told"),
    Column("agency_id", Text, comment="who holds it; NULL: nobody yet"),
    Column("merged_into", BigKey, ForeignKey("incident.id"), comment="the same thing, told twice"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("code"),
    UniqueConstraint("year", "number"),
    one_of("kind", INCIDENT_KINDS),
    one_of("field", INCIDENT_FIELDS),
    one_of("status", INCIDENT_STATUSES),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
    Index(None, "occurred_at"),
    Index(None, "status"),
)

incident_entry = Table(
    "incident_entry",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("incident_id", BigKey, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, comment="when it was written"),
    Column("happened_at", UtcDateTime, nullable=False, comment="when it happened"),
    Column("kind", String(20), nullable=False),
    Column("status_from", String(20)),
    Column("status_to", String(20)),
    Column("text", Text, nullable=False),
    Column("reference", Text, comment="a call's number or a fire event's id"),
    Column("corrects_id", BigKey, ForeignKey("incident_entry.id")),
    Column("actor", Text, nullable=False),
    one_of("kind", ENTRY_KINDS),
    one_of("status_from", INCIDENT_STATUSES),
    one_of("status_to", INCIDENT_STATUSES),
)

incident_event = Table(
    "incident_event",
    metadata,
    Column("incident_id", BigKey, ForeignKey("incident.id"), primary_key=True),
    Column("event_id", String(40), ForeignKey("fire_event.id"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
)

reception_call = Table(
    "reception_call",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, comment="TN-2027-0001"),
    Column("year", Integer, nullable=False, comment="of receiving, local time"),
    Column("number", Integer, nullable=False),
    Column("draft_id", String(40), nullable=False, comment="of the browser: the same call is stored once"),
    Column("incident_id", BigKey, ForeignKey("incident.id"), nullable=False, index=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("channel", String(10), nullable=False),
    Column("informant_name", Text),
    Column("informant_address", Text),
    Column("informant_phone", Text),
    Column("informant_refused", Boolean, nullable=False, server_default=false()),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("known_by", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("place_text", Text, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("forest_type", String(20), nullable=False),
    Column("area_ha", Double),
    Column("spread_risk", String(10), nullable=False),
    Column("house_risk", String(10), nullable=False),
    Column("agency_id", Text, comment="of whoever took the call"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("code"),
    UniqueConstraint("year", "number"),
    UniqueConstraint("draft_id"),
    one_of("channel", CALL_CHANNELS),
    one_of("forest_type", FOREST_TYPES),
    one_of("spread_risk", RISKS),
    one_of("house_risk", RISKS),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
)
