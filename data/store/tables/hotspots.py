"""Stored hotspots."""

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text, false

from data.store.tables.shared import metadata, one_of
from data.store.types import BigKey, UtcDateTime

CONFIDENCES = ("low", "nominal", "high")
LOCATIONS = ("inside", "near_border", "outside")

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
    one_of("confidence", CONFIDENCES),
    one_of("location", LOCATIONS),
    Index(None, "time_utc"),
    Index(None, "latitude", "longitude"),
)
