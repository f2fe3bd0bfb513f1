"""The running log of an agency: what it did in a time, gathered from where the work was stored, and what was
written by hand. Nobody writes anything twice.

Nothing here tells who called, and no case is named: both are read by role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from data.casework.documents.words import KINDS, LEVELS, STATUSES
from data.dutybook import own_entries, phrases
from data.dutybook.deeds import accounts_of, deeds
from data.store.tables import (
    danger_level,
    duty,
    duty_entry,
    duty_shift,
    incident,
    incident_entry,
    matter,
    matter_fact,
    notice,
    reception_call,
)
from geo.areas import Areas

_SAID = 240
"""So much of a text that stands elsewhere in full."""


@dataclass(frozen=True)
class Line:
    """One line: when it happened (aware), which of `phrases.SOURCES` it comes from, what the book says, who.

    `id` is an own entry's, `corrected_by` what stands for it now, `corrects` what it stands for.
    """

    at: datetime
    source: str
    text: str
    actor: str
    id: int | None = None
    corrected_by: int | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class Span:
    """An agency and [since, until)."""

    agency_id: str
    since: datetime
    until: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return moment is not None and self.since <= moment < self.until


def _short(text: str | None) -> str:
    said = " ".join((text or "").split())
    return said if len(said) <= _SAID else f"{said[:_SAID].rstrip()}…"


def _with(said: str, more: str | None) -> str:
    return f"{said}: {more}" if more else said


def _shifts(conn: Connection, span: Span) -> Iterator[Line]:
    query = select(duty_shift).where(
        duty_shift.c.agency_id == span.agency_id, duty_shift.c.started_at < span.until
    )
    for row in conn.execute(query).mappings():
        if span.holds(row["started_at"]):
            how = "nhận bàn giao, vào ca" if row["follows_id"] else "vào ca"
            yield Line(row["started_at"], "shift", f"{row['name']} {how}", row["actor"])
        if span.holds(row["ended_at"]):
            how = "bàn giao ca" if row["ended_how"] == "handed_over" else "hết ca"
            yield Line(
                row["ended_at"], "shift", _with(f"{row['name']} {how}", row["remark"]), row["ended_by"]
            )


def _calls(conn: Connection, span: Span) -> Iterator[Line]:
    c = reception_call.c
    query = (
        select(c.code, c.received_at, c.said, c.actor, incident.c.code.label("incident"))
        .join(incident, incident.c.id == c.incident_id)
        .where(c.agency_id == span.agency_id, c.received_at >= span.since, c.received_at < span.until)
    )
    for row in conn.execute(query).mappings():
        told = _with(f"Nhận tin báo {row['code']} (vụ {row['incident']})", _short(row["said"]))
        yield Line(row["received_at"], "call", told, row["actor"])


def _incidents(conn: Connection, span: Span, people: set[str]) -> Iterator[Line]:
    c = incident_entry.c
    query = (
        select(incident_entry, incident.c.code, incident.c.kind.label("what"), incident.c.agency_id)
        .join(incident, incident.c.id == c.incident_id)
        .where(c.happened_at >= span.since, c.happened_at < span.until, c.kind.in_(list(phrases.ENTRIES)))
        .where(or_(incident.c.agency_id == span.agency_id, c.actor.in_(sorted(people))))
    )
    for row in conn.execute(query).mappings():
        name = f"vụ {row['code']} ({KINDS[row['what']]})"
        said = phrases.ENTRIES[row["kind"]].format(
            name=name, status=STATUSES.get(row["status_to"] or "", ""), reference=row["reference"] or ""
        )
        text = f"{said[:1].upper()}{said[1:]}"
        yield Line(row["happened_at"], "incident", _with(text, _short(row["text"])), row["actor"])


def _matter(row: Mapping[str, Any]) -> str:
    return f"{phrases.MATTERS[row['matter_kind']]} {row['told'].get('code') or row['ref']}"


def _duties(conn: Connection, span: Span, people: set[str], names: Mapping[str, str]) -> Iterator[Line]:
    """What this agency told others, and what it acknowledged."""
    c = duty_entry.c
    whose = or_(
        duty.c.holder_id == span.agency_id, duty.c.receiver_id == span.agency_id, c.actor.in_(sorted(people))
    )
    query = (
        select(duty_entry, duty.c.holder_id, duty.c.receiver_id, matter.c.ref, matter_fact.c.told)
        .add_columns(matter.c.kind.label("matter_kind"))
        .join(duty, duty.c.id == c.duty_id)
        .join(matter, matter.c.id == duty.c.matter_id)
        .join(matter_fact, matter_fact.c.id == duty.c.fact_id)
        .where(c.happened_at >= span.since, c.happened_at < span.until, whose, c.copied_of.is_(None))
        .where(c.kind.in_(list(phrases.DUTIES)), matter.c.kind.in_(list(phrases.MATTERS)))
    )
    for row in conn.execute(query).mappings():
        received = row["receiver_id"] == span.agency_id
        if received and row["kind"] == "told" and row["notice_id"] is not None:
            continue  # the message itself has a line
        receiver = "đơn vị ta" if received else names.get(row["receiver_id"], row["receiver_id"])
        said = phrases.DUTIES[row["kind"]].format(receiver=receiver, matter=_matter(dict(row)))
        how = ", ".join(each for each in (row["person"], phrases.CHANNELS.get(row["channel"] or "")) if each)
        text = f"{said[:1].upper()}{said[1:]}" + (f" ({how})" if how else "")
        more = phrases.TEXTS.get(row["text"], row["text"])
        yield Line(row["happened_at"], "duty", _with(text, _short(more)), row["actor"])


def _notices(conn: Connection, span: Span) -> Iterator[Line]:
    c = notice.c
    query = select(c.sent_at, c.purpose, c.subject, c.person, c.channel, c.actor).where(
        c.receiver_id == span.agency_id, c.sent_at >= span.since, c.sent_at < span.until
    )
    for row in conn.execute(query).mappings():
        how = ", ".join(each for each in (row["person"], phrases.CHANNELS[row["channel"]]) if each)
        yield Line(
            row["sent_at"],
            "notice",
            f"{phrases.PURPOSES[row['purpose']]} ({how}): {_short(row['subject'])}",
            row["actor"],
        )


def _levels(conn: Connection, span: Span, areas: Areas) -> Iterator[Line]:
    c = danger_level.c
    query = select(danger_level).where(
        c.agency_id == span.agency_id, c.created_at >= span.since, c.created_at < span.until
    )
    for row in conn.execute(query).mappings():
        where = areas.by_id(row["commune_id"]).name
        text = f"Ghi cấp dự báo cháy rừng {LEVELS[row['level']]} tại {where} ({row['source']})"
        yield Line(row["created_at"], "level", text, row["actor"])


def _own(conn: Connection, span: Span) -> Iterator[Line]:
    for row in own_entries.entries(conn, span.agency_id, span.since, span.until):
        yield Line(
            row["happened_at"], "own", row["text"], row["actor"], row["id"], row["corrected_by"],
            row["corrects_id"],
        )  # fmt: skip


def running_log(
    conn: Connection,
    agency_id: str,
    since: datetime,
    until: datetime,
    *,
    names: Mapping[str, str],
    areas: Areas,
) -> list[Line]:
    """What an agency did in [since, until), in the order in which it happened; corrected entries too.

    Parameters
    ----------
    names
        Agencies by id.
    """
    span, people = Span(agency_id, since, until), accounts_of(conn, agency_id)
    found = [
        *_shifts(conn, span),
        *_calls(conn, span),
        *_incidents(conn, span, people),
        *_duties(conn, span, people, names),
        *_notices(conn, span),
        *_levels(conn, span, areas),
        *(Line(at, "deed", text, actor) for at, text, actor in deeds(conn, people, since, until)),
        *_own(conn, span),
    ]
    return sorted(found, key=lambda line: (line.at, line.id or 0))
