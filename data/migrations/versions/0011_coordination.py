"""What the plan promises besides alarms: meetings, trainings, joint teams, cases, reports, the duty book."""

import sqlalchemy as sa
from alembic import op

from data.migrations.kept import keep
from data.migrations.widening import change_check, widen
from data.store.types import JSON, BigKey, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEPT = (
    "attendance",
    "minutes_correction",
    "outreach_reply",
    "case_step",
    "period_report",
    "duty_log",
    "shift_handover",
)
"""Tables whose rows are never changed nor removed: what was wrong is corrected by a new one."""
_INCIDENT_KINDS = (
    "forest_fire",
    "land_fire",
    "forest_offence",
    "house_fire",
    "public_order",
    "explosive",
    "defence_other",
)


def _widen() -> None:
    widen("incident", "kind", _INCIDENT_KINDS, ("natural_hazard", "tip"))
    widen("access_token", "kind", ("api", "display"), ("calendar",))
    change_check(
        "access_token",
        "api_has_account",
        "(kind = 'api') = (account_id IS NOT NULL)",
        "(kind = 'display') = (account_id IS NULL)",
    )


def _tables() -> None:
    op.create_table(
        "action_item",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_agency_id", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False, comment="who must do it, by name or post"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('decision', 'recommendation')", name=op.f("ck_action_item_kind")),
        sa.CheckConstraint(
            "source_kind IN ('meeting', 'inspection')", name=op.f("ck_action_item_source_kind")
        ),
        sa.CheckConstraint("status IN ('open', 'done', 'cancelled')", name=op.f("ck_action_item_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    op.create_index(
        op.f("ix_action_item_source_kind_source_id"),
        "action_item",
        ["source_kind", "source_id"],
        unique=False,
    )
    op.create_index(op.f("ix_action_item_status_due_on"), "action_item", ["status", "due_on"], unique=False)
    op.create_table(
        "duty_roster",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="taken off"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_roster_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_roster")),
    )
    op.create_index(op.f("ix_duty_roster_agency_id"), "duty_roster", ["agency_id"], unique=False)
    op.create_index(op.f("ix_duty_roster_starts_at"), "duty_roster", ["starts_at"], unique=False)
    op.create_table(
        "joint_team",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("decision_number", sa.Text(), nullable=True, comment="NULL: not entered"),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("decision_scan", JSON, nullable=True),
        sa.Column("lead_agency_id", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("period_to >= period_from", name=op.f("ck_joint_team_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_team")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="GB-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True, comment="what promises it"),
        sa.Column("period", sa.String(length=7), nullable=False, comment="2027-03 or 2027-Q1, local time"),
        sa.Column(
            "commune_id", sa.Text(), nullable=True, comment="area id of the map of then; NULL: the whole area"
        ),
        sa.Column("era", sa.String(length=10), nullable=False, comment="which communes there were"),
        sa.Column(
            "host_agency_id", sa.Text(), nullable=True, comment="who chairs; NULL: no such agency is known"
        ),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day on which it is in time"),
        sa.Column("starts_at", UtcDateTime(), nullable=True, comment="NULL: no day has been set"),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("invited", JSON, nullable=False, comment="agency ids: who must be told of its day"),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column(
            "announced_at",
            UtcDateTime(),
            nullable=True,
            comment="a day was set: they must know since then",
        ),
        sa.Column("held_at", UtcDateTime(), nullable=True, comment="when it was really held"),
        sa.Column("agenda", JSON, nullable=False, comment="[{kind, ref, text}], as it was set"),
        sa.Column(
            "minutes", JSON, nullable=False, comment="{chair, secretary, summary, opinions, conclusion}"
        ),
        sa.Column(
            "frozen_at",
            UtcDateTime(),
            nullable=True,
            comment="the minutes are signed: corrections stand beside them",
        ),
        sa.Column("frozen_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was moved, cancelled or missed"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('commune_month', 'area_quarter', 'extraordinary')", name=op.f("ck_meeting_kind")
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'held', 'minuted', 'missed', 'cancelled')", name=op.f("ck_meeting_status")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_meeting_year_number")),
    )
    op.create_index(op.f("ix_meeting_period"), "meeting", ["period"], unique=False)
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"], unique=False)
    op.create_table(
        "outreach_event",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="TH-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("host_agency_id", sa.Text(), nullable=False),
        sa.Column("audiences", JSON, nullable=False),
        sa.Column("topics", JSON, nullable=False, comment="[{text, agency_id}]: whose content each is"),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("commune_id", sa.Text(), nullable=True),
        sa.Column(
            "notice_days",
            sa.Integer(),
            nullable=True,
            comment="lead time of the plan as it was; NULL: not stated",
        ),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True, comment="the others must know since then"),
        sa.Column("participants", sa.Integer(), nullable=True, comment="who came; NULL: not counted"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was cancelled or moved"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('training', 'public_information')", name=op.f("ck_outreach_event_kind")),
        sa.CheckConstraint(
            "status IN ('planned', 'announced', 'held', 'cancelled')", name=op.f("ck_outreach_event_status")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_outreach_event_window")),
        sa.CheckConstraint("participants >= 0", name=op.f("ck_outreach_event_participants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_event")),
        sa.UniqueConstraint("code", name=op.f("uq_outreach_event_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_outreach_event_year_number")),
    )
    op.create_index(op.f("ix_outreach_event_starts_at"), "outreach_event", ["starts_at"], unique=False)
    op.create_table(
        "period_report",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "period",
            sa.String(length=40),
            nullable=False,
            comment="2027-03, 2027-Q1, 2027-H1, 2027, or a plan_id",
        ),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('month', 'quarter', 'half', 'year', 'plan')", name=op.f("ck_period_report_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_report")),
        sa.UniqueConstraint("kind", "period", name=op.f("uq_period_report_kind_period")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("meeting_id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("names", JSON, nullable=False, comment="[{name, post, stands_in_for}]"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("corrects_id", BigKey, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["corrects_id"], ["attendance.id"], name=op.f("fk_attendance_corrects_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_table(
        "duty_log",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("shift_id", BigKey, nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("corrects_id", BigKey, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["corrects_id"], ["duty_log.id"], name=op.f("fk_duty_log_corrects_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["duty_shift.id"], name=op.f("fk_duty_log_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_log")),
    )
    op.create_index(op.f("ix_duty_log_agency_id"), "duty_log", ["agency_id"], unique=False)
    op.create_table(
        "inspection",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="KT-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team_id", BigKey, nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="name of the commune, village, enterprise …"),
        sa.Column("commune_id", sa.Text(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("contents", JSON, nullable=False, comment="[{text, agency_id}]"),
        sa.Column(
            "checklist", JSON, nullable=False, comment="[{text, result, note}]; result: ok, not_ok, not_seen"
        ),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("follows_id", BigKey, nullable=True, comment="the visit that it looks back at"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'announced', 'done', 'cancelled')", name=op.f("ck_inspection_status")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('commune', 'village', 'office', 'enterprise', 'school')",
            name=op.f("ck_inspection_subject_kind"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_inspection_window")),
        sa.ForeignKeyConstraint(["follows_id"], ["inspection.id"], name=op.f("fk_inspection_follows_id")),
        sa.ForeignKeyConstraint(["team_id"], ["joint_team.id"], name=op.f("fk_inspection_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("code", name=op.f("uq_inspection_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_inspection_year_number")),
    )
    op.create_index(op.f("ix_inspection_starts_at"), "inspection", ["starts_at"], unique=False)
    op.create_index(op.f("ix_inspection_team_id"), "inspection", ["team_id"], unique=False)
    op.create_table(
        "joint_case",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="HS-2027-0001"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False, comment="what it is about; no name of a person"),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("lead_agency_id", sa.Text(), nullable=False),
        sa.Column("partners", JSON, nullable=False, comment="agency ids"),
        sa.Column("incident_id", BigKey, nullable=True),
        sa.Column("commune_id", sa.Text(), nullable=True),
        sa.Column("known_at", UtcDateTime(), nullable=False, comment="when the holder knew"),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True, comment="persons are erased after this day"),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("field IN ('forest', 'order', 'defence')", name=op.f("ck_joint_case_field")),
        sa.CheckConstraint("status IN ('open', 'handed_over', 'closed')", name=op.f("ck_joint_case_status")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_joint_case_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_case")),
        sa.UniqueConstraint("code", name=op.f("uq_joint_case_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_joint_case_year_number")),
    )
    op.create_table(
        "joint_team_member",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("team_id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('head', 'deputy', 'secretary', 'member')", name=op.f("ck_joint_team_member_role")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["joint_team.id"], name=op.f("fk_joint_team_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_team_member")),
    )
    op.create_index(op.f("ix_joint_team_member_team_id"), "joint_team_member", ["team_id"], unique=False)
    op.create_table(
        "minutes_correction",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("meeting_id", BigKey, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_correction_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_correction")),
    )
    op.create_index(
        op.f("ix_minutes_correction_meeting_id"), "minutes_correction", ["meeting_id"], unique=False
    )
    op.create_table(
        "outreach_reply",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="the content added, or why not"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "reply IN ('confirmed', 'declined', 'content')", name=op.f("ck_outreach_reply_reply")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["outreach_event.id"], name=op.f("fk_outreach_reply_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_reply")),
    )
    op.create_index(op.f("ix_outreach_reply_event_id"), "outreach_reply", ["event_id"], unique=False)
    op.create_table(
        "plan_rotation",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column(
            "from_quarter",
            sa.String(length=7),
            nullable=False,
            comment="2027-Q3: the order counts from here on",
        ),
        sa.Column("roles", JSON, nullable=False, comment="who hosts, in turn, beginning with that quarter"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True, comment="taken back"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["coordination_plan.plan_id"], name=op.f("fk_plan_rotation_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_rotation")),
    )
    op.create_index(op.f("ix_plan_rotation_plan_id"), "plan_rotation", ["plan_id"], unique=False)
    op.create_table(
        "shift_handover",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("from_shift_id", BigKey, nullable=False),
        sa.Column("to_shift_id", BigKey, nullable=False),
        sa.Column("open_matters", JSON, nullable=False, comment="as they stood when it was handed over"),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_shift_id"], ["duty_shift.id"], name=op.f("fk_shift_handover_from_shift_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_shift_id"], ["duty_shift.id"], name=op.f("fk_shift_handover_to_shift_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_handover")),
        sa.UniqueConstraint(
            "from_shift_id", "to_shift_id", name=op.f("uq_shift_handover_from_shift_id_to_shift_id")
        ),
    )
    op.create_table(
        "case_handover",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("case_id", BigKey, nullable=False),
        sa.Column("from_agency_id", sa.Text(), nullable=False),
        sa.Column("to_agency_id", sa.Text(), nullable=False),
        sa.Column("items", JSON, nullable=False, comment="[text]: papers, evidence, persons"),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("offered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=True, comment="name and post of who took it"),
        sa.Column("receipt_number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'received', 'refused', 'withdrawn')", name=op.f("ck_case_handover_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["joint_case.id"], name=op.f("fk_case_handover_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_handover")),
    )
    op.create_index(op.f("ix_case_handover_case_id"), "case_handover", ["case_id"], unique=False)
    op.create_table(
        "case_person",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("case_id", BigKey, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=True, comment="NULL: erased"),
        sa.Column("born", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("identity_number", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('suspect', 'witness', 'victim', 'other')", name=op.f("ck_case_person_role")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["joint_case.id"], name=op.f("fk_case_person_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_person")),
    )
    op.create_index(op.f("ix_case_person_case_id"), "case_person", ["case_id"], unique=False)
    op.create_table(
        "case_step",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("case_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="no name of a person concerned"),
        sa.Column("detail", JSON, nullable=False, comment="{label, kept_by, place} or {handover_id}"),
        sa.Column("scan", JSON, nullable=True),
        sa.Column("corrects_id", BigKey, nullable=True),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opened', 'step', 'evidence', 'person', 'handover', 'receipt', 'refused', 'closed', "
            "'erased')",
            name=op.f("ck_case_step_kind"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["joint_case.id"], name=op.f("fk_case_step_case_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["case_step.id"], name=op.f("fk_case_step_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )
    op.create_index(op.f("ix_case_step_case_id"), "case_step", ["case_id"], unique=False)


def upgrade() -> None:
    _widen()
    _tables()
    keep(*_KEPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
