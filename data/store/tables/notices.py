"""Notices: attempts to tell. A row is written before anything is sent; leases and retries run on the real
clock, everything else on the clock of facts.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from data.store.tables.ledger import TELL_CHANNELS
from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

NOTICE_PURPOSES = ("matter", "digest", "escalation", "reminder", "withdrawal", "test", "patrol")
NOTICE_STATES = ("queued", "sending", "sent", "delivered", "dead", "cancelled")
NOTICE_OUTCOMES = ("sent", "refused", "unreachable", "unknown")

notice = Table(
    "notice",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("receiver_id", Text, nullable=False, comment="agency"),
    Column("focal_point_id", Text),
    Column("person", Text, comment="name of the focal point as it was"),
    Column("channel", String(10), nullable=False),
    Column("address", Text, nullable=False),
    Column("purpose", String(12), nullable=False),
    Column("language", String(5), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False, comment="frozen; {link} stands for the address to acknowledge at"),
    Column("message_id", Text, nullable=False, comment="the same at every try: twins can be told"),
    Column("code", String(12), nullable=False, comment="reply code of an SMS"),
    Column("nonce", String(64), nullable=False, comment="what the acknowledging link is signed over"),
    Column("expires_at", UtcDateTime, nullable=False, comment="of link and code"),
    Column("local", Boolean, nullable=False, server_default=false(), comment="a drill's: to the outbox page"),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime, comment="real clock: not before"),
    Column("lease_until", UtcDateTime, comment="real clock"),
    Column("lease_holder", Text),
    Column("sent_at", UtcDateTime, comment="clock of facts"),
    Column("delivered_at", UtcDateTime),
    Column("error", Text, comment="of the last try"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("code"),
    UniqueConstraint("nonce"),
    UniqueConstraint("message_id"),
    one_of("channel", TELL_CHANNELS),
    one_of("purpose", NOTICE_PURPOSES),
    one_of("state", NOTICE_STATES),
    Index(None, "state", "next_at"),
    Index(None, "receiver_id"),
)

notice_duty = Table(
    "notice_duty",
    metadata,
    Column("notice_id", BigKey, ForeignKey("notice.id"), primary_key=True),
    Column("duty_id", BigKey, ForeignKey("duty.id"), primary_key=True, index=True),
)

notice_attempt = Table(
    "notice_attempt",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("notice_id", BigKey, ForeignKey("notice.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False, comment="real clock"),
    Column("outcome", String(12), nullable=False),
    Column("detail", Text, nullable=False),
    one_of("outcome", NOTICE_OUTCOMES),
)

sms_inbound = Table(
    "sms_inbound",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("gateway_id", Text, nullable=False, comment="the gateway's own id: the same SMS acts once"),
    Column("sender", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("result", String(20), nullable=False),
    Column("reply", Text, nullable=False),
    Column("notice_id", BigKey, ForeignKey("notice.id")),
    UniqueConstraint("gateway_id"),
)

month_figures = Table(
    "month_figures",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("month", String(7), nullable=False, comment="2027-03, local time"),
    Column("frozen_at", UtcDateTime, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    UniqueConstraint("month"),
)

desk_look = Table(
    "desk_look",
    metadata,
    Column("viewer", Text, primary_key=True, comment="account's name"),
    Column("entry_id", BigKey, nullable=False, comment="the last duty_entry that was there"),
    Column("at", UtcDateTime, nullable=False),
)
