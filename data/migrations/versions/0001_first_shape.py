"""The first shape: feeds, detections, fire events, the journal and its protection."""

import sqlalchemy as sa
from alembic import op

from data.store.types import JSON, BigKey, Geometry, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# An entry may only follow the head, and moves it. What was written is never changed, nor taken away.
_SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER journal_follow BEFORE INSERT ON journal BEGIN
        SELECT RAISE(ABORT, 'journal: an entry must follow the head')
        WHERE NOT EXISTS (SELECT 1 FROM journal_head
                          WHERE id = 1 AND count = NEW.id - 1 AND hash = NEW.previous_hash);
        UPDATE journal_head SET count = NEW.id, hash = NEW.hash WHERE id = 1;
    END
    """,
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
        SELECT RAISE(ABORT, 'journal: entries are never changed');
    END
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
        SELECT RAISE(ABORT, 'journal: entries are never removed');
    END
    """,
    """
    CREATE TRIGGER journal_head_forward BEFORE UPDATE ON journal_head
    WHEN NEW.id <> 1 OR NEW.count <> OLD.count + 1 BEGIN
        SELECT RAISE(ABORT, 'journal: the head only moves forward');
    END
    """,
    """
    CREATE TRIGGER journal_head_no_delete BEFORE DELETE ON journal_head BEGIN
        SELECT RAISE(ABORT, 'journal: the head is never removed');
    END
    """,
)
_POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION journal_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE journal_head SET count = NEW.id, hash = NEW.hash
        WHERE id = 1 AND count = NEW.id - 1 AND hash = NEW.previous_hash;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'journal: an entry must follow the head';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'journal: % on % is refused', TG_OP, TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE FUNCTION journal_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.id <> 1 OR NEW.count <> OLD.count + 1 THEN
            RAISE EXCEPTION 'journal: the head only moves forward';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER journal_follow BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_follow()",
    """
    CREATE TRIGGER journal_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()
    """,
    """
    CREATE TRIGGER journal_head_forward BEFORE UPDATE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION journal_head_forward()
    """,
    """
    CREATE TRIGGER journal_head_refuse BEFORE DELETE OR TRUNCATE ON journal_head
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()
    """,
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "event_decision",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("event_ids", JSON, nullable=False, comment="as they were known when it was decided"),
        sa.Column("detection_ids", JSON, nullable=False, comment="list of parts, each a list of detections"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('split', 'merge')", name=op.f("ck_event_decision_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_decision")),
    )
    op.create_table(
        "feed_run",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("url", sa.Text(), nullable=True, comment="redacted: never a key"),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_params", JSON, nullable=True),
        sa.Column("rows_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_new", sa.Integer(), server_default="0", nullable=False),
        sa.Column("duplicates", sa.Integer(), server_default="0", nullable=False),
        sa.Column("superseded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rejected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("newest_detection", UtcDateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("bytes", BigKey, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('poll', 'upload')", name=op.f("ck_feed_run_kind")),
        sa.CheckConstraint(
            "status IN ('ok', 'not_modified', 'partial', 'failed')", name=op.f("ck_feed_run_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_run")),
    )
    op.create_index(
        op.f("ix_feed_run_feed_id_started_at"), "feed_run", ["feed_id", "started_at"], unique=False
    )
    op.create_index(op.f("ix_feed_run_sha256"), "feed_run", ["sha256"], unique=False)
    op.create_table(
        "fire_event",
        sa.Column("id", sa.String(length=40), nullable=False, comment="the first id it was known by"),
        sa.Column(
            "content_id", sa.String(length=40), nullable=False, comment="of its present earliest detection"
        ),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("last_seen", UtcDateTime(), nullable=False),
        sa.Column("detections", sa.Integer(), nullable=False),
        sa.Column("satellites", JSON, nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("max_frp_mw", sa.Double(), nullable=True),
        sa.Column("sum_frp_mw", sa.Double(), nullable=True),
        sa.Column("strength", sa.String(length=10), nullable=False),
        sa.Column("strength_reason", sa.String(length=40), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("hull", Geometry(), nullable=False),
        sa.Column("area_ha", sa.Double(), nullable=False),
        sa.Column(
            "closed_at",
            UtcDateTime(),
            nullable=True,
            comment="when its silence became long enough; NULL: open",
        ),
        sa.Column("recurrence_of", sa.String(length=40), nullable=True),
        sa.Column("permanent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False, comment="when it was first stored"),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.String(length=40), nullable=True),
        sa.CheckConstraint("strength IN ('weak', 'strong')", name=op.f("ck_fire_event_strength")),
        sa.ForeignKeyConstraint(["merged_into"], ["fire_event.id"], name=op.f("fk_fire_event_merged_into")),
        sa.ForeignKeyConstraint(
            ["recurrence_of"], ["fire_event.id"], name=op.f("fk_fire_event_recurrence_of")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fire_event")),
    )
    op.create_index(op.f("ix_fire_event_first_seen"), "fire_event", ["first_seen"], unique=False)
    op.create_index(op.f("ix_fire_event_last_seen"), "fire_event", ["last_seen"], unique=False)
    op.create_index(op.f("ix_fire_event_merged_into"), "fire_event", ["merged_into"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", BigKey, autoincrement=False, nullable=False, comment="1, 2, 3, … without a gap"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="a person, or 'system:watch'"),
        sa.Column("origin", sa.Text(), nullable=False, comment="screen, command or job that made the change"),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("record_kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
    )
    op.create_index(op.f("ix_journal_at"), "journal", ["at"], unique=False)
    op.create_index(
        op.f("ix_journal_record_kind_record_id"), "journal", ["record_kind", "record_id"], unique=False
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", BigKey, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "watch_lease",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True, comment="NULL: given back"),
        sa.Column("expires_at", UtcDateTime(), nullable=False, comment="on the real clock"),
        sa.Column("token", BigKey, nullable=False, comment="fencing token: grows with every new holder"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch_lease")),
    )
    op.create_table(
        "detection",
        sa.Column("id", sa.String(length=80), nullable=False, comment="geo.hotspots: detection_id"),
        sa.Column("time_utc", UtcDateTime(), nullable=False, comment="acquisition"),
        sa.Column("satellite", sa.String(length=20), nullable=False),
        sa.Column("instrument", sa.String(length=10), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("confidence_percent", sa.Double(), nullable=True),
        sa.Column("frp_mw", sa.Double(), nullable=True, comment="NULL: not given; 0 is 0"),
        sa.Column("scan_km", sa.Double(), nullable=False),
        sa.Column("track_km", sa.Double(), nullable=False),
        sa.Column("footprint_ha", sa.Double(), nullable=False),
        sa.Column("brightness_k", sa.Double(), nullable=True),
        sa.Column("brightness_2_k", sa.Double(), nullable=True),
        sa.Column("daynight", sa.String(length=1), nullable=False),
        sa.Column("type", sa.Integer(), nullable=True),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("processing", sa.String(length=10), nullable=False),
        sa.Column("superseded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("permanent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("location", sa.String(length=20), nullable=True),
        sa.Column("commune_2021_id", sa.Text(), nullable=True),
        sa.Column("commune_2021", sa.Text(), nullable=True),
        sa.Column("commune_2025_id", sa.Text(), nullable=True),
        sa.Column("commune_2025", sa.Text(), nullable=True),
        sa.Column("nearest_commune", sa.Text(), nullable=True),
        sa.Column("neighbour_2025", sa.Text(), nullable=True),
        sa.Column(
            "distance_m", sa.Double(), nullable=True, comment="to the nearest present commune; 0 inside"
        ),
        sa.Column("border_m", sa.Double(), nullable=True, comment="to the outer border of the present map"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("raw_line", sa.Text(), nullable=True, comment="the row as it came"),
        sa.Column("run_id", BigKey, nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("confidence IN ('low', 'nominal', 'high')", name=op.f("ck_detection_confidence")),
        sa.CheckConstraint(
            "location IN ('inside', 'near_border', 'outside')", name=op.f("ck_detection_location")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["feed_run.id"], name=op.f("fk_detection_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection")),
    )
    op.create_index(
        op.f("ix_detection_latitude_longitude"), "detection", ["latitude", "longitude"], unique=False
    )
    op.create_index(op.f("ix_detection_run_id"), "detection", ["run_id"], unique=False)
    op.create_index(op.f("ix_detection_time_utc"), "detection", ["time_utc"], unique=False)
    op.create_table(
        "feed_reject",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("run_id", BigKey, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False, comment="physical line, header = 1"),
        sa.Column("reason", sa.String(length=60), nullable=False, comment="a stable code"),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["feed_run.id"], name=op.f("fk_feed_reject_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_reject")),
    )
    op.create_index(op.f("ix_feed_reject_run_id"), "feed_reject", ["run_id"], unique=False)
    op.create_table(
        "fire_event_alias",
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["fire_event.id"], name=op.f("fk_fire_event_alias_event_id")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_fire_event_alias")),
    )
    op.create_index(op.f("ix_fire_event_alias_event_id"), "fire_event_alias", ["event_id"], unique=False)
    op.create_table(
        "satellite_pass",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("satellite", sa.String(length=20), nullable=False),
        sa.Column("first_utc", UtcDateTime(), nullable=False),
        sa.Column("last_utc", UtcDateTime(), nullable=False),
        sa.Column(
            "rows", sa.Integer(), nullable=False, comment="over the whole regional file, before clipping"
        ),
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("run_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["feed_run.id"], name=op.f("fk_satellite_pass_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satellite_pass")),
        sa.UniqueConstraint(
            "satellite", "feed_id", "first_utc", name=op.f("uq_satellite_pass_satellite_feed_id_first_utc")
        ),
    )
    op.create_index(op.f("ix_satellite_pass_first_utc"), "satellite_pass", ["first_utc"], unique=False)
    op.create_index(op.f("ix_satellite_pass_run_id"), "satellite_pass", ["run_id"], unique=False)
    op.create_table(
        "event_member",
        sa.Column("detection_id", sa.String(length=80), nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["detection_id"], ["detection.id"], name=op.f("fk_event_member_detection_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["fire_event.id"], name=op.f("fk_event_member_event_id")),
        sa.PrimaryKeyConstraint("detection_id", name=op.f("pk_event_member")),
    )
    op.create_index(op.f("ix_event_member_event_id"), "event_member", ["event_id"], unique=False)
    head = sa.table("journal_head", sa.column("id"), sa.column("count"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "count": 0, "hash": "0" * 64}])
    for statement in _POSTGRESQL_TRIGGERS if on_postgresql else _SQLITE_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the journal is never taken away; restore a backup instead")
