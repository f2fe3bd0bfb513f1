"""The alarms in words, for whoever acknowledges them: the desk's page, and the list on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dashboard import formats
from dashboard.parts import agency_names, ledger_words
from dashboard.parts.actor_words import actor
from dashboard.services import Services
from dashboard.wall import phrases
from dashboard.wall.phrases import Names
from dashboard.words import N_, _, current
from data.access import Actor, decide
from data.wall.acting import ACKNOWLEDGE, SHELVE
from data.wall.alarms import Alarm, standing_alarms
from data.wall.conditions import conditions
from data.wall.redaction import redact
from data.wall.situation import decision
from data.wall.states import TRANSITIONS

URGENCIES = {
    "critical": N_("rất gấp"),
    "high": N_("gấp"),
    "medium": N_("cần chú ý"),
    "low": N_("thường"),
}
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
    """One alarm in words. `waits`: nobody has taken it. `can`: acts that its state allows and the reader may
    do."""

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
        return self.alarm.state in ("new", "returned")

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
    if alarm.state == "acknowledged":
        when = phrases.when(each.get("acknowledged_at"), now)
        by = actor(each["acknowledged_by"]) if each.get("acknowledged_by") else ""
        return _("đã nhận: {who}", who=" · ".join(filter(None, (by, when))))
    if alarm.state == "shelved":
        until = phrases.when(each.get("shelved_until"), now)
        reason = str(alarm.told("shelved_reason") or "")
        return _("tạm gác đến {until}: {reason}", until=until, reason=reason)
    return _("đã hết, chưa ai nhận") if alarm.state == "returned" else _("chưa ai nhận")


def _can(alarm: Alarm, who: Actor) -> frozenset[str]:
    needs = {"acknowledged": ACKNOWLEDGE, "shelved": SHELVE, "unshelved": SHELVE}
    possible = TRANSITIONS[alarm.state]
    return frozenset(act for act, need in needs.items() if act in possible and decide(who, need).allowed)


def _line(alarm: Alarm, each: dict[str, Any], names: Names, who: Actor, now: datetime) -> Line:
    due = alarm.condition.due_at if alarm.holds else None
    page = _PAGES[each["kind"]].format(ref=each.get("ref") or "")
    return Line(
        alarm,
        phrases.title(each, names, now),
        phrases.below(each, names),
        phrases.owner(each, names),
        _(URGENCIES[each["urgency"]]),
        formats.ago(alarm.condition.since, now),
        _left(due, now) if due else "",
        bool(due and due < now),
        _said(alarm, each, now),
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
    for alarm in alarms:
        kept = redact({"decisions": [decision(alarm, now)]}, profile)["decisions"]
        if kept:
            found.append(_line(alarm, kept[0], names, who, now))
    return found
