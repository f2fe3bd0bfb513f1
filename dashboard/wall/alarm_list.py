"""The alarms in words, for whoever acknowledges them: the desk's page, and the list on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dashboard import formats
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import Services
from dashboard.wall import phrases
from dashboard.wall.phrases import Names
from dashboard.words import _, current
from data.access import Actor, decide
from data.wall.acting import ACKNOWLEDGE, SHELVE
from data.wall.alarms import Alarm, by_matter, standing_alarms
from data.wall.conditions import conditions
from data.wall.redaction import redact
from data.wall.situation import decision
from data.wall.states import TRANSITIONS

WAITING = ("new", "returned")
"""States in which nobody has taken it."""
_PAGES = {
    "event": "/checking?event={ref}",
    "unverified": "/checking?event={ref}",
    "duty": "/desk",
    "notice": "/desk",
    "patrol": "/planning",
    "feed": "/sources",
    "ledger": "/figures",
}


@dataclass(frozen=True)
class Line:
    """One alarm in words, or all that is told of one fire.

    alarm
        The one that is acted on.
    can
        Acts that its state allows and the reader may do.
    """

    alarm: Alarm
    title: str
    text: str
    owner: str
    urgency: str
    since: str
    due: str
    over: bool
    said: str
    href: str
    can: frozenset[str]

    @property
    def waits(self) -> bool:
        return self.alarm.state in WAITING

    @property
    def how_urgent(self) -> str:
        return _(phrases.URGENCIES[self.urgency])

    @property
    def key(self) -> tuple[str, str]:
        return self.alarm.key

    @property
    def name(self) -> str:
        """``event:DC-…``, as forms carry it."""
        return ":".join(self.alarm.key)


def redaction_of(who: Actor) -> str:
    """Whoever acts on alarms, or follows patrols, reads names; others read what visitors read."""
    may = decide(who, ACKNOWLEDGE).allowed or decide(who, "patrols.positions").allowed
    return "full" if may and who.redaction is None else who.redaction or "visitors"


def _left(due: datetime, now: datetime) -> str:
    told = ledger_words.span(due - now)
    return _("còn {t}", t=told) if due > now else _("quá hạn {t}", t=told)


def _said(alarm: Alarm, each: dict[str, Any], now: datetime) -> str:
    said = phrases.standing(each, now)
    reason = str(alarm.told("shelved_reason") or "") if alarm.state == "shelved" else ""
    return ": ".join(filter(None, (said, reason)))


def _can(alarm: Alarm, who: Actor) -> frozenset[str]:
    needs = {"acknowledged": ACKNOWLEDGE, "shelved": SHELVE, "unshelved": SHELVE}
    possible = TRANSITIONS[alarm.state]
    return frozenset(act for act, need in needs.items() if act in possible and decide(who, need).allowed)


def _line(group: Sequence[tuple[Alarm, dict[str, Any]]], names: Names, who: Actor, now: datetime) -> Line:
    """Of several about one fire the most urgent gives the words, and the one that waits is acted on."""
    first, each = group[0]
    alarm, told = next(((one, said) for one, said in group if one.state in WAITING), group[0])
    due = next((one.condition.due_at for one, _said in group if one.holds and one.condition.due_at), None)
    also = [_(phrases.TITLES[said["reason"]]).lower() for _one, said in group[1:]]
    page = _PAGES[each["kind"]].format(ref=each.get("ref") or "")
    return Line(
        alarm,
        phrases.title(each, names, now),
        phrases.below(each, names),
        " · ".join(filter(None, (phrases.owner(each, names), *also))),
        each["urgency"],
        formats.ago(first.condition.since, now),
        _left(due, now) if due else "",
        bool(due and due < now),
        _said(alarm, told, now),
        f"{page}{'&' if '?' in page else '?'}lang={current()}",
        _can(alarm, who),
    )


def names_of(conn: Connection, here: Services) -> Names:
    """Communes and agencies as people call them."""
    communes = here.areas.communes
    return Names(dict(zip(communes["area_id"], communes["name"], strict=True)), agency_names.ever(conn))


def read(conn: Connection, here: Services, who: Actor) -> list[Line]:
    """Every alarm that is not over, most pressing first, as this person may read it."""
    now, profile = here.now(), redaction_of(who)
    alarms = standing_alarms(conn, conditions(conn, here.profile, now), now)
    names = names_of(conn, here)
    found = []
    for group in by_matter(alarms):
        kept = redact({"decisions": [decision(each, now) for each in group]}, profile)["decisions"]
        if len(kept) == len(group):
            found.append(_line(list(zip(group, kept, strict=True)), names, who, now))
    return found
