"""The calendar as plain values for its component: days, rows of agencies, cards of patrols. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from dashboard import formats
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.patrols import words
from dashboard.words import _, counted
from data.patrols.load import Load
from data.patrols.reading import involved
from data.patrols.states import STATES

WEEK, MONTH = "week", "month"


def days_of(anchor: date, view: str) -> list[date]:
    """The days that are shown: the week of `anchor` from Monday, or whole weeks around its month."""
    if view == WEEK:
        first = anchor - timedelta(days=anchor.weekday())
        return [first + timedelta(days=each) for each in range(7)]
    start = anchor.replace(day=1)
    first = start - timedelta(days=start.weekday())
    after = (start + timedelta(days=31)).replace(day=1)
    weeks = -(-(after - first).days // 7)
    return [first + timedelta(days=each) for each in range(7 * weeks)]


def moved(anchor: date, view: str, by: int) -> date:
    """The anchor `by` weeks or months later."""
    if view == WEEK:
        return anchor + timedelta(days=7 * by)
    number = anchor.year * 12 + anchor.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def span_of(days: Sequence[date], tz: tzinfo) -> tuple[datetime, datetime]:
    """The moments from the first day's midnight until after the last one's."""
    first = datetime.combine(days[0], datetime.min.time(), tzinfo=tz)
    return first, datetime.combine(days[-1] + timedelta(days=1), datetime.min.time(), tzinfo=tz)


def title(days: Sequence[date], anchor: date, view: str) -> str:
    """What is shown, in words."""
    if view == MONTH:
        return formats.month(anchor)
    return f"{formats.day(days[0])} – {formats.day(days[-1])}"


def _local_days(row: Mapping[str, Any], tz: tzinfo) -> tuple[date, date]:
    last = row["ends_at"].astimezone(tz) - timedelta(microseconds=1)
    return row["starts_at"].astimezone(tz).date(), last.date()


def _time(row: Mapping[str, Any], day: date, tz: tzinfo) -> str:
    """The hours of a patrol on one of its days: "22:00 →" on the first, "→ 06:00" on the last."""
    first, last = _local_days(row, tz)
    begin = formats.clock(row["starts_at"]) if day == first else "→"
    end = formats.clock(row["ends_at"]) if day == last else "→"
    return f"{begin}–{end}" if first == last else f"{begin} {end}" if begin != end else begin


def card(
    row: Mapping[str, Any],
    day: date,
    tz: tzinfo,
    names: Mapping[str, str],
    warnings: Sequence[str],
    *,
    may: bool,
) -> dict[str, Any]:
    """A patrol on one day. `movable`: its first day, and its plan may still be changed."""
    first = _local_days(row, tz)[0]
    zones = ", ".join(each["name"] for each in row["zones"])
    return {
        "id": row["id"],
        "code": row["code"],
        "day": day.isoformat(),
        "time": _time(row, day, tz),
        "title": zones or row["objective"],
        "objective": row["objective"],
        "kind": _(words.KINDS[row["kind"]]),
        "status": row["status"],
        "state": _(words.STATUSES[row["status"]]),
        "lead": names.get(row["lead_agency_id"], row["lead_agency_id"]),
        "people": counted("{count} người", len(row["members"])),
        "warnings": list(warnings),
        "movable": may and day == first and STATES[row["status"]].plan,
        "first": day == first,
    }


def _head(day: date, today: date, month: int | None) -> dict[str, Any]:
    return {
        "iso": day.isoformat(),
        "name": _(agency_words.DAYS[day.weekday()]),
        "number": f"{day:%d/%m}",
        "today": day == today,
        "off": day.weekday() >= 5,
        "other": month is not None and day.month != month,
    }


def _loads(load: Iterable[Load]) -> dict[str, str]:
    return {
        each.agency_id: counted("{count} lượt", each.patrols)
        + " · "
        + _("{hours} giờ công", hours=formats.number(each.hours, 0 if each.hours == round(each.hours) else 1))
        for each in load
        if each.name is None
    }


def _down(row: Mapping[str, Any], day: date, tz: tzinfo) -> bool:
    first, last = _local_days(row, tz)
    return first <= day <= last


def _told_down(row: Mapping[str, Any]) -> str:
    what = row["person"] or row["vehicle"] or _("cả đơn vị")
    return _("{what} nghỉ: {reason}", what=what, reason=row["reason"])


def _row(
    agency_id: str, name: str, load: str, cards: Sequence[dict[str, Any]], downs: list[dict[str, Any]]
) -> dict[str, Any]:
    return {"id": agency_id, "name": name, "load": load, "cards": list(cards), "downs": downs}


def board(
    patrols: Sequence[Mapping[str, Any]],
    days: Sequence[date],
    view: str,
    anchor: date,
    *,
    names: Mapping[str, str],
    order: Sequence[str],
    tz: tzinfo,
    today: date,
    warnings: Mapping[int, Sequence[str]],
    load: Iterable[Load] = (),
    stand_downs: Sequence[Mapping[str, Any]] = (),
    may: bool = False,
    agency: str | None = None,
) -> dict[str, Any]:
    """What the component draws.

    Parameters
    ----------
    patrols
        As `list_patrols` over the span of the days.
    order
        Agencies in the order of the page *Đơn vị*; those that no patrol names come only with a stand-down.
    warnings
        Patrol → what stands against it, in words.
    agency
        Only patrols that name this one.

    Returns
    -------
    ``days``; ``rows`` {id, name, load, cards, downs} by agency, a card in the row of every agency that goes
    along (`partner`: not its own); ``cards`` each patrol once a day, for the month and the list.
    """
    shown = [row for row in patrols if agency is None or agency in involved(dict(row))]
    cards: list[dict[str, Any]] = []
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in shown:
        first, last = _local_days(row, tz)
        for day in days:
            if not first <= day <= last:
                continue
            one = card(row, day, tz, names, warnings.get(row["id"], ()), may=may)
            cards.append(one)
            for own in involved(dict(row)):
                rows.setdefault(own, []).append(one | {"partner": own != row["lead_agency_id"]})
    told = _loads(load)
    downs: dict[str, list[dict[str, Any]]] = {}
    for each in stand_downs:
        for day in days:
            if _down(each, day, tz) and agency in (None, each["agency_id"]):
                said = {"day": day.isoformat(), "text": _told_down(each)}
                downs.setdefault(each["agency_id"], []).append(said)
    there = [own for own in order if own in rows or own in downs]
    there += [own for own in rows if own not in there]
    if agency is not None:
        there = [own for own in there if own == agency]
    return {
        "view": view,
        "title": title(days, anchor, view),
        "days": [_head(day, today, anchor.month if view == MONTH else None) for day in days],
        "rows": [
            _row(own, names.get(own, own), told.get(own, ""), rows.get(own, ()), downs.get(own, []))
            for own in there
        ],
        "cards": cards,
        "may": may,
    }
