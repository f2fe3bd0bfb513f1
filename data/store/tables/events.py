"""Fire events: groups of hotspots, and what people decided about them."""

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text, false

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, Geometry, UtcDateTime

STRENGTHS = ("weak", "strong")
DECISION_KINDS = ("split", "merge")

fire_event = Table(
    "fire_event",
    metadata,
    Column("id", String(40), primary_key=True, comment="the first id it was known by"),
    Column("content_id", String(40), nullable=False, comment="of its present earliest detection"),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("detections", Integer, nullable=False),
    Column("satellites", JSON, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("max_frp_mw", Double),
    Column("sum_frp_mw", Double),
    Column("strength", String(10), nullable=False),
    Column("strength_reason", String(40), nullable=False),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("hull", Geometry, nullable=False),
    Column("area_ha", Double, nullable=False),
    Column("closed_at", UtcDateTime, comment="when its silence became long enough; NULL: open"),
    Column("recurrence_of", String(40), ForeignKey("fire_event.id")),
    Column("permanent", Boolean, nullable=False, server_default=false()),
    Column("known_at", UtcDateTime, nullable=False, comment="when it was first stored"),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("merged_into", String(40), ForeignKey("fire_event.id")),
    one_of("strength", STRENGTHS),
    Index(None, "last_seen"),
    Index(None, "first_seen"),
    Index(None, "merged_into"),
)

fire_event_alias = Table(
    "fire_event_alias",
    metadata,
    Column("alias", String(40), primary_key=True),
    Column("event_id", String(40), ForeignKey("fire_event.id"), nullable=False, index=True),
    Column("since", UtcDateTime, nullable=False),
)

event_member = Table(
    "event_member",
    metadata,
    Column("detection_id", String(80), ForeignKey("detection.id"), primary_key=True),
    Column("event_id", String(40), ForeignKey("fire_event.id"), nullable=False, index=True),
)

event_decision = Table(
    "event_decision",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("event_ids", JSON, nullable=False, comment="as they were known when it was decided"),
    Column("detection_ids", JSON, nullable=False, comment="list of parts, each a list of detections"),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text),
    Column("revoke_reason", Text),
    one_of("kind", DECISION_KINDS),
)
