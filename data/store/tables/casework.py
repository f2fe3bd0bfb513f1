"""The case file of an incident: its record, the forces that came, burned areas, documents (DOMAIN 6)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    false,
)

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, Geometry, UtcDateTime

DISCOVERIES = ("people", "patrol", "tower", "satellite", "camera", "other_force", "other")
FIRE_TYPES = ("ground", "crown", "underground")
CAUSES = (
    "field_burning",
    "vegetation_clearing",
    "honey_hunting",
    "other_use_in_forest",
    "votive_paper",
    "children",
    "arson",
    "power_line",
    "lightning",
    "spread_from_elsewhere",
    "unknown",
)
AREA_SOURCES = ("drawn", "gpx", "file")
DOCUMENT_KINDS = ("flash_notice", "case_report", "case_sheet", "bundle")

incident_record = Table(
    "incident_record",
    metadata,
    Column("incident_id", BigKey, ForeignKey("incident.id"), primary_key=True, autoincrement=False),
    Column("arrived_at", UtcDateTime),
    Column("controlled_at", UtcDateTime),
    Column("extinguished_at", UtcDateTime),
    Column("discovered_how", String(20)),
    Column("village", Text),
    Column("compartment", Text, comment="tiểu khu"),
    Column("subcompartment", Text, comment="khoảnh"),
    Column("lot", Text, comment="lô: text, such as 12a"),
    Column("slope_deg", Double),
    Column("aspect", String(2)),
    Column("weather", Text),
    Column("danger_level", Integer),
    Column("owner", Text),
    Column("function", Integer, comment="1 protection, 2 special use, 3 production"),
    Column("origin", String(10)),
    Column("forest_state", Text),
    Column("species", Text),
    Column("planted_year", Integer),
    Column("fire_type", String(20)),
    Column("burned", JSON, comment="[{state, ha}]"),
    Column("damaged", JSON, comment="[{state, ha}]"),
    Column("burned_ha", Double),
    Column("damaged_ha", Double),
    Column("no_forest_damage", Boolean, nullable=False, server_default=false()),
    Column("loss_vnd", Double),
    Column("hurt", Integer),
    Column("killed", Integer),
    Column("commander", Text),
    Column("cause", String(30)),
    Column("cause_note", Text),
    Column("transferred_to", Text),
    Column("restoration", Text),
    Column("actor", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("discovered_how", DISCOVERIES),
    one_of("fire_type", FIRE_TYPES),
    one_of("cause", CAUSES),
    one_of("origin", ("natural", "planted")),
    CheckConstraint("function BETWEEN 1 AND 3", name="function"),
    CheckConstraint("danger_level BETWEEN 1 AND 5", name="danger_level"),
    CheckConstraint("burned_ha >= 0 AND damaged_ha >= 0", name="areas"),
)

incident_force = Table(
    "incident_force",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("incident_id", BigKey, ForeignKey("incident.id"), nullable=False, index=True),
    Column("agency_id", Text, comment="NULL: named only"),
    Column("name", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("vehicles", Text, nullable=False),
    Column("tools", Text, nullable=False),
    Column("ended_at", UtcDateTime, comment="taken back"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("people >= 0", name="people"),
)

burned_area = Table(
    "burned_area",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("incident_id", BigKey, ForeignKey("incident.id"), nullable=False, index=True),
    Column("source", String(10), nullable=False),
    Column("shape", Geometry, nullable=False),
    Column("area_ha", Double, nullable=False, comment="geodesic"),
    Column("by_state", JSON, nullable=False, comment="[{state, group, ha}] of the layer that counts"),
    Column("layer_id", BigKey),
    Column("file_name", Text),
    Column("sha256", String(64)),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("source", AREA_SOURCES),
)

case_document = Table(
    "case_document",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("incident_id", BigKey, ForeignKey("incident.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    one_of("kind", DOCUMENT_KINDS),
)
