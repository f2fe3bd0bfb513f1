"""A month as a grid of weeks from Monday; on a phone it is a list of the days that have something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from dashboard import formats
from dashboard.parts.calendar import words
from dashboard.parts.html import html
from dashboard.words import _, current
from data.calendar.entries import DEADLINES, Entry

MOST = 4
"""Lines in a cell; more are counted, and stand in the list below."""


def _line(entry: Entry, names: Mapping[str, str]) -> str:
    due = " due" if entry.kind in DEADLINES else ""
    off = " off" if entry.off else ""
    at = "" if entry.all_day else f"<b>{escape(formats.clock(entry.starts_at))}</b> "
    text = escape(words.title(entry, names))
    link = f"/{entry.link}{'&' if '?' in entry.link else '?'}lang={current()}"
    return (
        f'<li class="{entry.kind}{due}{off}"><a href="{escape(link)}" target="_self" title="{text}">'
        f"{at}{text}</a></li>"
    )


def _cell(day: date, entries: Sequence[Entry], names: Mapping[str, str], *, inside: bool, today: bool) -> str:
    shown = "".join(_line(each, names) for each in entries[:MOST])
    more = len(entries) - MOST
    rest = f"<em>{escape(_('và {count} việc nữa', count=more))}</em>" if more > 0 else ""
    marks = f"{'' if inside else ' beyond'}{' today' if today else ''}{'' if entries else ' none'}"
    return (
        f'<div class="day{marks}"><span class="n"><i>{escape(_(words.SHORT_DAYS[day.weekday()]))}</i> '
        f"{day.day}</span><ul>{shown}</ul>{rest}</div>"
    )


def weeks(first: date, last: date) -> list[list[date]]:
    """The weeks that touch a month, whole, from Monday."""
    monday, found = first - timedelta(days=first.weekday()), []
    while monday <= last:
        found.append([monday + timedelta(days=step) for step in range(7)])
        monday += timedelta(days=7)
    return found


def show(
    first: date, last: date, by_day: Mapping[date, Sequence[Entry]], names: Mapping[str, str], today: date
) -> None:
    """Draw it."""
    head = "".join(f"<b>{escape(_(each))}</b>" for each in words.SHORT_DAYS)
    cells = "".join(
        _cell(day, by_day.get(day, ()), names, inside=first <= day <= last, today=day == today)
        for week in weeks(first, last)
        for day in week
    )
    html(f'<div class="cl-month"><div class="head">{head}</div><div class="days">{cells}</div></div>')
