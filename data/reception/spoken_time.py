"""When was it? A time as callers say it: "10 phút trước", "hôm qua 22:15", "14h30", "tối qua 9 giờ".

A bare clock time is today's; one that has not come yet is refused, not silently moved to yesterday.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from data.clock import require_aware
from data.reception.errors import MomentAhead, MomentUnreadable
from geo.names import fold

LONGEST = 60
_NOW = {"", "bay gio", "vua xong", "luc nay", "ngay bay gio", "now"}
_AGO = re.compile(
    r"(?:cach day )?(?:(\d{1,2}) ?(?:gio|tieng|h)(?: (ruoi))?)?(?: ?(\d{1,3}) ?(?:phut|p|'))?(?: truoc| ago)?"
)
_HALF = re.compile(r"(?:cach day )?nua (?:tieng|gio)(?: truoc)?")
_DATE = re.compile(r"(?:ngay )?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_CLOCK = re.compile(r"(\d{1,2})(?: ?(?:h|gio|:|g)(?: ?(\d{1,2})(?: ?(?:phut|p))?| (ruoi))?)")
_DAYS = {"hom nay": 0, "hom qua": 1, "hom kia": 2, "bua qua": 1, "bua kia": 2}
_PARTS = ("sang", "trua", "chieu", "toi", "dem", "khuya")


def _day_words(text: str) -> tuple[str, int | None, str]:
    """The text without its words for a day, how many days back, and the part of the day."""
    for words, back in _DAYS.items():
        if re.search(rf"\b{words}\b", text):
            text, days = re.sub(rf"\b{words}\b", " ", text), back
            break
    else:
        days = None
    part = ""
    if found := re.search(rf"\b({'|'.join(_PARTS)})(?: (nay|qua))?\b", text):
        part = found[1]
        if found[2]:
            days = 0 if found[2] == "nay" else 1
        text = text[: found.start()] + " " + text[found.end() :]
    return " ".join(re.sub(r"\b(?:luc|khoang|vao|ngay|buoi|,)\b|,", " ", text).split()), days, part


def _hour(hour: int, part: str) -> tuple[int, int]:
    """The hour of 24 and how many days to add, by the part of the day that was said."""
    if part in ("chieu", "toi") and 1 <= hour < 12:
        return hour + 12, 0
    if part == "trua" and 1 <= hour <= 2:
        return hour + 12, 0
    if part in ("dem", "khuya"):
        if 6 <= hour < 12:
            return hour + 12, 0
        return (0 if hour == 12 else hour), (1 if hour <= 5 or hour == 12 else 0)
    return hour, 0


def _ago(text: str) -> timedelta | None:
    if _HALF.fullmatch(text):
        return timedelta(minutes=30)
    found = _AGO.fullmatch(text)
    if found is None or not (found[1] or found[3]):
        return None
    if not text.endswith(("truoc", "ago")) and not text.startswith("cach day") and found[1]:
        return None  # "2 gio" alone is a clock time
    minutes = int(found[1] or 0) * 60 + int(found[3] or 0) + (30 if found[2] else 0)
    return timedelta(minutes=minutes)


def read_moment(text: str, now: datetime, tz: tzinfo) -> datetime:
    """The moment that `text` means, aware UTC; no text means `now`.

    Parameters
    ----------
    now : datetime
        Aware; what "ago", "today" and "yesterday" are told from.
    tz : tzinfo
        Whose clock the caller looks at.

    Raises
    ------
    MomentUnreadable
        It cannot be understood.
    MomentAhead
        It has not come yet (a minute of grace for clocks that differ).

    Examples
    --------
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> now = datetime(2027, 3, 16, 7, 0, tzinfo=UTC)
    >>> read_moment("hôm qua 22:15", now, ZoneInfo("Asia/Ho_Chi_Minh")).isoformat()
    '2027-03-15T15:15:00+00:00'
    """
    now = require_aware(now)
    if len(text) > LONGEST:
        raise MomentUnreadable(value=text[:LONGEST])
    plain = fold(text)
    if plain in _NOW:
        return now
    gap = _ago(plain)
    if gap is not None:
        return now - gap
    moment = _on_the_clock(plain, now.astimezone(tz), text)
    if moment > now + timedelta(minutes=1):
        raise MomentAhead(value=text.strip())
    return min(require_aware(moment), now)


def _on_the_clock(plain: str, here: datetime, text: str) -> datetime:
    rest, back, part = _day_words(plain)
    day = here.date() - timedelta(days=back or 0)
    try:
        if (found := _DATE.search(rest)) and back is None:
            year = int(found[3] or here.year)
            day = here.date().replace(
                year=year + 2000 if year < 100 else year, month=int(found[2]), day=int(found[1])
            )
            if found[3] is None and day > here.date():
                day = day.replace(year=day.year - 1)
            rest = " ".join((rest[: found.start()] + " " + rest[found.end() :]).split())
        found = _CLOCK.fullmatch(rest)
        if found is None:
            raise MomentUnreadable(value=text.strip())
        hour, more = _hour(int(found[1]), part)
        moment = here.replace(
            year=day.year,
            month=day.month,
            day=day.day,
            hour=hour,
            minute=30 if found[3] else int(found[2] or 0),
            second=0,
            microsecond=0,
        )
    except ValueError:
        raise MomentUnreadable(value=text.strip()) from None
    # "đêm qua 2 giờ" is the small hours of today.
    return moment + timedelta(days=more if back else 0)
