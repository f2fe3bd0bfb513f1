"""What the plan promises besides alarms: meetings, trainings, joint teams, cases, reports, the duty book.

Attendance, replies, steps of cases, frozen minutes and reports, corrections and log entries are never changed
nor removed (triggers).
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.store.tables.incidents import INCIDENT_FIELDS
from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, UtcDateTime

MEETING_KINDS = ("commune_month", "area_quarter", "extraordinary")
MEETING_STATUSES = ("planned", "held", "minuted", "missed", "cancelled")
"""minuted: the minutes are frozen. missed: its time went by and it was not held."""
ACTION_SOURCES = ("meeting", "inspection")
ACTION_KINDS = ("decision", "recommendation")
ACTION_STATUSES = ("open", "done", "cancelled")
OUTREACH_KINDS = ("training", "public_information")
OUTREACH_STATUSES = ("planned", "announced", "held", "cancelled")
AUDIENCES = ("people", "cadres", "part_time_forces", "schools")
OUTREACH_REPLIES = ("confirmed", "declined", "content")
TEAM_ROLES = ("head", "deputy", "secretary", "member")
SUBJECT_KINDS = ("commune", "village", "office", "enterprise", "school")
INSPECTION_STATUSES = ("planned", "announced", "done", "cancelled")
CASE_STATUSES = ("open", "handed_over", "closed")
PERSON_ROLES = ("suspect", "witness", "victim", "other")
CASE_STEPS = ("opened", "step", "evidence", "person", "handover", "receipt", "refused", "closed", "erased")
HANDOVER_STATES = ("offered", "received", "refused", "withdrawn")
REPORT_KINDS = ("month", "quarter", "half", "year", "plan")

plan_rotation = Table(
    "plan_rotation",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("plan_id", Text, ForeignKey("coordination_plan.plan_id"), nullable=False, index=True),
    Column("from_quarter", String(7), nullable=False, comment="2027-Q3: the order counts from here on"),
    Column("roles", JSON, nullable=False, comment="who hosts, in turn, beginning with that quarter"),
    Column("reason", Text, nullable=False),
    Column("ended_at", UtcDateTime, comment="taken back"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, unique=True, comment="GB-2027-0001"),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("plan_id", Text, comment="what promises it"),
    Column("period", String(7), nullable=False, comment="2027-03 or 2027-Q1, local time"),
    Column("commune_id", Text, comment="area id of the map of then; NULL: the whole area"),
    Column("era", String(10), nullable=False, comment="which communes there were"),
    Column("host_agency_id", Text, comment="who chairs; NULL: no such agency is known"),
    Column("due_on", Date, nullable=False, comment="last day on which it is in time"),
    Column("starts_at", UtcDateTime, comment="NULL: no day has been set"),
    Column("ends_at", UtcDateTime),
    Column("venue", Text, nullable=False),
    Column("invited", JSON, nullable=False, comment="agency ids: who must be told of its day"),
    Column("status", String(20), nullable=False),
    Column("announced_at", UtcDateTime, comment="a day was set: they must know since then"),
    Column("held_at", UtcDateTime, comment="when it was really held"),
    Column("agenda", JSON, nullable=False, comment="[{kind, ref, text}], as it was set"),
    Column("minutes", JSON, nullable=False, comment="{chair, secretary, summary, opinions, conclusion}"),
    Column("frozen_at", UtcDateTime, comment="the minutes are signed: corrections stand beside them"),
    Column("frozen_by", Text),
    Column("reason", Text, comment="why it was moved, cancelled or missed"),
    Column("agency_id", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "number"),
    one_of("kind", MEETING_KINDS),
    one_of("status", MEETING_STATUSES),
    CheckConstraint("ends_at > starts_at", name="window"),
    Index(None, "period"),
    Index(None, "starts_at"),
)

attendance = Table(
    "attendance",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("meeting_id", BigKey, ForeignKey("meeting.id"), nullable=False, index=True),
    Column("agency_id", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("names", JSON, nullable=False, comment="[{name, post, stands_in_for}]"),
    Column("note", Text, nullable=False),
    Column("corrects_id", BigKey, ForeignKey("attendance.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

minutes_correction = Table(
    "minutes_correction",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("meeting_id", BigKey, ForeignKey("meeting.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

action_item = Table(
    "action_item",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("source_kind", String(20), nullable=False),
    Column("source_id", BigKey, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner_agency_id", Text),
    Column("owner", Text, nullable=False, comment="who must do it, by name or post"),
    Column("due_on", Date, nullable=False),
    Column("status", String(20), nullable=False),
    Column("done_on", Date),
    Column("remark", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("source_kind", ACTION_SOURCES),
    one_of("kind", ACTION_KINDS),
    one_of("status", ACTION_STATUSES),
    Index(None, "source_kind", "source_id"),
    Index(None, "status", "due_on"),
)

outreach_event = Table(
    "outreach_event",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, unique=True, comment="TH-2027-0001"),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("host_agency_id", Text, nullable=False),
    Column("audiences", JSON, nullable=False),
    Column("topics", JSON, nullable=False, comment="[{text, agency_id}]: whose content each is"),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("venue", Text, nullable=False),
    Column("commune_id", Text),
    Column("notice_days", Integer, comment="lead time of the plan as it was; NULL: not stated"),
    Column("status", String(20), nullable=False),
    Column("announced_at", UtcDateTime, comment="the others must know since then"),
    Column("participants", Integer, comment="who came; NULL: not counted"),
    Column("reason", Text, comment="why it was cancelled or moved"),
    Column("agency_id", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "number"),
    one_of("kind", OUTREACH_KINDS),
    one_of("status", OUTREACH_STATUSES),
    CheckConstraint("ends_at > starts_at", name="window"),
    CheckConstraint("participants >= 0", name="participants"),
    Index(None, "starts_at"),
)

outreach_reply = Table(
    "outreach_reply",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("event_id", BigKey, ForeignKey("outreach_event.id"), nullable=False, index=True),
    Column("agency_id", Text, nullable=False),
    Column("reply", String(20), nullable=False),
    Column("text", Text, nullable=False, comment="the content added, or why not"),
    Column("person", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    one_of("reply", OUTREACH_REPLIES),
)

joint_team = Table(
    "joint_team",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", Text, nullable=False),
    Column("decision_number", Text, comment="NULL: not entered"),
    Column("decision_on", Date),
    Column("decision_scan", JSON),
    Column("lead_agency_id", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_reason", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("period_to >= period_from", name="period"),
)

joint_team_member = Table(
    "joint_team_member",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("team_id", BigKey, ForeignKey("joint_team.id"), nullable=False, index=True),
    Column("agency_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("role", TEAM_ROLES),
)

inspection = Table(
    "inspection",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, unique=True, comment="KT-2027-0001"),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("team_id", BigKey, ForeignKey("joint_team.id"), nullable=False, index=True),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", Text, nullable=False, comment="name of the commune, village, enterprise …"),
    Column("commune_id", Text),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("contents", JSON, nullable=False, comment="[{text, agency_id}]"),
    Column("checklist", JSON, nullable=False, comment="[{text, result, note}]; result: ok, not_ok, not_seen"),
    Column("findings", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("announced_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("follows_id", BigKey, ForeignKey("inspection.id"), comment="the visit that it looks back at"),
    Column("reason", Text),
    Column("agency_id", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "number"),
    one_of("subject_kind", SUBJECT_KINDS),
    one_of("status", INSPECTION_STATUSES),
    CheckConstraint("ends_at > starts_at", name="window"),
    Index(None, "starts_at"),
)

joint_case = Table(
    "joint_case",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, unique=True, comment="HS-2027-0001"),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False, comment="what it is about; no name of a person"),
    Column("field", String(10), nullable=False),
    Column("lead_agency_id", Text, nullable=False),
    Column("partners", JSON, nullable=False, comment="agency ids"),
    Column("incident_id", BigKey, ForeignKey("incident.id")),
    Column("commune_id", Text),
    Column("known_at", UtcDateTime, nullable=False, comment="when the holder knew"),
    Column("summary", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("closed_at", UtcDateTime),
    Column("keep_until", Date, comment="persons are erased after this day"),
    Column("erased_at", UtcDateTime),
    Column("agency_id", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "number"),
    one_of("field", INCIDENT_FIELDS),
    one_of("status", CASE_STATUSES),
)

case_person = Table(
    "case_person",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("case_id", BigKey, ForeignKey("joint_case.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("name", Text, comment="NULL: erased"),
    Column("born", Text),
    Column("address", Text),
    Column("identity_number", Text),
    Column("note", Text),
    Column("erased_at", UtcDateTime),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("role", PERSON_ROLES),
)

case_step = Table(
    "case_step",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("case_id", BigKey, ForeignKey("joint_case.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False, comment="no name of a person concerned"),
    Column("detail", JSON, nullable=False, comment="{label, kept_by, place} or {handover_id}"),
    Column("scan", JSON),
    Column("corrects_id", BigKey, ForeignKey("case_step.id")),
    Column("agency_id", Text),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    one_of("kind", CASE_STEPS),
)

case_handover = Table(
    "case_handover",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("case_id", BigKey, ForeignKey("joint_case.id"), nullable=False, index=True),
    Column("from_agency_id", Text, nullable=False),
    Column("to_agency_id", Text, nullable=False),
    Column("items", JSON, nullable=False, comment="[text]: papers, evidence, persons"),
    Column("state", String(20), nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("offered_by", Text, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("received_by", Text, comment="name and post of who took it"),
    Column("receipt_number", Text),
    Column("reason", Text),
    Column("version", Integer, nullable=False),
    one_of("state", HANDOVER_STATES),
)

period_report = Table(
    "period_report",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("period", String(40), nullable=False, comment="2027-03, 2027-Q1, 2027-H1, 2027, or a plan_id"),
    Column("frozen_at", UtcDateTime, nullable=False),
    Column("content", JSON, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("actor", Text, nullable=False),
    UniqueConstraint("kind", "period"),
    one_of("kind", REPORT_KINDS),
)

duty_roster = Table(
    "duty_roster",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, comment="taken off"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("ends_at > starts_at", name="window"),
    Index(None, "starts_at"),
)

duty_log = Table(
    "duty_log",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("shift_id", BigKey, ForeignKey("duty_shift.id")),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("corrects_id", BigKey, ForeignKey("duty_log.id")),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

shift_handover = Table(
    "shift_handover",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("from_shift_id", BigKey, ForeignKey("duty_shift.id"), nullable=False),
    Column("to_shift_id", BigKey, ForeignKey("duty_shift.id"), nullable=False),
    Column("open_matters", JSON, nullable=False, comment="as they stood when it was handed over"),
    Column("remark", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    UniqueConstraint("from_shift_id", "to_shift_id"),
)
