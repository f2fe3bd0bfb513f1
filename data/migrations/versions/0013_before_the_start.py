"""Rules may ask that something is told before it begins; a duty and its entries keep when that is."""

import sqlalchemy as sa
from alembic import op

from data.store.types import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "duty_rule",
        sa.Column(
            "before_start",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="and no later than it begins",
        ),
    )
    op.add_column(
        "duty",
        sa.Column("before_at", UtcDateTime(), comment="when it begins; NULL: need not be told before"),
    )
    op.add_column(
        "duty_entry", sa.Column("before_at", UtcDateTime(), comment="moved: when it begins since then")
    )
    op.create_index(op.f("ix_duty_status_before_at"), "duty", ["status", "before_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
