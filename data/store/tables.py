"""Every table of the program, in one MetaData.

Times are aware UTC moments, coordinates WGS84 degrees. Small closed vocabularies are tuples here and CHECK
constraints in the database, so that code, screen and storage read the same list.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from data.store.types import JSON, BigKey, Geometry, UtcDateTime

RUN_KINDS = ("poll", "upload")
RUN_STATUSES = ("ok", "not_modified", "partial", "failed")
CONFIDENCES = ("low", "nominal", "high")
LOCATIONS = ("inside", "near_border", "outside")
STRENGTHS = ("weak", "strong")
DECISION_KINDS = ("split", "merge")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


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
    _one_of("kind", RUN_KINDS),
    _one_of("status", RUN_STATUSES),
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

detection = Table(
    "detection",
    metadata,
    Column("id", String(80), primary_key=True, comment="geo.hotspots: detection_id"),
    Column("time_utc", UtcDateTime, nullable=False, comment="acquisition"),
    Column("satellite", String(20), nullable=False),
    Column("instrument", String(10), nullable=False),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("confidence", String(10), nullable=False),
    Column("confidence_percent", Double),
    Column("frp_mw", Double, comment="NULL: not given; 0 is 0"),
    Column("scan_km", Double, nullable=False),
    Column("track_km", Double, nullable=False),
    Column("footprint_ha", Double, nullable=False),
    Column("brightness_k", Double),
    Column("brightness_2_k", Double),
    Column("daynight", String(1), nullable=False),
    Column("type", Integer),
    Column("version", String(20), nullable=False),
    Column("processing", String(10), nullable=False),
    Column("superseded", Boolean, nullable=False, server_default=false()),
    Column("permanent", Boolean, nullable=False, server_default=false()),
    Column("location", String(20)),
    Column("commune_2021_id", Text),
    Column("commune_2021", Text),
    Column("commune_2025_id", Text),
    Column("commune_2025", Text),
    Column("nearest_commune", Text),
    Column("neighbour_2025", Text),
    Column("distance_m", Double, comment="to the nearest present commune; 0 inside"),
    Column("border_m", Double, comment="to the outer border of the present map"),
    Column("source", Text, nullable=False),
    Column("line", Integer),
    Column("raw_line", Text, comment="the row as it came"),
    Column("run_id", BigKey, ForeignKey("feed_run.id"), nullable=False, index=True),
    Column("stored_at", UtcDateTime, nullable=False),
    _one_of("confidence", CONFIDENCES),
    _one_of("location", LOCATIONS),
    Index(None, "time_utc"),
    Index(None, "latitude", "longitude"),
)

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
    _one_of("strength", STRENGTHS),
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
    _one_of("kind", DECISION_KINDS),
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
