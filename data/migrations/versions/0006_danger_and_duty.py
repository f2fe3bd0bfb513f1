"""Announced danger levels and duty shifts."""

import sqlalchemy as sa
from alembic import op

from data.store.types import BigKey, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _danger() -> None:
    op.create_table(
        "danger_level",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("commune_id", sa.Text(), nullable=False, comment="area_id"),
        sa.Column("level", sa.Integer(), nullable=False, comment="1 to 5"),
        sa.Column("source", sa.Text(), nullable=False, comment="document or notice that announces it"),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_to", UtcDateTime(), nullable=False, comment="from here on it has run out"),
        sa.Column("corrects_id", BigKey, nullable=True),
        sa.Column(
            "ended_at",
            UtcDateTime(),
            nullable=True,
            comment="since then it does not count, whatever its validity says",
        ),
        sa.Column("ended_how", sa.String(length=20), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="of whoever entered it"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_danger_level")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["danger_level.id"], name=op.f("fk_danger_level_corrects_id")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_danger_level_level")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_danger_level_validity")),
        sa.CheckConstraint("ended_how IN ('corrected', 'withdrawn')", name=op.f("ck_danger_level_ended_how")),
    )
    op.create_index(op.f("ix_danger_level_commune_id"), "danger_level", ["commune_id"], unique=False)


def _duty() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="who is on duty"),
        sa.Column("phone", sa.Text(), nullable=False, comment="E.164"),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False, comment="as planned; it does not end by itself"),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=20), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True, comment="what is told when it ends"),
        sa.Column("follows_id", BigKey, nullable=True, comment="the shift that was handed over"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shift")),
        sa.ForeignKeyConstraint(["follows_id"], ["duty_shift.id"], name=op.f("fk_duty_shift_follows_id")),
        sa.CheckConstraint("until > started_at", name=op.f("ck_duty_shift_until")),
        sa.CheckConstraint(
            "ended_how IN ('signed_off', 'handed_over', 'withdrawn')", name=op.f("ck_duty_shift_ended_how")
        ),
    )
    op.create_index(op.f("ix_duty_shift_agency_id"), "duty_shift", ["agency_id"], unique=False)


def upgrade() -> None:
    _danger()
    _duty()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
