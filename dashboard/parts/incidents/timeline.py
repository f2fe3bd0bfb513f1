"""All of an incident in one order: what people wrote, whom it was told to, what was found, photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy import Connection

from dashboard import formats
from dashboard.parts import actor_words
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.incidents import photos
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import services
from dashboard.words import _, counted
from dashboard.words.checking_errors import VERDICT as KINDS
from data.casework.documents.checks import checks_of
from data.incidents import events_of, timeline
from data.incidents.reading import parts_of
from data.ledger.entries import entries_of
from data.ledger.reading import duties_of_matter, matter_of
from data.store.engine import reading

_TOLD = ("told", "delivered", "acknowledged", "confirmed", "waived", "withdrawn", "escalated", "revoked")
"""Of the ledger: that a duty was raised or its deadline moved is read at the desk."""
_Line = tuple[datetime, datetime, str]


def _line(head: str, happened: datetime, at: datetime, actor: str, text: str, more: str = "") -> _Line:
    when = formats.moment(happened)
    if when != formats.moment(at):
        when = _("{moment}, ghi lúc {written}", moment=when, written=formats.clock(at))
    said = f"<p>{escape(text)}</p>" if text else ""
    by = escape(f"{when} · {actor_words.actor(actor)}")
    return happened, at, f"<li><b>{escape(head)}</b> <span>{by}</span>{said}{more}</li>"


def _ledger(conn: Connection, incident_id: int) -> list[_Line]:
    matter = matter_of(conn, "incident", str(incident_id))
    if matter is None:
        return []
    names = agency_names.ever(conn)
    duties = {row["id"]: row["receiver_id"] for row in duties_of_matter(conn, matter["id"])}
    lines = []
    for own, entries in entries_of(conn, duties).items():
        name = names.get(duties[own], duties[own])
        for each in entries:
            if each["kind"] in _TOLD:
                head = f"{name}: {ledger_words.entry(each)}"
                # The whole text of a notice is among the papers.
                text = "" if each["kind"] == "told" else ledger_words.remark(each["text"])
                lines.append(_line(head, each["happened_at"], each["at"], each["actor"], text))
    return lines


def _written(entries: Sequence[Mapping[str, Any]], kind: str, parts: Any, checks: Any) -> list[_Line]:
    lines = []
    for each in entries:
        text = "" if each["kind"] in ("created", *incident_words.HEADED) else each["text"]
        head, more = parts.get(each["incident_id"], "") + incident_words.entry(each, kind), ""
        if each["kind"] == "verdict" and (check := checks.get(each["reference"])) is not None:
            head += f": {_(KINDS[check['kind']])}"
            if photos.may_see():
                more = photos.thumbnails(check["photos"], photos.check_link(check, _("Xem kết quả")))
        lines.append(_line(head, each["happened_at"], each["at"], each["actor"], text, more))
    return lines


def _photographed(conn: Connection, row: Mapping[str, Any]) -> list[_Line]:
    """Photos of what patrols found: they often come hours after the words, when the phone has signal."""
    lines = []
    for each in photos.found_by_patrols(conn, row):
        if not each["photos"]:
            continue
        head = counted("{count} ảnh của lượt tuần tra {code}", len(each["photos"]), code=each["patrol"])
        way_there = photos.patrol_link(each, _("Xem lượt tuần tra"))
        more = photos.thumbnails(each["photos"], way_there) if photos.may_see() else ""
        last = each["photos"][-1]
        lines.append(_line(head, each["happened_at"], last["received_at"], last["actor"], "", more))
    return lines


def show(row: Mapping[str, Any]) -> None:
    """Draw it, the latest first."""
    with reading(services().engine) as conn:
        parts = {part["id"]: f"{part['code']} · " for part in parts_of(conn, row["id"])}
        checks = {str(each["id"]): each for each in checks_of(conn, events_of(conn, row["id"]))}
        lines = _written(timeline(conn, row["id"]), row["kind"], parts, checks)
        lines += _photographed(conn, row)
        lines += _ledger(conn, row["id"])
    lines.sort(key=lambda line: line[:2])
    html(f'<ol class="cl-timeline">{"".join(text for _happened, _at, text in reversed(lines))}</ol>')
