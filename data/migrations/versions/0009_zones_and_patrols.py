"""Zones, patrols, how they prove themselves; and what the plan promises raises duties."""

import sqlalchemy as sa
from alembic import op

from data.migrations.kept import keep
from data.migrations.widening import widen
from data.store.types import JSON, BigKey, Geometry, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEPT = (
    "zone_version",
    "patrol_checkin",
    "patrol_track",
    "patrol_track_day",
    "patrol_finding",
)
"""Tables whose rows are never changed nor removed: what was wrong is corrected by a new one."""
_MATTERS = ("fire_event", "incident", "call", "danger_level")
_OF_THE_PLAN = ("patrol", "meeting", "outreach_event", "inspection", "case")


def _widen() -> None:
    widen("matter", "kind", _MATTERS, _OF_THE_PLAN)
    widen("duty_rule", "matter_kind", _MATTERS, _OF_THE_PLAN)
    widen("photo", "record_kind", ("verdict", "incident"), ("finding",))
    purposes = ("matter", "digest", "escalation", "reminder", "withdrawal", "test")
    widen("notice", "purpose", purposes, ("patrol",))
    op.add_column(
        "matter_fact",
        sa.Column("involved", JSON, comment="agency ids that the record itself names; NULL: none"),
    )


def _tables() -> None:
    op.create_table(
        "patrol",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="TT-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("lead_agency_id", sa.Text(), nullable=False),
        sa.Column(
            "required_roles", JSON, nullable=False, comment="roles that must be present for it to be joint"
        ),
        sa.Column("meeting_place", sa.Text(), nullable=False),
        sa.Column("equipment", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column(
            "series_id", sa.String(length=40), nullable=True, comment="patrols that were planned together"
        ),
        sa.Column("repeat", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column(
            "assigned_at",
            UtcDateTime(),
            nullable=True,
            comment="the members' agencies must be told since then",
        ),
        sa.Column("assigned_by", sa.Text(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True, comment="first check-in"),
        sa.Column("returned_at", UtcDateTime(), nullable=True, comment="last check-out"),
        sa.Column(
            "ended_reason",
            sa.Text(),
            nullable=True,
            comment="why it was cancelled, or what its leader says at the end",
        ),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="of whoever planned it"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('joint', 'forest_round', 'burn_watch', 'inspection')", name=op.f("ck_patrol_kind")
        ),
        sa.CheckConstraint("repeat IN ('week', 'month')", name=op.f("ck_patrol_repeat")),
        sa.CheckConstraint(
            "status IN ('planned', 'assigned', 'under_way', 'returned', 'completed', 'cancelled')",
            name=op.f("ck_patrol_status"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_patrol_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol")),
        sa.UniqueConstraint("code", name=op.f("uq_patrol_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_patrol_year_number")),
    )
    op.create_index(op.f("ix_patrol_series_id"), "patrol", ["series_id"], unique=False)
    op.create_index(op.f("ix_patrol_starts_at"), "patrol", ["starts_at"], unique=False)
    op.create_index(op.f("ix_patrol_status"), "patrol", ["status"], unique=False)
    op.create_table(
        "patrol_template",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", JSON, nullable=False, comment="what a plan says, without its days"),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="no longer offered"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_template")),
    )
    op.create_table(
        "stand_down",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True, comment="NULL: not a person"),
        sa.Column(
            "vehicle", sa.Text(), nullable=True, comment="NULL: not a vehicle; both NULL: the whole agency"
        ),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="taken back"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_stand_down_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_down")),
    )
    op.create_index(op.f("ix_stand_down_agency_id"), "stand_down", ["agency_id"], unique=False)
    op.create_table(
        "zone",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="KV-0001"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("season", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False, comment="1 first, 3 last"),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("shape", Geometry(), nullable=False, comment="polygons, or lines for a route"),
        sa.Column("area_ha", sa.Double(), nullable=True, comment="geodesic; NULL for a route"),
        sa.Column(
            "length_m", sa.Double(), nullable=False, comment="geodesic: of the route, or of the outline"
        ),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("suggestion_id", BigKey, nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column(
            "archived_at",
            UtcDateTime(),
            nullable=True,
            comment="no longer used; what went there stays readable",
        ),
        sa.Column("archived_reason", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="of whoever drew it"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('patrol', 'key_area', 'burn_watch', 'firebreak', 'route', 'other')",
            name=op.f("ck_zone_kind"),
        ),
        sa.CheckConstraint("season IN ('all_year', 'dry', 'wet')", name=op.f("ck_zone_season")),
        sa.CheckConstraint("source IN ('drawn', 'file', 'suggested')", name=op.f("ck_zone_source")),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name=op.f("ck_zone_priority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("code", name=op.f("uq_zone_code")),
    )
    op.create_table(
        "patrol_alarm",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column(
            "step", sa.Integer(), server_default="0", nullable=False, comment="how many have been told"
        ),
        sa.Column(
            "next_at", UtcDateTime(), nullable=True, comment="when the next one is told; NULL: no more"
        ),
        sa.Column("told", JSON, nullable=False, comment="[{at, agency_id, person, notice_id}]"),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="they came"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('late_start', 'overdue_return')", name=op.f("ck_patrol_alarm_kind")),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_alarm_patrol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_alarm")),
    )
    op.create_index(
        "uq_patrol_alarm_one_open",
        "patrol_alarm",
        ["patrol_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "patrol_member",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True, comment="E.164; NULL: not entered"),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("account_id", BigKey, nullable=True, comment="of a person with an account"),
        sa.Column("stands_in_for", BigKey, nullable=True, comment="whose place this one takes"),
        sa.Column(
            "token_number", sa.Integer(), server_default="1", nullable=False, comment="raised: old links end"
        ),
        sa.Column("consent_at", UtcDateTime(), nullable=True, comment="agreed that positions are followed"),
        sa.Column("consent_ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="taken off the list"),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('leader', 'member', 'driver', 'guide', 'participant')",
            name=op.f("ck_patrol_member_role"),
        ),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_member_patrol_id")),
        sa.ForeignKeyConstraint(
            ["stands_in_for"], ["patrol_member.id"], name=op.f("fk_patrol_member_stands_in_for")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_member")),
    )
    op.create_index(op.f("ix_patrol_member_agency_id"), "patrol_member", ["agency_id"], unique=False)
    op.create_index(op.f("ix_patrol_member_patrol_id"), "patrol_member", ["patrol_id"], unique=False)
    op.create_table(
        "patrol_vehicle",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("plate", sa.Text(), nullable=False, comment="as painted, or what it is called"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_vehicle_patrol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_vehicle")),
    )
    op.create_index(op.f("ix_patrol_vehicle_patrol_id"), "patrol_vehicle", ["patrol_id"], unique=False)
    op.create_table(
        "patrol_zone",
        sa.Column("patrol_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("zone_id", BigKey, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_zone_patrol_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_patrol_zone_zone_id")),
        sa.PrimaryKeyConstraint("patrol_id", "zone_id", name=op.f("pk_patrol_zone")),
    )
    op.create_index(op.f("ix_patrol_zone_zone_id"), "patrol_zone", ["zone_id"], unique=False)
    op.create_table(
        "suggestion_run",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("rules", JSON, nullable=False, comment="weights and spans of the run"),
        sa.Column("left_out", JSON, nullable=False, comment="part of the score: why it does not count"),
        sa.Column("ground", JSON, nullable=False, comment="what it was made from, in numbers"),
        sa.Column(
            "cells", JSON, nullable=False, comment="every cell of the grid by column, parts and counts"
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_run")),
    )
    op.create_table(
        "zone_suggestion",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("run_id", BigKey, nullable=False),
        sa.Column("shape", Geometry(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False, comment="0 to 1, mean over its cells"),
        sa.Column("parts", JSON, nullable=False, comment="each part of the score with what it counted"),
        sa.Column("cells", JSON, nullable=False, comment="positions in the cells of its run"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("zone_id", BigKey, nullable=True, comment="what it became"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'refused')", name=op.f("ck_zone_suggestion_state")),
        sa.ForeignKeyConstraint(["run_id"], ["suggestion_run.id"], name=op.f("fk_zone_suggestion_run_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_zone_suggestion_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_suggestion")),
    )
    op.create_index(op.f("ix_zone_suggestion_run_id"), "zone_suggestion", ["run_id"], unique=False)
    op.create_table(
        "zone_version",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("zone_id", BigKey, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column(
            "fields", JSON, nullable=False, comment="the row as it was from here on, without its shape"
        ),
        sa.Column("shape", Geometry(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('created', 'edited', 'archived', 'restored', 'undone')",
            name=op.f("ck_zone_version_action"),
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_zone_version_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_version")),
        sa.UniqueConstraint("zone_id", "version", name=op.f("uq_zone_version_zone_id_version")),
    )
    op.create_table(
        "patrol_checkin",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("draft_id", sa.String(length=40), nullable=False, comment="of the browser: stored once"),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("member_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False, comment="by the phone"),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("corrects_id", BigKey, nullable=True, comment="the one that does not count"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('link', 'leader', 'desk')", name=op.f("ck_patrol_checkin_channel")),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_patrol_checkin_kind")),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_patrol_checkin_whole_point")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["patrol_checkin.id"], name=op.f("fk_patrol_checkin_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["patrol_member.id"], name=op.f("fk_patrol_checkin_member_id")
        ),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_checkin_patrol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_checkin")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_patrol_checkin_draft_id")),
    )
    op.create_index(op.f("ix_patrol_checkin_patrol_id"), "patrol_checkin", ["patrol_id"], unique=False)
    op.create_table(
        "patrol_finding",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("draft_id", sa.String(length=40), nullable=False, comment="of the browser: stored once"),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("member_id", BigKey, nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False, comment="what it became at once"),
        sa.Column("ref", sa.Text(), nullable=True, comment="code of the incident, or id of the verdict"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('incident', 'verdict', 'note')", name=op.f("ck_patrol_finding_outcome")
        ),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_patrol_finding_whole_point")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["patrol_member.id"], name=op.f("fk_patrol_finding_member_id")
        ),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_finding_patrol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_finding")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_patrol_finding_draft_id")),
    )
    op.create_index(op.f("ix_patrol_finding_patrol_id"), "patrol_finding", ["patrol_id"], unique=False)
    op.create_table(
        "patrol_position",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("member_id", BigKey, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False, comment="by the phone"),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("speed_kmh", sa.Double(), nullable=True),
        sa.Column("bearing_deg", sa.Double(), nullable=True),
        sa.Column("battery", sa.Double(), nullable=True, comment="per cent"),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.CheckConstraint("source IN ('traccar', 'osmand')", name=op.f("ck_patrol_position_source")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["patrol_member.id"], name=op.f("fk_patrol_position_member_id")
        ),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_position_patrol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_position")),
        sa.UniqueConstraint("member_id", "at", name=op.f("uq_patrol_position_member_id_at")),
    )
    op.create_index(
        op.f("ix_patrol_position_patrol_id_at"), "patrol_position", ["patrol_id", "at"], unique=False
    )
    op.create_index(op.f("ix_patrol_position_received_at"), "patrol_position", ["received_at"], unique=False)
    op.create_table(
        "patrol_track",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("patrol_id", BigKey, nullable=False),
        sa.Column("member_id", BigKey, nullable=True),
        sa.Column("track_id", BigKey, nullable=False, comment="the file as it came"),
        sa.Column("distance_m", sa.Double(), nullable=False, comment="geodesic, inside the patrol's window"),
        sa.Column("duration_s", sa.Double(), nullable=True, comment="NULL: the file tells no times"),
        sa.Column("visibility_m", sa.Double(), nullable=False),
        sa.Column("covered", JSON, nullable=False, comment="[{zone_id, zone_version, share, covered_ha}]"),
        sa.Column("gaps", JSON, nullable=False, comment="[{from, to, metres, seconds}]"),
        sa.Column("findings", JSON, nullable=False, comment="[{code, …}]: what does not look right"),
        sa.Column("draft_id", sa.String(length=40), nullable=True, comment="of the browser: stored once"),
        sa.Column("replaces_id", BigKey, nullable=True, comment="counted anew"),
        sa.Column("set_aside", sa.Text(), nullable=True, comment="why it does not count; NULL: it counts"),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False, comment="when the file came"),
        sa.ForeignKeyConstraint(["member_id"], ["patrol_member.id"], name=op.f("fk_patrol_track_member_id")),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_track_patrol_id")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["patrol_track.id"], name=op.f("fk_patrol_track_replaces_id")
        ),
        sa.ForeignKeyConstraint(["track_id"], ["ground_track.id"], name=op.f("fk_patrol_track_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_track")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_patrol_track_draft_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_patrol_track_replaces_id")),
    )
    op.create_index(
        "uq_patrol_track_one_file",
        "patrol_track",
        ["patrol_id", "track_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_table(
        "patrol_track_day",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("patrol_track_id", BigKey, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="on the local clock"),
        sa.Column("line", Geometry(), nullable=False, comment="what was walked, thinned to a metre"),
        sa.Column(
            "times", JSON, nullable=False, comment="[seconds since 1970] of its vertices; null: no time"
        ),
        sa.Column("metres", sa.Double(), nullable=False, comment="that count for the patrol"),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("parts", JSON, nullable=False, comment="[{eras: {era: area id}, metres, seconds}]"),
        sa.ForeignKeyConstraint(
            ["patrol_track_id"], ["patrol_track.id"], name=op.f("fk_patrol_track_day_patrol_track_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_track_day")),
    )
    op.create_index(op.f("ix_patrol_track_day_day"), "patrol_track_day", ["day"], unique=False)
    op.create_index(
        op.f("ix_patrol_track_day_patrol_track_id"), "patrol_track_day", ["patrol_track_id"], unique=False
    )


def upgrade() -> None:
    _widen()
    _tables()
    keep(*_KEPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
