"""The ledger of the duty to inform: matters, rules, duties with their entries; notices and their attempts."""

import sqlalchemy as sa
from alembic import op

from data.migrations.kept import keep
from data.store.types import JSON, BigKey, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEPT = ("matter_fact", "duty_entry", "notice_attempt", "sms_inbound", "month_figures")
"""Tables whose rows are never changed nor removed: a correction is a new entry."""


def _matters() -> None:
    op.create_table(
        "matter",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False, comment="key of the record in its own table, as text"),
        sa.Column("fact_id", BigKey, nullable=True, comment="the newest matter_fact"),
        sa.Column("merged_into", BigKey, nullable=True, comment="the survivor that its duties followed"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('fire_event', 'incident', 'call', 'danger_level')", name=op.f("ck_matter_kind")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["matter.id"], name=op.f("fk_matter_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_matter_kind_ref")),
    )
    op.create_table(
        "matter_fact",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("matter_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 … of this matter"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it is withdrawn"),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("journal_count", BigKey, nullable=False, comment="entries of the journal before it"),
        sa.Column(
            "since", UtcDateTime(), nullable=False, comment="when this was known: starts a duty's clock"
        ),
        sa.Column("clock", sa.String(length=10), nullable=False, comment="which clock `since` is"),
        sa.Column("happened_at", UtcDateTime(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True, comment="when a satellite saw it last"),
        sa.Column("stored_at", UtcDateTime(), nullable=True, comment="when the file was stored"),
        sa.Column("known_at", UtcDateTime(), nullable=True, comment="when a person first knew"),
        sa.Column("known_by", sa.Text(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("holder_id", sa.Text(), nullable=True, comment="agency that knows; NULL: not entered"),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("subkind", sa.String(length=20), nullable=True, comment="kind of incident"),
        sa.Column(
            "communes_2021", JSON, nullable=False, comment="area ids, the first is where it is counted"
        ),
        sa.Column("communes_2025", JSON, nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("forest", sa.String(length=10), nullable=False),
        sa.Column(
            "level", sa.Integer(), nullable=True, comment="announced danger level there; NULL: none counts"
        ),
        sa.Column("strength", sa.String(length=10), nullable=True),
        sa.Column("permanent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "fresh", sa.Boolean(), nullable=False, comment="false: it was history when it became known"
        ),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column(
            "told", JSON, nullable=False, comment="what a message says of it; nothing about informants"
        ),
        sa.CheckConstraint("clock IN ('stored', 'known', 'announced')", name=op.f("ck_matter_fact_clock")),
        sa.CheckConstraint(
            "forest IN ('inside', 'near', 'outside', 'unknown', 'pending')",
            name=op.f("ck_matter_fact_forest"),
        ),
        sa.CheckConstraint(
            "place IN ('inside', 'near_border', 'outside', 'unknown')", name=op.f("ck_matter_fact_place")
        ),
        sa.CheckConstraint("state IN ('open', 'withdrawn')", name=op.f("ck_matter_fact_state")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_matter_fact_level")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_fact_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_fact")),
        sa.UniqueConstraint("matter_id", "number", name=op.f("uq_matter_fact_matter_id_number")),
    )
    op.create_table(
        "duty_rule",
        sa.Column("id", BigKey, nullable=False, comment="of the row: one wording during some time"),
        sa.Column("rule_id", sa.Text(), nullable=False, comment="stable"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("matter_kind", sa.String(length=20), nullable=False),
        sa.Column("fields", JSON, nullable=True, comment="NULL: any; so for all conditions"),
        sa.Column("subkinds", JSON, nullable=True),
        sa.Column("communes", JSON, nullable=True, comment="area ids of the present map"),
        sa.Column("places", JSON, nullable=True),
        sa.Column("forests", JSON, nullable=True),
        sa.Column("strengths", JSON, nullable=True),
        sa.Column("min_level", sa.Integer(), nullable=True),
        sa.Column("permanent_too", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("receivers", JSON, nullable=False, comment="[{role, level} | {agency_id}]"),
        sa.Column(
            "target_minutes", sa.Integer(), nullable=True, comment="NULL: no target besides the deadline"
        ),
        sa.Column("deadline_minutes", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column(
            "telling", sa.String(length=10), nullable=False, comment="auto: a message goes out at once"
        ),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True, comment="coordination plan that it rests on"),
        sa.Column(
            "valid_from", UtcDateTime(), nullable=True, comment="matters before it raise none; NULL: a draft"
        ),
        sa.Column(
            "valid_to", UtcDateTime(), nullable=True, comment="switched off, or followed by another wording"
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "matter_kind IN ('fire_event', 'incident', 'call', 'danger_level')",
            name=op.f("ck_duty_rule_matter_kind"),
        ),
        sa.CheckConstraint("telling IN ('auto', 'person')", name=op.f("ck_duty_rule_telling")),
        sa.CheckConstraint("urgency IN ('immediate', 'normal')", name=op.f("ck_duty_rule_urgency")),
        sa.CheckConstraint("deadline_minutes > 0", name=op.f("ck_duty_rule_deadline")),
        sa.CheckConstraint(
            "target_minutes > 0 AND target_minutes <= deadline_minutes", name=op.f("ck_duty_rule_target")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_duty_rule_validity"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rule")),
    )
    op.create_index(op.f("ix_duty_rule_rule_id"), "duty_rule", ["rule_id"], unique=False)


def _duties() -> None:
    op.create_table(
        "duty",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("matter_id", BigKey, nullable=False),
        sa.Column("fact_id", BigKey, nullable=False, comment="what raised it"),
        sa.Column("rule_row_id", BigKey, nullable=False),
        sa.Column("holder_id", sa.Text(), nullable=True, comment="agency that knew; NULL: not entered"),
        sa.Column("receiver_id", sa.Text(), nullable=False, comment="agency that must know"),
        sa.Column("receiver_level", sa.String(length=20), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("clock", sa.String(length=10), nullable=False),
        sa.Column("target_at", UtcDateTime(), nullable=True),
        sa.Column("deadline_at", UtcDateTime(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("telling", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("commune_2021_id", sa.Text(), nullable=True),
        sa.Column("commune_2025_id", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True, comment="first telling"),
        sa.Column("proven_at", UtcDateTime(), nullable=True, comment="first telling of which there is proof"),
        sa.Column("proof", sa.String(length=10), nullable=True, comment="the best grade"),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("moved_to", BigKey, nullable=True, comment="withdrawn because this one took it over"),
        sa.Column("escalation_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "escalate_at",
            UtcDateTime(),
            nullable=True,
            comment="when the next contact is tried; NULL: no more",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("clock IN ('stored', 'known', 'announced')", name=op.f("ck_duty_clock")),
        sa.CheckConstraint(
            "proof IN ('sent', 'delivered', 'logged', 'paper', 'named')", name=op.f("ck_duty_proof")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'told', 'acknowledged', 'waived', 'withdrawn')", name=op.f("ck_duty_status")
        ),
        sa.CheckConstraint("telling IN ('auto', 'person')", name=op.f("ck_duty_telling")),
        sa.CheckConstraint("urgency IN ('immediate', 'normal')", name=op.f("ck_duty_urgency")),
        sa.CheckConstraint("deadline_at > started_at", name=op.f("ck_duty_deadline")),
        sa.ForeignKeyConstraint(["fact_id"], ["matter_fact.id"], name=op.f("fk_duty_fact_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_duty_matter_id")),
        sa.ForeignKeyConstraint(["moved_to"], ["duty.id"], name=op.f("fk_duty_moved_to")),
        sa.ForeignKeyConstraint(["rule_row_id"], ["duty_rule.id"], name=op.f("fk_duty_rule_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("matter_id", "receiver_id", name=op.f("uq_duty_matter_id_receiver_id")),
    )
    op.create_index(op.f("ix_duty_started_at"), "duty", ["started_at"], unique=False)
    op.create_index(op.f("ix_duty_status_deadline_at"), "duty", ["status", "deadline_at"], unique=False)
    op.create_table(
        "duty_entry",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("duty_id", BigKey, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False, comment="when it was written"),
        sa.Column("happened_at", UtcDateTime(), nullable=False, comment="when it happened"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=True),
        sa.Column("proof", sa.String(length=10), nullable=True),
        sa.Column("person", sa.Text(), nullable=True, comment="who was told, or acknowledged, by name"),
        sa.Column("focal_point_id", sa.Text(), nullable=True),
        sa.Column("notice_id", BigKey, nullable=True),
        sa.Column("reference", sa.Text(), nullable=True, comment="number of a paper"),
        sa.Column("scan", JSON, nullable=True, comment="{file, name, type, bytes, sha256}"),
        sa.Column("text", sa.Text(), nullable=False, comment="reason or remark"),
        sa.Column("deadline_at", UtcDateTime(), nullable=True, comment="moved: the deadline since then"),
        sa.Column(
            "corrects_id",
            BigKey,
            nullable=True,
            comment="the entry that no longer counts, or the telling that is confirmed or acknowledged",
        ),
        sa.Column("copied_of", BigKey, nullable=True, comment="history that came along"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('call', 'visit', 'radio', 'paper', 'zalo', 'sms', 'email', 'telegram', 'webhook', "
            "'login', 'link')",
            name=op.f("ck_duty_entry_channel"),
        ),
        sa.CheckConstraint(
            "kind IN ('raised', 'told', 'delivered', 'acknowledged', 'confirmed', 'waived', "
            "'withdrawn', 'moved', 'escalated', 'revoked')",
            name=op.f("ck_duty_entry_kind"),
        ),
        sa.CheckConstraint(
            "proof IN ('sent', 'delivered', 'logged', 'paper', 'named')", name=op.f("ck_duty_entry_proof")
        ),
        sa.ForeignKeyConstraint(["copied_of"], ["duty_entry.id"], name=op.f("fk_duty_entry_copied_of")),
        sa.ForeignKeyConstraint(["corrects_id"], ["duty_entry.id"], name=op.f("fk_duty_entry_corrects_id")),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_entry_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_entry")),
    )
    op.create_index(op.f("ix_duty_entry_duty_id"), "duty_entry", ["duty_id"], unique=False)
    op.create_table(
        "desk_look",
        sa.Column("viewer", sa.Text(), nullable=False, comment="account's name"),
        sa.Column("entry_id", BigKey, nullable=False, comment="the last duty_entry that was there"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("viewer", name=op.f("pk_desk_look")),
    )
    op.create_table(
        "month_figures",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False, comment="2027-03, local time"),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_figures")),
        sa.UniqueConstraint("month", name=op.f("uq_month_figures_month")),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("receiver_id", sa.Text(), nullable=False, comment="agency"),
        sa.Column("focal_point_id", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True, comment="name of the focal point as it was"),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="frozen; {link} stands for the address to acknowledge at",
        ),
        sa.Column(
            "message_id", sa.Text(), nullable=False, comment="the same at every try: twins can be told"
        ),
        sa.Column("code", sa.String(length=12), nullable=False, comment="reply code of an SMS"),
        sa.Column(
            "nonce",
            sa.String(length=64),
            nullable=False,
            comment="what the acknowledging link is signed over",
        ),
        sa.Column("expires_at", UtcDateTime(), nullable=False, comment="of link and code"),
        sa.Column(
            "local",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="a drill's: to the outbox page",
        ),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True, comment="real clock: not before"),
        sa.Column("lease_until", UtcDateTime(), nullable=True, comment="real clock"),
        sa.Column("lease_holder", sa.Text(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True, comment="clock of facts"),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True, comment="of the last try"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('call', 'visit', 'radio', 'paper', 'zalo', 'sms', 'email', 'telegram', 'webhook', "
            "'login', 'link')",
            name=op.f("ck_notice_channel"),
        ),
        sa.CheckConstraint(
            "purpose IN ('matter', 'digest', 'escalation', 'reminder', 'withdrawal', 'test')",
            name=op.f("ck_notice_purpose"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'delivered', 'dead', 'cancelled')",
            name=op.f("ck_notice_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("code", name=op.f("uq_notice_code")),
        sa.UniqueConstraint("message_id", name=op.f("uq_notice_message_id")),
        sa.UniqueConstraint("nonce", name=op.f("uq_notice_nonce")),
    )
    op.create_index(op.f("ix_notice_receiver_id"), "notice", ["receiver_id"], unique=False)
    op.create_index(op.f("ix_notice_state_next_at"), "notice", ["state", "next_at"], unique=False)
    op.create_table(
        "notice_duty",
        sa.Column("notice_id", BigKey, nullable=False),
        sa.Column("duty_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_notice_duty_duty_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_duty_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "duty_id", name=op.f("pk_notice_duty")),
    )
    op.create_index(op.f("ix_notice_duty_duty_id"), "notice_duty", ["duty_id"], unique=False)
    op.create_table(
        "notice_attempt",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("notice_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False, comment="real clock"),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('sent', 'refused', 'unreachable', 'unknown')", name=op.f("ck_notice_attempt_outcome")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_attempt_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_attempt")),
    )
    op.create_index(op.f("ix_notice_attempt_notice_id"), "notice_attempt", ["notice_id"], unique=False)
    op.create_table(
        "sms_inbound",
        sa.Column("id", BigKey, nullable=False),
        sa.Column(
            "gateway_id", sa.Text(), nullable=False, comment="the gateway's own id: the same SMS acts once"
        ),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("notice_id", BigKey, nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_sms_inbound_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_inbound")),
        sa.UniqueConstraint("gateway_id", name=op.f("uq_sms_inbound_gateway_id")),
    )


def upgrade() -> None:
    _matters()
    _duties()
    _notices()
    keep(*_KEPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
