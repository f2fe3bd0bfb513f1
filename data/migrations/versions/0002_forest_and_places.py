"""The forest under the hotspot: layers, plots, findings, shares; named places and lines."""

import sqlalchemy as sa
from alembic import op

from data.store.types import JSON, BigKey, Geometry, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _forest() -> None:
    op.create_table(
        "forest_layer",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=True, comment="NULL: since ever"),
        sa.Column("valid_to", UtcDateTime(), nullable=True, comment="NULL: until now"),
        sa.Column("source_name", sa.Text(), nullable=False, comment="file name or address"),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("source_epsg", sa.Integer(), nullable=True),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("mapping", JSON, nullable=True, comment="field: column of the source"),
        sa.Column("area_unit", sa.String(length=10), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("plots", sa.Integer(), server_default="0", nullable=False),
        sa.Column("area_ha", sa.Double(), nullable=True, comment="sum of the geodesic areas"),
        sa.Column("west", sa.Double(), nullable=True),
        sa.Column("south", sa.Double(), nullable=True),
        sa.Column("east", sa.Double(), nullable=True),
        sa.Column("north", sa.Double(), nullable=True),
        sa.Column(
            "features_read", sa.Integer(), server_default="0", nullable=False, comment="plots + refused"
        ),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("findings", JSON, nullable=True, comment="kind: count"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('inventory', 'worldcover', 'osm', 'drill')", name=op.f("ck_forest_layer_kind")
        ),
        sa.CheckConstraint(
            "state IN ('reading', 'staged', 'active', 'retired')", name=op.f("ck_forest_layer_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forest_layer")),
    )
    op.create_index(op.f("ix_forest_layer_state"), "forest_layer", ["state"], unique=False)
    op.create_table(
        "forest_plot",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("layer_id", BigKey, nullable=False),
        sa.Column("feature", sa.Integer(), nullable=False, comment="position in the source, from 0"),
        sa.Column("compartment", sa.Text(), nullable=True, comment="tiểu khu"),
        sa.Column("subcompartment", sa.Text(), nullable=True, comment="khoảnh"),
        sa.Column("lot", sa.Text(), nullable=True, comment="lô"),
        sa.Column("commune_code", sa.Text(), nullable=True, comment="as the source says"),
        sa.Column("commune_2021_id", sa.Text(), nullable=True),
        sa.Column("commune_2025_id", sa.Text(), nullable=True),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("area_ha", sa.Double(), nullable=True, comment="declared"),
        sa.Column("geometry_ha", sa.Double(), nullable=True, comment="geodesic"),
        sa.Column("state_code", sa.Integer(), nullable=True),
        sa.Column("state_abbreviation", sa.Text(), nullable=True),
        sa.Column("state_name", sa.Text(), nullable=True),
        sa.Column("state_group", sa.String(length=20), nullable=True, comment="NULL: the state is not known"),
        sa.Column("function", sa.String(length=20), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("species", sa.Text(), nullable=True),
        sa.Column("planted_year", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("owner_kind", sa.Text(), nullable=True),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("extra", JSON, nullable=True, comment="all other columns of the source, as text"),
        sa.Column("geometry", Geometry(), nullable=False),
        sa.CheckConstraint(
            "state_group IN ('natural', 'planted', 'not_yet', 'farmland', 'water', 'other', 'cover')",
            name=op.f("ck_forest_plot_state_group"),
        ),
        sa.CheckConstraint(
            "function IN ('protection', 'special_use', 'production', 'outside')",
            name=op.f("ck_forest_plot_function"),
        ),
        sa.ForeignKeyConstraint(["layer_id"], ["forest_layer.id"], name=op.f("fk_forest_plot_layer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forest_plot")),
        sa.UniqueConstraint("layer_id", "feature", name=op.f("uq_forest_plot_layer_id_feature")),
    )
    op.create_index(
        op.f("ix_forest_plot_layer_id_compartment_subcompartment_lot"),
        "forest_plot",
        ["layer_id", "compartment", "subcompartment", "lot"],
        unique=False,
    )
    op.create_index(
        "ix_forest_plot_box", "forest_plot", ["layer_id", "west", "east", "south", "north"], unique=False
    )
    op.create_table(
        "forest_finding",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("layer_id", BigKey, nullable=False),
        sa.Column("feature", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("params", JSON, nullable=True),
        sa.ForeignKeyConstraint(["layer_id"], ["forest_layer.id"], name=op.f("fk_forest_finding_layer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forest_finding")),
    )
    op.create_index(
        op.f("ix_forest_finding_layer_id_kind_feature"),
        "forest_finding",
        ["layer_id", "kind", "feature"],
        unique=False,
    )


def _share(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False, comment="share of the footprint, 0 to 1")


def _under_hotspots() -> None:
    op.create_table(
        "detection_forest",
        sa.Column("detection_id", sa.String(length=80), nullable=False),
        sa.Column("layer_id", BigKey, nullable=False),
        _share("natural"),
        _share("planted"),
        _share("not_yet"),
        _share("farmland"),
        _share("water"),
        _share("other"),
        _share("cover"),
        _share("unknown"),
        _share("uncovered"),
        sa.Column("forest", sa.Double(), nullable=False, comment="share of what counts as forest"),
        sa.Column("in_forest", sa.String(length=10), nullable=False),
        sa.Column(
            "forest_distance_m",
            sa.Double(),
            nullable=True,
            comment="0 inside; NULL: the layer holds no forest",
        ),
        sa.Column("plots", JSON, nullable=True, comment="[{plot, share}], the largest first"),
        sa.Column("owners", JSON, nullable=True),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "in_forest IN ('inside', 'near', 'outside')", name=op.f("ck_detection_forest_in_forest")
        ),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detection.id"], name=op.f("fk_detection_forest_detection_id")
        ),
        sa.ForeignKeyConstraint(["layer_id"], ["forest_layer.id"], name=op.f("fk_detection_forest_layer_id")),
        sa.PrimaryKeyConstraint("detection_id", name=op.f("pk_detection_forest")),
    )
    op.create_index(op.f("ix_detection_forest_layer_id"), "detection_forest", ["layer_id"], unique=False)


def _places() -> None:
    op.create_table(
        "map_place",
        sa.Column("id", BigKey, nullable=False),
        sa.Column(
            "place_id",
            sa.Text(),
            nullable=False,
            comment="stable: the same place under another name keeps it",
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True, comment="the word before the name: bản, xã"),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("commune_2025_id", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="first day; NULL: since ever"),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="first day on which it is no more; NULL: until now",
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('village', 'commune_seat', 'other')", name=op.f("ck_map_place_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_place")),
    )
    op.create_index(op.f("ix_map_place_place_id"), "map_place", ["place_id"], unique=False)
    op.create_table(
        "map_line",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False, comment="1 is the most important"),
        sa.Column("geometry", Geometry(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("loaded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('road', 'river', 'reservoir')", name=op.f("ck_map_line_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_line")),
    )
    op.create_index(op.f("ix_map_line_kind"), "map_line", ["kind"], unique=False)


def upgrade() -> None:
    _forest()
    _under_hotspots()
    _places()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
