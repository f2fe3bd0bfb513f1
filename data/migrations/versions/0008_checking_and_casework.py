"""Checking on the ground, the case file of an incident, and the whole life of an incident."""

import sqlalchemy as sa
from alembic import op

from data.migrations.kept import keep
from data.store.types import JSON, BigKey, Geometry, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEPT = (
    "verdict",
    "verdict_review",
    "photo",
    "ground_track",
    "form_submission",
    "burned_area",
    "case_document",
)
"""Tables whose rows are never changed nor removed: what was wrong is corrected by a new one."""
_STATUSES_BEFORE = "'reported', 'verifying', 'responding', 'controlled', 'resolved', 'closed', 'false_alarm'"
_STATUSES = (
    "'reported', 'verifying', 'confirmed', 'responding', 'controlled', 'resolved', 'case_reported', "
    "'closed', 'not_forest_fire', 'false_alarm'"
)
_ENTRIES_BEFORE = "'created', 'call', 'note', 'status', 'undone', 'edited', 'event', 'correction'"
_ENTRIES = f"{_ENTRIES_BEFORE}, 'verdict', 'merged', 'split', 'record', 'force', 'area', 'document'"
_WIDER = (
    ("incident", "status", _STATUSES_BEFORE, _STATUSES),
    ("incident_entry", "status_from", _STATUSES_BEFORE, _STATUSES),
    ("incident_entry", "status_to", _STATUSES_BEFORE, _STATUSES),
    ("incident_entry", "kind", _ENTRIES_BEFORE, _ENTRIES),
)
"""table, column, the values that its CHECK had, and those that it has now."""


def _widen_on_postgresql() -> None:
    op.add_column("incident", sa.Column("merged_into", BigKey, comment="the same thing, told twice"))
    op.create_foreign_key(op.f("fk_incident_merged_into"), "incident", "incident", ["merged_into"], ["id"])
    for table, column, _before, now in _WIDER:
        name = f"ck_{table}_{column}"
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, f"{column} IN ({now})")


def _widen_on_sqlite(table: str) -> None:
    """SQLite cannot change a CHECK: the table is made anew (https://sqlite.org/lang_altertable.html, 7)."""
    conn = op.get_bind()
    about = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    made: dict[str, list[str]] = {kind: [] for kind in ("table", "index", "trigger")}
    for kind, sql in conn.execute(about, {"table": table}):
        made[kind].append(sql)
    (text,) = made["table"]
    for whose, column, before, now in _WIDER:
        if whose == table:
            old, new = f"{column} IN ({before})", f"{column} IN ({now})"
            if old not in text:
                raise RuntimeError(f"{table}: the CHECK of {column} is not as it was made")
            text = text.replace(old, new)
    wide = f"{table}_wide"
    op.execute(text.replace(f"CREATE TABLE {table} ", f"CREATE TABLE {wide} ", 1))
    op.execute(f"INSERT INTO {wide} SELECT * FROM {table}")  # noqa: S608 -- names of this file
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {wide} RENAME TO {table}")
    for sql in (*made["index"], *made["trigger"]):
        op.execute(sql)


