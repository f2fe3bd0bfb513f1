"""Forest: layers and their plots, what was found on the way in, and what lies under each hotspot."""

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, Geometry, UtcDateTime

LAYER_KINDS = ("inventory", "worldcover", "osm", "drill")
LAYER_STATES = ("reading", "staged", "active", "retired")
"""Half-read · whole, waiting for a person's yes · in force · replaced, but still valid for its time."""
STATE_GROUPS = ("natural", "planted", "not_yet", "farmland", "water", "other", "cover")
"""`cover` is tree cover seen from space, kind unknown. NULL: the plot's state is not known."""
FUNCTIONS = ("protection", "special_use", "production", "outside")
SHARES = (*STATE_GROUPS, "unknown", "uncovered")
IN_FOREST = ("inside", "near", "outside")

forest_layer = Table(
    "forest_layer",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("valid_from", UtcDateTime, comment="NULL: since ever"),
    Column("valid_to", UtcDateTime, comment="NULL: until now"),
    Column("source_name", Text, nullable=False, comment="file name or address"),
    Column("sha256", String(64)),
    Column("source_epsg", Integer),
    Column("encoding", Text),
    Column("mapping", JSON, comment="field: column of the source"),
    Column("area_unit", String(10)),
    Column("attribution", Text),
    Column("plots", Integer, nullable=False, server_default="0"),
    Column("area_ha", Double, comment="sum of the geodesic areas"),
    Column("west", Double),
    Column("south", Double),
    Column("east", Double),
    Column("north", Double),
    Column("features_read", Integer, nullable=False, server_default="0", comment="plots + refused"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("findings", JSON, comment="kind: count"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("activated_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    one_of("kind", LAYER_KINDS),
    one_of("state", LAYER_STATES),
    Index(None, "state"),
)

# The long columns stand last: SQLite reads through them to reach what stands behind.
forest_plot = Table(
    "forest_plot",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("layer_id", BigKey, ForeignKey("forest_layer.id"), nullable=False),
    Column("feature", Integer, nullable=False, comment="position in the source, from 0"),
    Column("compartment", Text, comment="tiểu khu"),
    Column("subcompartment", Text, comment="khoảnh"),
    Column("lot", Text, comment="lô"),
    Column("commune_code", Text, comment="as the source says"),
    Column("commune_2021_id", Text),
    Column("commune_2025_id", Text),
    Column("place_name", Text),
    Column("area_ha", Double, comment="declared"),
    Column("geometry_ha", Double, comment="geodesic"),
    Column("state_code", Integer),
    Column("state_abbreviation", Text),
    Column("state_name", Text),
    Column("state_group", String(20), comment="NULL: the state is not known"),
    Column("function", String(20)),
    Column("origin", Text),
    Column("species", Text),
    Column("planted_year", Integer),
    Column("owner", Text),
    Column("owner_kind", Text),
    Column("west", Double, nullable=False),
    Column("south", Double, nullable=False),
    Column("east", Double, nullable=False),
    Column("north", Double, nullable=False),
    Column("extra", JSON, comment="all other columns of the source, as text"),
    Column("geometry", Geometry, nullable=False),
    one_of("state_group", STATE_GROUPS),
    one_of("function", FUNCTIONS),
    UniqueConstraint("layer_id", "feature"),
    Index(None, "layer_id", "compartment", "subcompartment", "lot"),
    Index("ix_forest_plot_box", "layer_id", "west", "east", "south", "north"),
)

forest_finding = Table(
    "forest_finding",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("layer_id", BigKey, ForeignKey("forest_layer.id"), nullable=False),
    Column("feature", Integer, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("params", JSON),
    Index(None, "layer_id", "kind", "feature"),
)

detection_forest = Table(
    "detection_forest",
    metadata,
    Column("detection_id", String(80), ForeignKey("detection.id"), primary_key=True),
    Column("layer_id", BigKey, ForeignKey("forest_layer.id"), nullable=False, index=True),
    *(Column(name, Double, nullable=False, comment="share of the footprint, 0 to 1") for name in SHARES),
    Column("forest", Double, nullable=False, comment="share of what counts as forest"),
    Column("in_forest", String(10), nullable=False),
    Column("forest_distance_m", Double, comment="0 inside; NULL: the layer holds no forest"),
    Column("plots", JSON, comment="[{plot, share}], the largest first"),
    Column("owners", JSON),
    Column("computed_at", UtcDateTime, nullable=False),
    one_of("in_forest", IN_FOREST),
)
