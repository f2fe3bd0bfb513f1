"""Checking on the ground: who goes, what they found, who reviewed it, and the photos and tracks they brought.

What a person found is never changed nor removed (triggers): a wrong verdict is corrected by a new one.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
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

OWNER_KINDS = ("person", "team")
ASSIGNMENT_ENDS = ("answered", "released", "handed_over", "withdrawn")
VERDICTS = (
    "forest_fire",
    "burning_allowed",
    "burning_not_allowed",
    "fire_other",
    "nothing",
    "permanent_source",
)
"""DOMAIN 5: a fire that is no forest fire has three kinds; nothing found says how much was searched."""
REVIEWS = ("confirmed", "returned")
SEARCHED_BY = ("stated", "track")
WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
PHOTO_RECORDS = ("verdict", "incident", "finding")

assignment = Table(
    "assignment",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("event_id", String(40), ForeignKey("fire_event.id"), nullable=False, index=True),
    Column("owner_kind", String(10), nullable=False),
    Column("owner", Text, nullable=False, comment="account's name, or a team's"),
    Column("account_id", BigKey, comment="of a person with an account"),
    Column("agency_id", Text),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("last_word_at", UtcDateTime, nullable=False, comment="when the owner was last heard of"),
    Column("follows_id", BigKey, ForeignKey("assignment.id"), comment="who handed it over"),
    Column("ended_at", UtcDateTime),
    Column("ended_how", String(20)),
    Column("ended_by", Text),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("owner_kind", OWNER_KINDS),
    one_of("ended_how", ASSIGNMENT_ENDS),
    CheckConstraint("due_at > since", name="due"),
    Index(
        "uq_assignment_one_owner",
        "event_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

ground_track = Table(
    "ground_track",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("file", Text, nullable=False, comment="in the installation's folder, named by its hash"),
    Column("name", Text, nullable=False, comment="as it was called"),
    Column("points", Integer, nullable=False),
    Column("started_at", UtcDateTime, comment="NULL: the file tells no times"),
    Column("ended_at", UtcDateTime),
    Column("length_m", Double, nullable=False),
    Column("line", Geometry, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("draft_id", String(40), nullable=False, comment="of the browser or form: stored once"),
    Column("event_id", String(40), ForeignKey("fire_event.id"), nullable=False, index=True),
    Column("seen_version", Integer, comment="of the event, as the person saw it; NULL: not told"),
    Column("conflict", JSON, comment="what had changed meanwhile; NULL: nothing"),
    Column("kind", String(20), nullable=False),
    Column("description", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("direction", String(2), comment="from the observer to the fire"),
    Column("distance_km", Double),
    Column("area_m2", Double),
    Column("is_out", Boolean),
    Column("out_at", UtcDateTime),
    Column("searched_share", Double, comment="0 to 1, of the footprint; for nothing found"),
    Column("searched_by", String(10)),
    Column("track_id", BigKey, ForeignKey("ground_track.id")),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("latitude", Double, comment="where the observer stood"),
    Column("longitude", Double),
    Column("accuracy_m", Double),
    Column("corrects_id", BigKey, ForeignKey("verdict.id")),
    Column("channel", String(10), nullable=False, comment="how it came"),
    Column("agency_id", Text),
    Column("actor", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("draft_id"),
    one_of("kind", VERDICTS),
    one_of("direction", WINDS),
    one_of("searched_by", SEARCHED_BY),
    one_of("channel", ("field", "desk", "form", "sms")),
    CheckConstraint("searched_share BETWEEN 0 AND 1", name="searched_share"),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
)

verdict_review = Table(
    "verdict_review",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("verdict_id", BigKey, ForeignKey("verdict.id"), nullable=False, index=True),
    Column("decision", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    one_of("decision", REVIEWS),
)

photo = Table(
    "photo",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("draft_id", String(40), nullable=False, unique=True, comment="of the browser: stored once"),
    Column("record_kind", String(10), nullable=False),
    Column("record_id", BigKey, nullable=False),
    Column("sha256", String(64), nullable=False, comment="of the original, which is kept as it came"),
    Column("file", Text, nullable=False),
    Column("shown_file", Text, nullable=False, comment="smaller, without place and device"),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("taken_at", UtcDateTime, comment="by the camera"),
    Column("latitude", Double, comment="by the camera"),
    Column("longitude", Double),
    Column("findings", JSON, nullable=False, comment="[code]: what does not agree with the claim"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    one_of("record_kind", PHOTO_RECORDS),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
    Index(None, "record_kind", "record_id"),
)

form_submission = Table(
    "form_submission",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("instance_id", Text, nullable=False, unique=True, comment="of the form: stored once"),
    Column("verdict_id", BigKey, ForeignKey("verdict.id")),
    Column("result", String(20), nullable=False),
    Column("row", JSON, nullable=False, comment="as it came"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
)
