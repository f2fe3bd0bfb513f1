"""Numbers, dates and directions as people here write them: 1.234,56 and 27/03/2027 14:05, UTC+7, 24-hour
clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard import words
from dashboard.words import _
from dashboard.words.numbers import UNKNOWN, number

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """The moment on Vietnam's clock.

    Raises
    ------
    ValueError
        If the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LOCAL)


def day(moment: datetime | date | None) -> str:
    """27/03/2027, in local time; English writes the month's name, because 03/04 is two days."""
    if moment is None:
        return UNKNOWN
    on = local(moment).date() if isinstance(moment, datetime) else moment
    return f"{on:%d %b %Y}" if words.current() == "en" else f"{on:%d/%m/%Y}"


def month(of: date) -> str:
    """Tháng 3/2027 of any day in it; English writes its name."""
    if words.current() == "en":
        return f"{of:%B %Y}"
    return _("Tháng {number}/{year}", number=of.month, year=of.year)


def clock(moment: datetime | None) -> str:
    """14:05, local time."""
    return UNKNOWN if moment is None else f"{local(moment):%H:%M}"


def moment(when: datetime | None) -> str:
    """14:05 27/03/2027, local time."""
    return UNKNOWN if when is None else f"{clock(when)} {day(when)}"


def short_moment(when: datetime | None, now: datetime) -> str:
    """The clock alone today, with the day this year, with the year otherwise."""
    if when is None:
        return UNKNOWN
    here, today = local(when), local(now)
    if here.date() == today.date():
        return clock(when)
    if here.year == today.year:
        return f"{clock(when)} {here:%d %b}" if words.current() == "en" else f"{clock(when)} {here:%d/%m}"
    return moment(when)


def ago(when: datetime | None, now: datetime) -> str:
    """How long ago in words; "just now" also for a clock that runs a little ahead."""
    if when is None:
        return UNKNOWN
    minutes = round((now - when) / timedelta(minutes=1))
    if minutes < 1:
        return _("vừa xong")
    if minutes < 60:
        return words.counted("{count} phút trước", minutes)
    if minutes < 48 * 60:
        return words.counted("{count} giờ trước", minutes // 60)
    return words.counted("{count} ngày trước", minutes // 1440)


def distance(metres: float) -> str:
    """350 m, 1,2 km."""
    return f"{number(round(metres, -1))} m" if metres < 995 else f"{number(metres / 1000, 1)} km"


def as_utc(value: object) -> datetime | None:
    """A pandas or ISO moment as an aware datetime in UTC; None for missing ones."""
    if value is None or value != value:
        return None
    found = datetime.fromisoformat(str(value)) if isinstance(value, str) else value
    if hasattr(found, "to_pydatetime"):
        found = found.to_pydatetime()
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