def _checking() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("owner_kind", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="account's name, or a team's"),
        sa.Column("account_id", BigKey, nullable=True, comment="of a person with an account"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("last_word_at", UtcDateTime(), nullable=False, comment="when the owner was last heard of"),
        sa.Column("follows_id", BigKey, nullable=True, comment="who handed it over"),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=20), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_how IN ('answered', 'released', 'handed_over', 'withdrawn')",
            name=op.f("ck_assignment_ended_how"),
        ),
        sa.CheckConstraint("owner_kind IN ('person', 'team')", name=op.f("ck_assignment_owner_kind")),
        sa.CheckConstraint("due_at > since", name=op.f("ck_assignment_due")),
        sa.ForeignKeyConstraint(["event_id"], ["fire_event.id"], name=op.f("fk_assignment_event_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["assignment.id"], name=op.f("fk_assignment_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_event_id"), "assignment", ["event_id"], unique=False)
    op.create_index(
        "uq_assignment_one_owner",
        "assignment",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "ground_track",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "file", sa.Text(), nullable=False, comment="in the installation's folder, named by its hash"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="as it was called"),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True, comment="NULL: the file tells no times"),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("length_m", sa.Double(), nullable=False),
        sa.Column("line", Geometry(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ground_track")),
        sa.UniqueConstraint("sha256", name=op.f("uq_ground_track_sha256")),
    )
    op.create_table(
        "verdict",
        sa.Column("id", BigKey, nullable=False),
        sa.Column(
            "draft_id", sa.String(length=40), nullable=False, comment="of the browser or form: stored once"
        ),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column(
            "seen_version",
            sa.Integer(),
            nullable=True,
            comment="of the event, as the person saw it; NULL: not told",
        ),
        sa.Column("conflict", JSON, nullable=True, comment="what had changed meanwhile; NULL: nothing"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=2), nullable=True, comment="from the observer to the fire"),
        sa.Column("distance_km", sa.Double(), nullable=True),
        sa.Column("area_m2", sa.Double(), nullable=True),
        sa.Column("is_out", sa.Boolean(), nullable=True),
        sa.Column("out_at", UtcDateTime(), nullable=True),
        sa.Column(
            "searched_share",
            sa.Double(),
            nullable=True,
            comment="0 to 1, of the footprint; for nothing found",
        ),
        sa.Column("searched_by", sa.String(length=10), nullable=True),
        sa.Column("track_id", BigKey, nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True, comment="where the observer stood"),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("corrects_id", BigKey, nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False, comment="how it came"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("channel IN ('field', 'desk', 'form', 'sms')", name=op.f("ck_verdict_channel")),
        sa.CheckConstraint(
            "direction IN ('N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW')", name=op.f("ck_verdict_direction")
        ),
        sa.CheckConstraint(
            "kind IN ('forest_fire', 'burning_allowed', 'burning_not_allowed', 'fire_other', 'nothing', "
            "'permanent_source')",
            name=op.f("ck_verdict_kind"),
        ),
        sa.CheckConstraint("searched_by IN ('stated', 'track')", name=op.f("ck_verdict_searched_by")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_verdict_whole_point")),
        sa.CheckConstraint("searched_share BETWEEN 0 AND 1", name=op.f("ck_verdict_searched_share")),
        sa.ForeignKeyConstraint(["corrects_id"], ["verdict.id"], name=op.f("fk_verdict_corrects_id")),
        sa.ForeignKeyConstraint(["event_id"], ["fire_event.id"], name=op.f("fk_verdict_event_id")),
        sa.ForeignKeyConstraint(["track_id"], ["ground_track.id"], name=op.f("fk_verdict_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_verdict_draft_id")),
    )
    op.create_index(op.f("ix_verdict_event_id"), "verdict", ["event_id"], unique=False)
    op.create_table(
        "verdict_review",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("verdict_id", BigKey, nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("decision IN ('confirmed', 'returned')", name=op.f("ck_verdict_review_decision")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_verdict_review_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_review")),
    )
    op.create_index(op.f("ix_verdict_review_verdict_id"), "verdict_review", ["verdict_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("draft_id", sa.String(length=40), nullable=False, comment="of the browser: stored once"),
        sa.Column("record_kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", BigKey, nullable=False),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="of the original, which is kept as it came",
        ),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("shown_file", sa.Text(), nullable=False, comment="smaller, without place and device"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True, comment="by the camera"),
        sa.Column("latitude", sa.Double(), nullable=True, comment="by the camera"),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("findings", JSON, nullable=False, comment="[code]: what does not agree with the claim"),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("record_kind IN ('verdict', 'incident')", name=op.f("ck_photo_record_kind")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_photo_whole_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_photo_draft_id")),
    )
    op.create_index(
        op.f("ix_photo_record_kind_record_id"), "photo", ["record_kind", "record_id"], unique=False
    )
    op.create_table(
        "form_submission",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=False, comment="of the form: stored once"),
        sa.Column("verdict_id", BigKey, nullable=True),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("row", JSON, nullable=False, comment="as it came"),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_form_submission_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_submission")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_form_submission_instance_id")),
    )


def _casework() -> None:
    op.create_table(
        "incident_record",
        sa.Column("incident_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("controlled_at", UtcDateTime(), nullable=True),
        sa.Column("extinguished_at", UtcDateTime(), nullable=True),
        sa.Column("discovered_how", sa.String(length=20), nullable=True),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column("compartment", sa.Text(), nullable=True, comment="tiểu khu"),
        sa.Column("subcompartment", sa.Text(), nullable=True, comment="khoảnh"),
        sa.Column("lot", sa.Text(), nullable=True, comment="lô: text, such as 12a"),
        sa.Column("slope_deg", sa.Double(), nullable=True),
        sa.Column("aspect", sa.String(length=2), nullable=True),
        sa.Column("weather", sa.Text(), nullable=True),
        sa.Column("danger_level", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column(
            "function", sa.Integer(), nullable=True, comment="1 protection, 2 special use, 3 production"
        ),
        sa.Column("origin", sa.String(length=10), nullable=True),
        sa.Column("forest_state", sa.Text(), nullable=True),
        sa.Column("species", sa.Text(), nullable=True),
        sa.Column("planted_year", sa.Integer(), nullable=True),
        sa.Column("fire_type", sa.String(length=20), nullable=True),
        sa.Column("burned", JSON, nullable=True, comment="[{state, ha}]"),
        sa.Column("damaged", JSON, nullable=True, comment="[{state, ha}]"),
        sa.Column("burned_ha", sa.Double(), nullable=True),
        sa.Column("damaged_ha", sa.Double(), nullable=True),
        sa.Column("no_forest_damage", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("loss_vnd", sa.Double(), nullable=True),
        sa.Column("hurt", sa.Integer(), nullable=True),
        sa.Column("killed", sa.Integer(), nullable=True),
        sa.Column("commander", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(length=30), nullable=True),
        sa.Column("cause_note", sa.Text(), nullable=True),
        sa.Column("transferred_to", sa.Text(), nullable=True),
        sa.Column("restoration", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('field_burning', 'vegetation_clearing', 'honey_hunting', 'other_use_in_forest', "
            "'votive_paper', 'children', 'arson', 'power_line', "
            "'lightning', 'spread_from_elsewhere', 'unknown')",
            name=op.f("ck_incident_record_cause"),
        ),
        sa.CheckConstraint(
            "discovered_how IN ('people', 'patrol', 'tower', 'satellite', 'camera', 'other_force', 'other')",
            name=op.f("ck_incident_record_discovered_how"),
        ),
        sa.CheckConstraint(
            "fire_type IN ('ground', 'crown', 'underground')", name=op.f("ck_incident_record_fire_type")
        ),
        sa.CheckConstraint("origin IN ('natural', 'planted')", name=op.f("ck_incident_record_origin")),
        sa.CheckConstraint("burned_ha >= 0 AND damaged_ha >= 0", name=op.f("ck_incident_record_areas")),
        sa.CheckConstraint("danger_level BETWEEN 1 AND 5", name=op.f("ck_incident_record_danger_level")),
        sa.CheckConstraint("function BETWEEN 1 AND 3", name=op.f("ck_incident_record_function")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_record_incident_id")
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incident_record")),
    )
    op.create_table(
        "incident_force",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("incident_id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="NULL: named only"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("vehicles", sa.Text(), nullable=False),
        sa.Column("tools", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="taken back"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_incident_force_people")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_force_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_force")),
    )
    op.create_index(op.f("ix_incident_force_incident_id"), "incident_force", ["incident_id"], unique=False)
    op.create_table(
        "burned_area",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("incident_id", BigKey, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("shape", Geometry(), nullable=False),
        sa.Column("area_ha", sa.Double(), nullable=False, comment="geodesic"),
        sa.Column("by_state", JSON, nullable=False, comment="[{state, group, ha}] of the layer that counts"),
        sa.Column("layer_id", BigKey, nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("source IN ('drawn', 'gpx', 'file')", name=op.f("ck_burned_area_source")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_burned_area_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burned_area")),
    )
    op.create_index(op.f("ix_burned_area_incident_id"), "burned_area", ["incident_id"], unique=False)
    op.create_table(
        "case_document",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("incident_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('flash_notice', 'case_report', 'case_sheet', 'bundle')",
            name=op.f("ck_case_document_kind"),
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_case_document_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_document")),
    )
    op.create_index(op.f("ix_case_document_incident_id"), "case_document", ["incident_id"], unique=False)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _widen_on_postgresql()
    else:
        _widen_on_sqlite("incident")
        _widen_on_sqlite("incident_entry")
        op.execute(
            "ALTER TABLE incident ADD COLUMN merged_into INTEGER "
            "CONSTRAINT fk_incident_merged_into REFERENCES incident (id)"
        )
    _checking()
    _casework()
    keep(*_KEPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
