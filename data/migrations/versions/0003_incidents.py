"""Incidents with their timeline, and the reception log: what was written there stays."""

import sqlalchemy as sa
from alembic import op

from data.migrations.kept import keep, make_refusal
from data.store.types import JSON, BigKey, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATUSES = "'reported', 'verifying', 'responding', 'controlled', 'resolved', 'closed', 'false_alarm'"
_KEPT = ("incident_entry", "reception_call")
"""Tables whose rows are never changed nor removed: a correction is a new entry of the timeline."""


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="VV-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False, comment="of recording, local time"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column(
            "summary", sa.Text(), nullable=False, comment="what happens there; nothing about the informant"
        ),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True, comment="NULL: the place is not known yet"),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("place_text", sa.Text(), nullable=False, comment="the place as it was told"),
        sa.Column("commune_2021_id", sa.Text(), nullable=True),
        sa.Column("commune_2025_id", sa.Text(), nullable=True),
        sa.Column(
            "facts",
            JSON,
            nullable=True,
            comment="nearest place and forest plot as they were when the place was entered",
        ),
        sa.Column("area_ha", sa.Double(), nullable=True, comment="as told"),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="who holds it; NULL: nobody yet"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("field IN ('forest', 'order', 'defence')", name=op.f("ck_incident_field")),
        sa.CheckConstraint(
            "kind IN ('forest_fire', 'land_fire', 'forest_offence', 'house_fire', "
            "'public_order', 'explosive', 'defence_other')",
            name=op.f("ck_incident_kind"),
        ),
        sa.CheckConstraint(
            f"status IN ({_STATUSES})",
            name=op.f("ck_incident_status"),
        ),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_incident_whole_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("code", name=op.f("uq_incident_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_incident_year_number")),
    )
    op.create_index(op.f("ix_incident_occurred_at"), "incident", ["occurred_at"], unique=False)
    op.create_index(op.f("ix_incident_status"), "incident", ["status"], unique=False)
    op.create_table(
        "incident_entry",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("incident_id", BigKey, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False, comment="when it was written"),
        sa.Column("happened_at", UtcDateTime(), nullable=False, comment="when it happened"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status_from", sa.String(length=20), nullable=True),
        sa.Column("status_to", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True, comment="a call's number or a fire event's id"),
        sa.Column("corrects_id", BigKey, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('created', 'call', 'note', 'status', 'undone', 'edited', 'event', 'correction')",
            name=op.f("ck_incident_entry_kind"),
        ),
        sa.CheckConstraint(
            f"status_from IN ({_STATUSES})",
            name=op.f("ck_incident_entry_status_from"),
        ),
        sa.CheckConstraint(
            f"status_to IN ({_STATUSES})",
            name=op.f("ck_incident_entry_status_to"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["incident_entry.id"], name=op.f("fk_incident_entry_corrects_id")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_entry_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_entry")),
    )
    op.create_index(op.f("ix_incident_entry_incident_id"), "incident_entry", ["incident_id"], unique=False)
    op.create_table(
        "incident_event",
        sa.Column("incident_id", BigKey, nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["fire_event.id"], name=op.f("fk_incident_event_event_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_event_incident_id")),
        sa.PrimaryKeyConstraint("incident_id", "event_id", name=op.f("pk_incident_event")),
    )


def _calls() -> None:
    op.create_table(
        "reception_call",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="TN-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False, comment="of receiving, local time"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "draft_id",
            sa.String(length=40),
            nullable=False,
            comment="of the browser: the same call is stored once",
        ),
        sa.Column("incident_id", BigKey, nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("informant_name", sa.Text(), nullable=True),
        sa.Column("informant_address", sa.Text(), nullable=True),
        sa.Column("informant_phone", sa.Text(), nullable=True),
        sa.Column("informant_refused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("place_text", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("forest_type", sa.String(length=20), nullable=False),
        sa.Column("area_ha", sa.Double(), nullable=True),
        sa.Column("spread_risk", sa.String(length=10), nullable=False),
        sa.Column("house_risk", sa.String(length=10), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="of whoever took the call"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('phone', 'person', 'radio', 'message', 'other')",
            name=op.f("ck_reception_call_channel"),
        ),
        sa.CheckConstraint(
            "forest_type IN ('unknown', 'natural', 'planted', 'not_forest')",
            name=op.f("ck_reception_call_forest_type"),
        ),
        sa.CheckConstraint(
            "house_risk IN ('unknown', 'no', 'yes')", name=op.f("ck_reception_call_house_risk")
        ),
        sa.CheckConstraint(
            "spread_risk IN ('unknown', 'no', 'yes')", name=op.f("ck_reception_call_spread_risk")
        ),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_reception_call_whole_point")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_reception_call_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_call")),
        sa.UniqueConstraint("code", name=op.f("uq_reception_call_code")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_reception_call_draft_id")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_reception_call_year_number")),
    )
    op.create_index(op.f("ix_reception_call_incident_id"), "reception_call", ["incident_id"], unique=False)


def upgrade() -> None:
    _incidents()
    _calls()
    make_refusal()
    keep(*_KEPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
