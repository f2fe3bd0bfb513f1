"""Is the database whole, does the journal's chain hold, do all references lead somewhere?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from data import journal
from data.agencies.findings import find_faults
from data.store.engine import known_revisions, reading, revision_of, sqlite_file
from data.store.tables import detection, event_member, forest_layer, forest_plot

_MOST = 20
"""More findings of one kind than this are counted, not listed."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a stable code and the plain values that say where."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _SENTENCES[self.code].format_map(self.params)


_SENTENCES = {
    "no_database": "there is no database at {file}",
    "unreadable": "the database cannot be read: {detail}",
    "not_migrated": "the database is at revision {revision}, this version of the program needs {needed}",
    "not_whole": "the file is damaged: {detail}",
    "foreign_key": "a row of {table} (rowid {row}) refers to a row of {parent} that does not exist",
    "foreign_keys_more": "and {count} more rows that refer to nothing",
    "journal": "the journal's chain breaks at entry {id}: {what}",
    "unprotected": "what was written can be changed: the trigger {trigger} is missing or switched off",
    "forest_layer_not_whole": "the forest layer {layer_id} should have {plots} plots, and has {stored}",
    "agency_dangling": "{table} row {id}: {column} refers to {value}, which does not exist",
    "agency_twice": "{table}: {value} has two rows ({id}, {other}) that hold on the same days",
    "detections_without_event": "{count} current detections belong to no fire event",
}


def _of_sqlite(conn: Connection) -> Iterator[Finding]:
    for (detail,) in conn.exec_driver_sql(f"PRAGMA integrity_check({_MOST})"):
        if detail != "ok":
            yield Finding("not_whole", {"detail": detail})
    orphans = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    for table, row, parent, _ in orphans[:_MOST]:
        yield Finding("foreign_key", {"table": table, "row": row, "parent": parent})
    if len(orphans) > _MOST:
        yield Finding("foreign_keys_more", {"count": len(orphans) - _MOST})


_KEPT = (
    "incident_entry",
    "reception_call",
    "matter_fact",
    "duty_entry",
    "notice_attempt",
    "sms_inbound",
    "month_figures",
    "verdict",
    "verdict_review",
    "photo",
    "ground_track",
    "form_submission",
    "burned_area",
    "case_document",
    "zone_version",
    "patrol_checkin",
    "patrol_track",
    "patrol_track_day",
    "patrol_finding",
    "wall_alarm_entry",
    "briefing",
    "briefing_signature",
    "attendance",
    "minutes_correction",
    "outreach_reply",
    "case_step",
    "period_report",
    "duty_log",
    "shift_handover",
)
"""Tables besides the journal whose rows stay as they were written."""
_TRIGGERS = {
    "sqlite": (
        *(f"{table}_no_{act}" for table in _KEPT for act in ("update", "delete")),
        "journal_follow",
        "journal_no_update",
        "journal_no_delete",
        "journal_head_forward",
        "journal_head_no_delete",
    ),
    "postgresql": (
        *(f"{table}_refuse" for table in _KEPT),
        "journal_follow",
        "journal_refuse",
        "journal_head_forward",
        "journal_head_refuse",
    ),
}
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def _of_triggers(conn: Connection) -> Iterator[Finding]:
    standing = set(conn.execute(text(_STANDING[conn.dialect.name])).scalars())
    for name in _TRIGGERS[conn.dialect.name]:
        if name not in standing:
            yield Finding("unprotected", {"trigger": name})


def _of_forest(conn: Connection) -> Iterator[Finding]:
    """A layer that people may see has all its plots; one that is being read may not have them yet."""
    stored = func.count(forest_plot.c.id)
    short = (
        select(forest_layer.c.id, forest_layer.c.plots, stored)
        .select_from(forest_layer.outerjoin(forest_plot, forest_plot.c.layer_id == forest_layer.c.id))
        .where(forest_layer.c.state != "reading")
        .group_by(forest_layer.c.id, forest_layer.c.plots)
        .having(stored != forest_layer.c.plots)
        .order_by(forest_layer.c.id)
    )
    for layer_id, plots, found in conn.execute(short):
        yield Finding("forest_layer_not_whole", {"layer_id": layer_id, "plots": plots, "stored": found})


def _of_contents(conn: Connection) -> Iterator[Finding]:
    broken = journal.verify(conn)
    if broken is not None:
        yield Finding("journal", {"id": broken.id, "what": broken.what})
    homeless = (
        select(func.count())
        .select_from(detection.outerjoin(event_member, event_member.c.detection_id == detection.c.id))
        .where(detection.c.superseded.is_(False), event_member.c.event_id.is_(None))
    )
    count = conn.execute(homeless).scalar_one()
    if count:
        yield Finding("detections_without_event", {"count": count})


def check(engine: Engine) -> list[Finding]:
    """Return what is wrong with the database; an empty list is good. Nothing is written.

    To look at a file that is perhaps none of ours, open it with `read_only`: else it becomes a WAL database.
    PostgreSQL keeps its own files and references whole; there the revision, the triggers and the contents are
    looked at.
    """
    file = sqlite_file(engine.url.render_as_string(hide_password=False))
    if file is not None and not file.exists():  # to connect would make an empty one
        return [Finding("no_database", {"file": str(file)})]
    findings: list[Finding] = []
    try:
        with reading(engine) as conn:
            if engine.dialect.name == "sqlite":
                findings += _of_sqlite(conn)
            revision, needed = revision_of(conn), known_revisions()[0]
            if revision != needed:
                return [*findings, Finding("not_migrated", {"revision": revision, "needed": needed})]
            findings += _of_triggers(conn)
            findings += _of_contents(conn)
            findings += _of_forest(conn)
            findings += [Finding(code, params) for code, params in find_faults(conn)]
    except DBAPIError as error:
        findings.append(Finding("unreadable", {"detail": str(error.orig)}))
    return findings
