"""Accounts, their sessions and links, tokens of programs and walls, and what slows guessing down."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

ROLES = ("viewer", "ranger", "duty_officer", "planner", "commander", "administrator")
TOKEN_KINDS = ("api", "display", "calendar")

account = Table(
    "account",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", String(40), nullable=False, unique=True, comment="what one signs in with; lower case"),
    Column("full_name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("agency_id", Text, comment="NULL: belongs to no agency"),
    Column("password_hash", Text, comment="argon2id; NULL: not chosen yet"),
    Column("password_set_at", UtcDateTime),
    Column("disabled_at", UtcDateTime, comment="NULL: may sign in"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("role", ROLES),
)

access_token = Table(
    "access_token",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("label", Text, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True, comment="sha256; the token is not kept"),
    Column("account_id", BigKey, ForeignKey("account.id"), comment="whose rights it has; NULL: a display"),
    Column("scopes", JSON, nullable=False, comment="actions of data/access/roles.csv"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("redaction", String(10), comment="of a display: what it may show"),
    one_of("kind", TOKEN_KINDS),
    CheckConstraint("(kind = 'display') = (account_id IS NULL)", name="api_has_account"),
    Index(None, "account_id"),
)

account_session = Table(
    "account_session",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True, comment="sha256 of what the cookie holds"),
    Column("account_id", BigKey, ForeignKey("account.id")),
    Column("display_id", BigKey, ForeignKey("access_token.id"), comment="a wall's session"),
    Column("address", Text, nullable=False),
    Column("device", Text, nullable=False, comment="what the browser says it is"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_because", String(20)),
    CheckConstraint("(account_id IS NULL) <> (display_id IS NULL)", name="one_holder"),
    Index(None, "account_id"),
    Index(None, "display_id"),
)

setup_link = Table(
    "setup_link",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", BigKey, ForeignKey("account.id"), comment="NULL: makes an administrator"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, comment="used, or replaced by a newer link"),
    Index(None, "account_id"),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("name_key", String(64), nullable=False, comment="keyed hash: some type a password as their name"),
    Column("address", Text, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index(None, "name_key", "at"),
    Index(None, "address", "at"),
    Index(None, "at"),
)

access_key = Table(
    "access_key",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False, comment="signs cookies and forms of this database"),
    CheckConstraint("id = 1", name="single_row"),
)
