"""Accounts, sessions, links, tokens, and what slows guessing down."""

import sqlalchemy as sa
from alembic import op

from data.store.types import JSON, BigKey, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False, comment="what one signs in with; lower case"),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True, comment="NULL: belongs to no agency"),
        sa.Column("password_hash", sa.Text(), nullable=True, comment="argon2id; NULL: not chosen yet"),
        sa.Column("password_set_at", UtcDateTime(), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True, comment="NULL: may sign in"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer', 'ranger', 'duty_officer', 'planner', 'commander', 'administrator')",
            name=op.f("ck_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )


def _token() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "token_hash", sa.String(length=64), nullable=False, comment="sha256; the token is not kept"
        ),
        sa.Column("account_id", BigKey, nullable=True, comment="whose rights it has; NULL: a display"),
        sa.Column("scopes", JSON, nullable=False, comment="actions of data/access/roles.csv"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('api', 'display')", name=op.f("ck_access_token_kind")),
        sa.CheckConstraint(
            "(kind = 'api') = (account_id IS NOT NULL)", name=op.f("ck_access_token_api_has_account")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_access_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    op.create_index(op.f("ix_access_token_account_id"), "access_token", ["account_id"], unique=False)


def _session() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", BigKey, nullable=False),
        sa.Column(
            "token_hash", sa.String(length=64), nullable=False, comment="sha256 of what the cookie holds"
        ),
        sa.Column("account_id", BigKey, nullable=True),
        sa.Column("display_id", BigKey, nullable=True, comment="a wall's session"),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False, comment="what the browser says it is"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_because", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (display_id IS NULL)", name=op.f("ck_account_session_one_holder")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id")),
        sa.ForeignKeyConstraint(
            ["display_id"], ["access_token.id"], name=op.f("fk_account_session_display_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_account_session_display_id"), "account_session", ["display_id"], unique=False)


def _link() -> None:
    op.create_table(
        "setup_link",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", BigKey, nullable=True, comment="NULL: makes an administrator"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True, comment="used, or replaced by a newer link"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_setup_link_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_setup_link_token_hash")),
    )
    op.create_index(op.f("ix_setup_link_account_id"), "setup_link", ["account_id"], unique=False)


def _guessing() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=64),
            nullable=False,
            comment="keyed hash: some type a password as their name",
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        op.f("ix_sign_in_attempt_name_key_at"), "sign_in_attempt", ["name_key", "at"], unique=False
    )
    op.create_index(op.f("ix_sign_in_attempt_address_at"), "sign_in_attempt", ["address", "at"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"], unique=False)
    op.create_table(
        "access_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "secret", sa.LargeBinary(), nullable=False, comment="signs cookies and forms of this database"
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_access_key_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_key")),
    )


def upgrade() -> None:
    _account()
    _token()
    _session()
    _link()
    _guessing()


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
