"""Who has been told of a matter, in words: the part of a sheet, the line of a card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from dashboard import formats
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.ways import way
from dashboard.sheet.model import Sheet, ToldLine, ToldPart
from dashboard.words import _
from data.ledger.standing_of_matters import Counts, MatterStanding, Receiver, standing_of
from data.store.engine import reading

MARKS = {"acknowledged": "✓", "told": "→", "untold": "", "overdue": "!", "waived": "–", "withdrawn": "–"}


def line(counts: Counts) -> str:
    """The line of a card: "Đã báo 2/4 đơn vị · quá hạn 1"; "" where nobody must be told."""
    if not counts.all:
        return ""
    if not counts.untold:
        said = _("Đã báo đủ {count} đơn vị", count=formats.number(counts.all))
        if counts.acknowledged:
            said += " · " + _("tiếp nhận {count}", count=formats.number(counts.acknowledged))
        return said
    said = _("Đã báo {told}/{all} đơn vị", told=formats.number(counts.told), all=formats.number(counts.all))
    if counts.overdue:
        said += " · " + _("quá hạn {count}", count=formats.number(counts.overdue))
    return said


def _state(each: Receiver, sign: str, now: datetime) -> tuple[str, str]:
    """What is said of one receiver, and the quieter line below."""
    proof = _(ledger_words.PROOFS[each.proof]) if each.proof else ""
    if sign == "acknowledged":
        return _("đã tiếp nhận {moment}", moment=formats.short_moment(each.acknowledged_at, now)), " · ".join(
            part for part in (each.acknowledged_by or "", proof) if part
        )
    if sign == "told":
        said = _("đã báo {moment}", moment=formats.short_moment(each.told_at, now))
        if each.told_at is not None and each.told_at > each.deadline_at:
            said += " · " + _("sau hạn")
        elif each.told_at is not None and each.told_at > each.limit_at:
            said += " · " + _("sau giờ bắt đầu")
        return said, proof
    until, starts = formats.short_moment(each.limit_at, now), each.limit_at < each.deadline_at
    before = _("phải báo trước {moment} (giờ bắt đầu)", moment=until)
    if sign == "overdue":
        if starts and now <= each.deadline_at:
            return _("đã bắt đầu, chưa báo"), before
        deadline = formats.short_moment(each.deadline_at, now)
        return _("quá hạn, chưa báo"), _("hạn là {moment}", moment=deadline)
    if sign == "untold":
        note = before if starts else _("hạn {moment}", moment=until)
        if each.target_at is not None:
            goal = formats.short_moment(each.target_at, now)
            past = _("đã qua mục tiêu {moment}", moment=goal)
            note += " · " + (past if now > each.target_at else _("mục tiêu {moment}", moment=goal))
        return _("chưa báo"), note
    return (_("được miễn"), "") if sign == "waived" else (_("đã rút, không phải báo"), "")


def part(
    standing: MatterStanding | None, names: Mapping[str, str], now: datetime, *, href: str | None = None
) -> ToldPart:
    """Who must know of a matter and who has been told, at a moment.

    Parameters
    ----------
    standing
        None: the matter has no duties.
    names
        Of agencies, by id.
    href
        Where the desk shows it; None: found from the matter.
    """
    title = _("Đã báo ai")
    if standing is None:
        return ToldPart(title, _("Khi biết tin này, không quy tắc nào đang bật đòi báo."))
    counts, lines = standing.counts(now), []
    for each in standing.receivers:
        sign = each.sign(now)
        state, note = _state(each, sign, now)
        name = names.get(each.agency_id, each.agency_id)
        lines.append(ToldLine(sign, MARKS[sign], name, state, note))
    return ToldPart(
        title,
        line(counts) or _("Không còn ai phải báo"),
        tuple(lines),
        _("Mở bàn trực"),
        href or way("desk", matter=f"{standing.kind}:{standing.ref}"),
        overdue=bool(counts.overdue),
    )


def of_matter(conn: Connection, kind: str, ref: str, now: datetime) -> ToldPart:
    """The part of one matter, read now."""
    return part(standing_of(conn, kind, ref), agency_names.ever(conn), now)


def with_told(sheet: Sheet, engine: Engine, now: datetime) -> Sheet:
    """The sheet of a fire event with who has been told of it."""
    with reading(engine) as conn:
        return replace(sheet, told=of_matter(conn, "fire_event", sheet.id, now))
