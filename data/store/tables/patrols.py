"""Zones that planners draw, patrols that go there, and how patrols prove themselves.

Versions of zones, check-ins, tracks and findings are never changed nor removed (triggers): what was wrong is
corrected by a new row. Live positions are: they are kept for as long as the settings say, no longer.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from data.store.tables.shared import metadata, one_of
from data.store.types import JSON, BigKey, Geometry, UtcDateTime

ZONE_KINDS = ("patrol", "key_area", "burn_watch", "firebreak", "route", "other")
"""What a zone is for: a patrol zone, a high-risk key area, a place to watch burning at, …"""
ZONE_SOURCES = ("drawn", "file", "suggested")
ZONE_ACTIONS = ("created", "edited", "archived", "restored", "undone")
SEASONS = ("all_year", "dry", "wet")
"""dry: December to April, the burning season (DOMAIN 8)."""
SUGGESTION_STATES = ("open", "accepted", "refused")

PATROL_KINDS = ("joint", "forest_round", "burn_watch", "inspection")
PATROL_STATUSES = ("planned", "assigned", "under_way", "returned", "completed", "cancelled")
MEMBER_ROLES = ("leader", "member", "driver", "guide", "participant")
REPEATS = ("week", "month")
CHECKIN_KINDS = ("in", "out")
CHECKIN_CHANNELS = ("link", "leader", "desk")
"""link: by oneself on the phone; leader: the leader for somebody, on the phone; desk: an account."""
POSITION_SOURCES = ("traccar", "osmand")
FINDING_OUTCOMES = ("incident", "verdict", "note")
ALARM_KINDS = ("late_start", "overdue_return")

zone = Table(
    "zone",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, unique=True, comment="KV-0001"),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("season", String(10), nullable=False),
    Column("priority", Integer, nullable=False, comment="1 first, 3 last"),
    Column("notes", Text, nullable=False),
    Column("shape", Geometry, nullable=False, comment="polygons, or lines for a route"),
    Column("area_ha", Double, comment="geodesic; NULL for a route"),
    Column("length_m", Double, nullable=False, comment="geodesic: of the route, or of the outline"),
    Column("source", String(10), nullable=False),
    Column("suggestion_id", BigKey),
    Column("file_name", Text),
    Column("archived_at", UtcDateTime, comment="no longer used; what went there stays readable"),
    Column("archived_reason", Text),
    Column("agency_id", Text, comment="of whoever drew it"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("kind", ZONE_KINDS),
    one_of("season", SEASONS),
    one_of("source", ZONE_SOURCES),
    CheckConstraint("priority BETWEEN 1 AND 3", name="priority"),
)

zone_version = Table(
    "zone_version",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("zone_id", BigKey, ForeignKey("zone.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", String(10), nullable=False),
    Column("fields", JSON, nullable=False, comment="the row as it was from here on, without its shape"),
    Column("shape", Geometry, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    UniqueConstraint("zone_id", "version"),
    one_of("action", ZONE_ACTIONS),
)

zone_draft = Table(
    "zone_draft",
    metadata,
    Column("id", String(40), primary_key=True, comment="of the visit that draws"),
    Column("owner", Text, nullable=False, index=True, comment="account's name"),
    Column("kept_at", UtcDateTime, nullable=False, comment="on the real clock, in a drill too"),
    Column("content", JSON, nullable=False, comment="what is created, changed and deleted"),
)

suggestion_run = Table(
    "suggestion_run",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("rules", JSON, nullable=False, comment="weights and spans of the run"),
    Column("left_out", JSON, nullable=False, comment="part of the score: why it does not count"),
    Column("ground", JSON, nullable=False, comment="what it was made from, in numbers"),
    Column("cells", JSON, nullable=False, comment="every cell of the grid by column, parts and counts"),
    Column("actor", Text, nullable=False),
)

zone_suggestion = Table(
    "zone_suggestion",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("run_id", BigKey, ForeignKey("suggestion_run.id"), nullable=False, index=True),
    Column("shape", Geometry, nullable=False),
    Column("score", Double, nullable=False, comment="0 to 1, mean over its cells"),
    Column("parts", JSON, nullable=False, comment="each part of the score with what it counted"),
    Column("cells", JSON, nullable=False, comment="positions in the cells of its run"),
    Column("state", String(10), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text),
    Column("reason", Text),
    Column("zone_id", BigKey, ForeignKey("zone.id"), comment="what it became"),
    Column("actor", Text, nullable=False),
    one_of("state", SUGGESTION_STATES),
)

patrol_template = Table(
    "patrol_template",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", JSON, nullable=False, comment="what a plan says, without its days"),
    Column("ended_at", UtcDateTime, comment="no longer offered"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
)

patrol = Table(
    "patrol",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("code", String(20), nullable=False, unique=True, comment="TT-2027-0001"),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("objective", Text, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("communes_2021", JSON, comment="area ids of where it goes, the most of the ground first"),
    Column("communes_2025", JSON, comment="area ids of where it goes, the most of the ground first"),
    Column("lead_agency_id", Text, nullable=False),
    Column("required_roles", JSON, nullable=False, comment="roles that must be present for it to be joint"),
    Column("meeting_place", Text, nullable=False),
    Column("equipment", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("series_id", String(40), index=True, comment="patrols that were planned together"),
    Column("repeat", String(10)),
    Column("status", String(20), nullable=False),
    Column("assigned_at", UtcDateTime, comment="the members' agencies must be told since then"),
    Column("assigned_by", Text),
    Column("started_at", UtcDateTime, comment="first check-in"),
    Column("returned_at", UtcDateTime, comment="last check-out"),
    Column("ended_reason", Text, comment="why it was cancelled, or what its leader says at the end"),
    Column("agency_id", Text, comment="of whoever planned it"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("year", "number"),
    one_of("kind", PATROL_KINDS),
    one_of("status", PATROL_STATUSES),
    one_of("repeat", REPEATS),
    CheckConstraint("ends_at > starts_at", name="window"),
    Index(None, "starts_at"),
    Index(None, "status"),
)

patrol_zone = Table(
    "patrol_zone",
    metadata,
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), primary_key=True, autoincrement=False),
    Column("zone_id", BigKey, ForeignKey("zone.id"), primary_key=True, autoincrement=False, index=True),
)

patrol_member = Table(
    "patrol_member",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False, index=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("phone", Text, comment="E.164; NULL: not entered"),
    Column("role", String(20), nullable=False),
    Column("account_id", BigKey, comment="of a person with an account"),
    Column("stands_in_for", BigKey, ForeignKey("patrol_member.id"), comment="whose place this one takes"),
    Column("token_number", Integer, nullable=False, server_default="1", comment="raised: old links end"),
    Column("consent_at", UtcDateTime, comment="agreed that positions are followed"),
    Column("consent_ended_at", UtcDateTime),
    Column("ended_at", UtcDateTime, comment="taken off the list"),
    Column("ended_by", Text),
    Column("ended_reason", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("role", MEMBER_ROLES),
)

patrol_vehicle = Table(
    "patrol_vehicle",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False, index=True),
    Column("agency_id", Text),
    Column("plate", Text, nullable=False, comment="as painted, or what it is called"),
    Column("kind", Text, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

stand_down = Table(
    "stand_down",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("agency_id", Text, nullable=False, index=True),
    Column("person", Text, comment="NULL: not a person"),
    Column("vehicle", Text, comment="NULL: not a vehicle; both NULL: the whole agency"),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ended_at", UtcDateTime, comment="taken back"),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("ends_at > starts_at", name="window"),
)

patrol_checkin = Table(
    "patrol_checkin",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("draft_id", String(40), nullable=False, unique=True, comment="of the browser: stored once"),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False, index=True),
    Column("member_id", BigKey, ForeignKey("patrol_member.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False, comment="by the phone"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("accuracy_m", Double),
    Column("channel", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("corrects_id", BigKey, ForeignKey("patrol_checkin.id"), comment="the one that does not count"),
    Column("actor", Text, nullable=False),
    one_of("kind", CHECKIN_KINDS),
    one_of("channel", CHECKIN_CHANNELS),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
)

patrol_position = Table(
    "patrol_position",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False),
    Column("member_id", BigKey, ForeignKey("patrol_member.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False, comment="by the phone"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("accuracy_m", Double),
    Column("speed_kmh", Double),
    Column("bearing_deg", Double),
    Column("battery", Double, comment="per cent"),
    Column("source", String(10), nullable=False),
    UniqueConstraint("member_id", "at"),
    one_of("source", POSITION_SOURCES),
    Index(None, "patrol_id", "at"),
    Index(None, "received_at"),
)

patrol_track = Table(
    "patrol_track",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False),
    Column("member_id", BigKey, ForeignKey("patrol_member.id")),
    Column("track_id", BigKey, ForeignKey("ground_track.id"), nullable=False, comment="the file as it came"),
    Column("distance_m", Double, nullable=False, comment="geodesic, inside the patrol's window"),
    Column("duration_s", Double, comment="NULL: the file tells no times"),
    Column("visibility_m", Double, nullable=False),
    Column("covered", JSON, nullable=False, comment="[{zone_id, zone_version, share, covered_ha}]"),
    Column("gaps", JSON, nullable=False, comment="[{from, to, metres, seconds}]"),
    Column("findings", JSON, nullable=False, comment="[{code, …}]: what does not look right"),
    Column("draft_id", String(40), unique=True, comment="of the browser: stored once"),
    Column("replaces_id", BigKey, ForeignKey("patrol_track.id"), unique=True, comment="counted anew"),
    Column("set_aside", Text, comment="why it does not count; NULL: it counts"),
    Column("computed_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, comment="when the file came"),
    Index(
        "uq_patrol_track_one_file",
        "patrol_id",
        "track_id",
        unique=True,
        sqlite_where=text("replaces_id IS NULL"),
        postgresql_where=text("replaces_id IS NULL"),
    ),
)

patrol_track_day = Table(
    "patrol_track_day",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("patrol_track_id", BigKey, ForeignKey("patrol_track.id"), nullable=False, index=True),
    Column("day", Date, nullable=False, index=True, comment="on the local clock"),
    Column("line", Geometry, nullable=False, comment="what was walked, thinned to a metre"),
    Column("times", JSON, nullable=False, comment="[seconds since 1970] of its vertices; null: no time"),
    Column("metres", Double, nullable=False, comment="that count for the patrol"),
    Column("seconds", Double, nullable=False),
    Column("parts", JSON, nullable=False, comment="[{eras: {era: area id}, metres, seconds}]"),
)

patrol_finding = Table(
    "patrol_finding",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("draft_id", String(40), nullable=False, unique=True, comment="of the browser: stored once"),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False, index=True),
    Column("member_id", BigKey, ForeignKey("patrol_member.id")),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("accuracy_m", Double),
    Column("text", Text, nullable=False),
    Column("outcome", String(10), nullable=False, comment="what it became at once"),
    Column("ref", Text, comment="code of the incident, or id of the verdict"),
    Column("actor", Text, nullable=False),
    one_of("outcome", FINDING_OUTCOMES),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
)

patrol_alarm = Table(
    "patrol_alarm",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("patrol_id", BigKey, ForeignKey("patrol.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("step", Integer, nullable=False, server_default="0", comment="how many have been told"),
    Column("next_at", UtcDateTime, comment="when the next one is told; NULL: no more"),
    Column("told", JSON, nullable=False, comment="[{at, agency_id, person, notice_id}]"),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", Text),
    Column("ended_at", UtcDateTime, comment="they came"),
    Column("version", Integer, nullable=False),
    one_of("kind", ALARM_KINDS),
    Index(
        "uq_patrol_alarm_one_open",
        "patrol_id",
        "kind",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
