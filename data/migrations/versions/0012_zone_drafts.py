"""What planners have drawn and not stored is kept for a day."""

import sqlalchemy as sa
from alembic import op

from data.store.types import JSON, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "zone_draft",
        sa.Column("id", sa.String(length=40), nullable=False, comment="of the visit that draws"),
        sa.Column("owner", sa.Text(), nullable=False, comment="account's name"),
        sa.Column("kept_at", UtcDateTime(), nullable=False, comment="on the real clock, in a drill too"),
        sa.Column("content", JSON, nullable=False, comment="what is created, changed and deleted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_draft")),
    )
    op.create_index(op.f("ix_zone_draft_owner"), "zone_draft", ["owner"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
