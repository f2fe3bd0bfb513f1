"""A patrol keeps in which communes its zones lie; one from before has none until it is written anew."""

import sqlalchemy as sa
from alembic import op

from data.store.types import JSON

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "area ids of where it goes, the most of the ground first"
    for era in ("2021", "2025"):
        op.add_column("patrol", sa.Column(f"communes_{era}", JSON, nullable=True, comment=comment))


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
