"""The wall: its alarms, the briefings that are kept, and what a display may show."""

import sqlalchemy as sa
from alembic import op

from data.migrations.kept import keep
from data.store.types import JSON, BigKey, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KEPT = (
    "wall_alarm_entry",
    "briefing",
    "briefing_signature",
)
"""Tables whose rows are never changed nor removed: what was wrong is corrected by a new one."""


def _what_a_wall_may_show() -> None:
    op.add_column(
        "access_token", sa.Column("redaction", sa.String(10), comment="of a display: what it may show")
    )


def _tables() -> None:
    op.create_table(
        "briefing",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="local"),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False, comment="what it shows"),
        sa.Column("content", JSON, nullable=False, comment="figures and lists as they were"),
        sa.Column(
            "picture", sa.Text(), nullable=True, comment="file name of the map; NULL: none could be drawn"
        ),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('morning', 'evening', 'asked')", name=op.f("ck_briefing_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
    )
    op.create_index(
        "uq_briefing_day_kind",
        "briefing",
        ["day", "kind"],
        unique=True,
        sqlite_where=sa.text("kind <> 'asked'"),
        postgresql_where=sa.text("kind <> 'asked'"),
    )
    op.create_table(
        "wall_alarm",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False, comment="key of what it is about, as text"),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="code of why it stands where it stands"),
        sa.Column("facts", JSON, nullable=False, comment="what its words are made of"),
        sa.Column(
            "owner_id", sa.Text(), nullable=True, comment="agency that must act; NULL: nobody in particular"
        ),
        sa.Column("since", UtcDateTime(), nullable=False, comment="when the condition began"),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True, comment="the condition is over"),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("shelved_until", UtcDateTime(), nullable=True),
        sa.Column("shelved_by", sa.Text(), nullable=True),
        sa.Column("shelved_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('event', 'unverified', 'duty', 'patrol', 'feed', 'notice', 'ledger')",
            name=op.f("ck_wall_alarm_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'acknowledged', 'returned', 'shelved', 'ended')",
            name=op.f("ck_wall_alarm_state"),
        ),
        sa.CheckConstraint(
            "urgency IN ('critical', 'high', 'medium', 'low')", name=op.f("ck_wall_alarm_urgency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_alarm")),
    )
    op.create_index(op.f("ix_wall_alarm_ended_at"), "wall_alarm", ["ended_at"], unique=False)
    op.create_index(
        "uq_wall_alarm_one_open",
        "wall_alarm",
        ["kind", "ref"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "wall_look",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False, comment="when alarms were last worked out"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_look")),
    )
    op.create_table(
        "briefing_signature",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("briefing_id", BigKey, nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the duty officer"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_signature_briefing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_signature")),
        sa.UniqueConstraint("briefing_id", "name", name=op.f("uq_briefing_signature_briefing_id_name")),
    )
    op.create_table(
        "wall_alarm_entry",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("alarm_id", BigKey, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "act IN ('raised', 'acknowledged', 'returned', 'again', 'shelved', 'unshelved', 'ended')",
            name=op.f("ck_wall_alarm_entry_act"),
        ),
        sa.CheckConstraint(
            "urgency IN ('critical', 'high', 'medium', 'low')", name=op.f("ck_wall_alarm_entry_urgency")
        ),
        sa.ForeignKeyConstraint(["alarm_id"], ["wall_alarm.id"], name=op.f("fk_wall_alarm_entry_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_alarm_entry")),
    )
    op.create_index(op.f("ix_wall_alarm_entry_alarm_id"), "wall_alarm_entry", ["alarm_id"], unique=False)


def upgrade() -> None:
    _what_a_wall_may_show()
    _tables()
    keep(*_KEPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
