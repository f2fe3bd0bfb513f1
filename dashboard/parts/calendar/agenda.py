"""The days of a period as a list: what takes place and what is due, with place and agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from dashboard import formats, look
from dashboard.parts.calendar import words
from dashboard.parts.html import html
from dashboard.words import _, current
from data.calendar.entries import DEADLINES, Entry


def _entry(entry: Entry, names: Mapping[str, str]) -> str:
    agencies = ", ".join(names.get(own, own) for own in entry.agencies)
    link = f"/{entry.link}{'&' if '?' in entry.link else '?'}lang={current()}"
    off = f' <span class="cl-pill">{escape(_("đã hủy"))}</span>' if entry.off else ""
    below = " · ".join(escape(each) for each in (entry.place, agencies) if each)
    due = " due" if entry.kind in DEADLINES else ""
    return (
        f'<li class="{entry.kind}{due}"><b>{escape(words.when(entry))}</b>'
        f'<div><a href="{escape(link)}" target="_self">{escape(words.title(entry, names))}</a>{off}'
        f"<span>{below}</span></div></li>"
    )


def show(by_day: Mapping[date, Sequence[Entry]], names: Mapping[str, str], today: date) -> None:
    """Draw it; an empty period says so."""
    if not by_day:
        look.small(_("Không có việc nào trong thời gian này."))
        return
    parts = []
    for day in sorted(by_day):
        name = _("Hôm nay") if day == today else _(words.SHORT_DAYS[day.weekday()])
        lines = "".join(_entry(each, names) for each in by_day[day])
        parts.append(f"<section><h3>{escape(name)} {escape(formats.day(day))}</h3><ul>{lines}</ul></section>")
    html(f'<div class="cl-agendalist">{"".join(parts)}</div>')
