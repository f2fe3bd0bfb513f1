"""How long to wait: tables ``[notices]`` and ``[escalation]`` of a profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.notices.phrases import LANGUAGES
from data.toml_table import Table

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PREFIX = re.compile(r"[A-Z]{2,3}")
_LANGUAGE = re.compile("|".join(LANGUAGES))


@dataclass(frozen=True)
class NoticeSettings:
    """The table ``[notices]``.

    retry_minutes
        After the first failure, the second …; the last repeats. Greylisting lets a letter in after 1–5
        minutes; an hour is what a gateway that is down for maintenance may take.
    most_tries
        Then the notice is dead and the desk must act: with the shipped waits after about 8 hours, well within
        the 24 of the plan.
    gap_minutes
        Between two messages to one receiver about what can wait; what is immediate goes at once.
    quiet_from, quiet_to
        Local times between which nobody is disturbed with what can wait.
    link_days
        How long link and code of a message work.
    code_prefix
        Two or three capitals that begin a reply code: people tell codes of two installations apart.
    language
        Of the messages (`data.notices.phrases.LANGUAGES`).
    """

    retry_minutes: tuple[float, ...] = (1, 2, 5, 15, 30, 60)
    most_tries: int = 12
    gap_minutes: float = 30.0
    quiet_from: str = "21:00"
    quiet_to: str = "06:00"
    link_days: float = 7.0
    code_prefix: str = "QN"
    language: str = "vi"

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures (1, 2 …)."""
        at = min(max(failures, 1), len(self.retry_minutes)) - 1
        return timedelta(minutes=self.retry_minutes[at])

    def quiet_until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end that `now` lies in; None outside of them."""
        start, end = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_to)
        local = now.astimezone(zone)
        at = local.time()
        inside = start <= at < end if start < end else (at >= start or at < end)
        if not inside or start == end:
            return None
        day = local.date() + timedelta(days=1 if start > end and at >= start else 0)
        return datetime.combine(day, end, tzinfo=zone).astimezone(now.tzinfo)


@dataclass(frozen=True)
class EscalationSettings:
    """The table ``[escalation]``: minutes.

    immediate_minutes, normal_minutes
        From one contact to the next while nobody acknowledges. TT 25/2019 wants a fire passed on "at once":
        a quarter of an hour is one missed call and one call back. What has 24 hours can wait four.
    renotify_minutes
        Acknowledged, and the incident has still not moved.
    reminders
        So often at most.
    """

    immediate_minutes: float = 15.0
    normal_minutes: float = 240.0
    renotify_minutes: float = 120.0
    reminders: int = 3

    def wait(self, urgency: str) -> timedelta:
        """From one contact to the next."""
        minutes = self.immediate_minutes if urgency == "immediate" else self.normal_minutes
        return timedelta(minutes=minutes)


def _minutes(table: Table, key: str) -> tuple[float, ...]:
    found = table.items(key)
    if not all(isinstance(each, int | float) and not isinstance(each, bool) and each > 0 for each in found):
        raise table.error(key, f"should be a list of minutes above 0, got {found!r}")
    return tuple(float(each) for each in found)


def _matching(table: Table, key: str, pattern: re.Pattern[str], like: str) -> str:
    value = table.text(key)
    if not pattern.fullmatch(value):
        raise table.error(key, f"should be like {like}, got {value!r}")
    return value


def _whole(table: Table, key: str, *, least: int) -> int:
    value = table.number(key, least=least)
    if value != int(value):
        raise table.error(key, f"should be a whole number, got {value!r}")
    return int(value)


def read_notices(table: Table) -> NoticeSettings:
    """Check ``[notices]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
    """
    given: dict[str, object] = {}
    if table.has("retry_minutes"):
        given["retry_minutes"] = _minutes(table, "retry_minutes")
    if table.has("most_tries"):
        given["most_tries"] = _whole(table, "most_tries", least=1)
    given |= {name: table.number(name, least=0) for name in ("gap_minutes",) if table.has(name)}
    given |= {name: table.number(name, above=0) for name in ("link_days",) if table.has(name)}
    for name in ("quiet_from", "quiet_to"):
        if table.has(name):
            given[name] = _matching(table, name, _CLOCK, "21:00")
    if table.has("code_prefix"):
        given["code_prefix"] = _matching(table, "code_prefix", _PREFIX, "QN")
    if table.has("language"):
        given["language"] = _matching(table, "language", _LANGUAGE, " or ".join(LANGUAGES))
    table.refuse_unknown()
    return NoticeSettings(**given)  # type: ignore[arg-type]


def read_escalation(table: Table) -> EscalationSettings:
    """Check ``[escalation]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
    """
    waits = ("immediate_minutes", "normal_minutes", "renotify_minutes")
    given: dict[str, object] = {name: table.number(name, above=0) for name in waits if table.has(name)}
    if table.has("reminders"):
        given["reminders"] = _whole(table, "reminders", least=0)
    table.refuse_unknown()
    return EscalationSettings(**given)  # type: ignore[arg-type]
