"""Agencies, their focal points, and the coordination plan."""

import sqlalchemy as sa
from alembic import op

from data.store.types import JSON, BigKey, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEVEL = "level IN ('village', 'commune', 'area', 'province')"


def _kept(table: str) -> list[sa.Column | sa.Constraint]:
    """What closes every table of records that people change."""
    return [
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _days() -> list[sa.Column]:
    return [
        sa.Column("valid_from", sa.Date(), nullable=True, comment="first day; NULL: since ever"),
        sa.Column(
            "valid_to", sa.Date(), nullable=True, comment="first day on which it is no more; NULL: until now"
        ),
    ]


def _agencies() -> None:
    op.create_table(
        "agency",
        sa.Column("id", BigKey, nullable=False, comment="of the row"),
        sa.Column("agency_id", sa.Text(), nullable=False, comment="stable: what other records keep"),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=True, comment="NULL: the real name has not been entered"),
        sa.Column("parent_id", sa.Text(), nullable=True, comment="agency_id of the agency above"),
        sa.Column("communes", JSON, nullable=True, comment="area_ids it works in; NULL: not entered"),
        sa.Column(
            "profile",
            sa.String(length=20),
            nullable=True,
            comment="the profile's file it came from: 2021, 2026",
        ),
        sa.Column("note", sa.Text(), nullable=True),
        *_days(),
        *_kept("agency"),
        sa.CheckConstraint(
            "role IN ('ranger', 'police', 'military', 'participant')", name=op.f("ck_agency_role")
        ),
        sa.CheckConstraint(_LEVEL, name=op.f("ck_agency_level")),
    )
    op.create_index(op.f("ix_agency_agency_id"), "agency", ["agency_id"], unique=False)


def _focal_points() -> None:
    op.create_table(
        "focal_point",
        sa.Column("id", BigKey, nullable=False, comment="of the row"),
        sa.Column("focal_point_id", sa.Text(), nullable=False, comment="stable: what other records keep"),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False, comment="the level it answers for"),
        sa.Column("name", sa.Text(), nullable=True, comment="NULL: the real name has not been entered"),
        sa.Column("rank", sa.Text(), nullable=True),
        sa.Column("phones", JSON, nullable=True, comment="E.164 texts, the first to call first"),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("channels", JSON, nullable=True, comment="[{kind, address}], the first to try first"),
        sa.Column(
            "duty_hours", JSON, nullable=True, comment="[{days, from, to}] in local time; NULL: not entered"
        ),
        sa.Column("stand_in_id", sa.Text(), nullable=True, comment="focal_point_id of who stands in"),
        *_days(),
        *_kept("focal_point"),
        sa.CheckConstraint(_LEVEL, name=op.f("ck_focal_point_level")),
    )
    op.create_index(op.f("ix_focal_point_focal_point_id"), "focal_point", ["focal_point_id"], unique=False)
    op.create_index(op.f("ix_focal_point_agency_id"), "focal_point", ["agency_id"], unique=False)


def _plan() -> None:
    op.create_table(
        "coordination_plan",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False, comment="stable: what rules name as their basis"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True, comment="NULL: not entered"),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=False, comment="first day"),
        sa.Column("period_to", sa.Date(), nullable=False, comment="last day"),
        sa.Column("signatories", JSON, nullable=False, comment="[{role, agency_id, name, signed_by}]"),
        sa.Column("clauses", JSON, nullable=False, comment="[text], in order"),
        sa.Column(
            "rotation",
            JSON,
            nullable=True,
            comment="who hosts the quarterly meeting, in turn; NULL: not stated",
        ),
        sa.Column("lead_times", JSON, nullable=False, comment="share_hours, notice_days: NULL is not stated"),
        sa.Column(
            "holidays", JSON, nullable=True, comment="{source, days: [{day, name}]}; NULL: not entered"
        ),
        sa.Column(
            "scan", JSON, nullable=True, comment="{file, name, type, bytes, sha256}; NULL: not uploaded"
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="where this text comes from"),
        sa.Column("status", sa.String(length=20), nullable=False),
        *_kept("coordination_plan"),
        sa.UniqueConstraint("plan_id", name=op.f("uq_coordination_plan_plan_id")),
        sa.CheckConstraint(
            "status IN ('draft', 'signed', 'withdrawn')", name=op.f("ck_coordination_plan_status")
        ),
    )


def upgrade() -> None:
    _agencies()
    _focal_points()
    _plan()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
