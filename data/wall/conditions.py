"""What needs a decision now, worked out from what is stored: nothing here remembers who has seen it.

Each kind is one function; `RULES` says how urgent it is and why, once for code, tests and screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.auditing import standing as ledger_standing
from data.clock import require_aware
from data.feeds.states import feed_states
from data.ledger import desk
from data.ledger.limits import limit_at
from data.notices.alarms import alarms
from data.profile import Profile
from data.store.tables import WALL_URGENCIES, patrol, patrol_alarm
from data.wall.sky import without_data_since
from data.wall.watched import Watched, watched_events

RULES: Mapping[tuple[str, str], str] = {
    ("event", "strong_in_forest"): "critical",
    ("event", "strong_near_forest"): "high",
    ("event", "strong_forest_unknown"): "high",
    ("patrol", "overdue_return"): "critical",
    ("feed", "every_feed_down"): "critical",
    ("duty", "immediate_overdue"): "critical",
    ("duty", "overdue"): "high",
    ("duty", "due_soon"): "medium",
    ("unverified", "forest_unverified"): "high",
    ("unverified", "unverified"): "medium",
    ("patrol", "late_start"): "medium",
    ("feed", "feed_down"): "high",
    ("feed", "feed_silent"): "medium",
    ("notice", "notice_dead"): "medium",
    ("ledger", "ledger_differs"): "medium",
}
"""(kind, reason) → urgency. People in danger and what spreads come first, then what is late, then what is
about to be, then what the program itself cannot do."""


@dataclass(frozen=True)
class Condition:
    """One thing that needs a decision. `ref` with `kind` is its name as long as it lasts.

    since
        When the condition began: the event was known, the deadline was missed, the feed answered last.
    facts
        What its words are made of (JSON-able): codes and numbers, names only under ``person``.
    """

    kind: str
    ref: str
    reason: str
    since: datetime
    due_at: datetime | None = None
    owner_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def urgency(self) -> str:
        """One of `WALL_URGENCIES`."""
        return RULES[(self.kind, self.reason)]


def _event_facts(each: Watched) -> dict[str, Any]:
    told = each.facts.told
    return {
        "code": each.facts.ref,
        "communes": list(each.facts.communes_2025),
        "nearest": told.get("nearest"),
        "forest": each.facts.forest,
        "strength": each.facts.strength,
        "detections": each.row["detections"],
        "max_frp_mw": each.row["max_frp_mw"],
        "last_seen": each.row["last_seen"].isoformat(),
        "person": each.assignment["owner"] if each.assignment else None,
    }


def _of_event(
    kind: str, reason: str, since: datetime, each: Watched, due_at: datetime | None = None
) -> Condition:
    return Condition(
        kind,
        each.facts.ref,
        reason,
        since,
        due_at=due_at,
        owner_id=each.assignment["agency_id"] if each.assignment else None,
        latitude=each.row["latitude"],
        longitude=each.row["longitude"],
        facts=_event_facts(each),
    )


_STRONG = {
    "inside": "strong_in_forest",
    "near": "strong_near_forest",
    "unknown": "strong_forest_unknown",
    "pending": "strong_forest_unknown",
}


def _began(each: Watched) -> datetime:
    """When it began to need somebody: known, or seen again after it was out."""
    moment: datetime = each.row["last_seen"] if each.flared else each.row["known_at"]
    return moment


def strong_events(watched: list[Watched]) -> list[Condition]:
    """Strong events in or near forest that nobody has looked at, or that were seen again after they were
    out; where the forest is unknown, all strong ones."""
    return [
        _of_event("event", _STRONG[each.facts.forest], _began(each), each, each.due_at)
        for each in watched
        if each.here
        and not each.answered
        and each.facts.strength == "strong"
        and each.facts.forest in _STRONG
    ]


def unverified_events(watched: list[Watched], now: datetime) -> list[Condition]:
    """Events whose answer from the ground is overdue."""
    return [
        _of_event(
            "unverified",
            "forest_unverified" if each.facts.forest in ("inside", "near") else "unverified",
            each.due_at,
            each,
            each.due_at,
        )
        for each in watched
        if each.here and not each.answered and each.due_at < now
    ]


def duties_due(conn: Connection, now: datetime, soon: timedelta) -> list[Condition]:
    """Matters of which somebody has not been told and the deadline, or the start, is past or near; one each,
    by its most pressing duty."""
    rows = desk.live(conn, desk.Wanted("to_tell"), now)
    found = []
    for group in desk.grouped(rows, "matter_id"):
        first = min(group, key=lambda row: (limit_at(row), row["id"]))
        due = limit_at(first)
        if due - now > soon:
            continue
        late = due < now
        reason = "due_soon" if not late else "overdue"
        if late and any(row["urgency"] == "immediate" for row in group):
            reason = "immediate_overdue"
        told = first["told"] or {}
        found.append(
            Condition(
                "duty",
                str(first["matter_id"]),
                reason,
                since=due if late else due - soon,
                due_at=due,
                owner_id=first["holder_id"],
                latitude=first["latitude"],
                longitude=first["longitude"],
                facts={
                    "matter": first["kind"],
                    "subkind": first["subkind"],
                    "code": told.get("code") or first["ref"],
                    # Where a patrol goes stands on the map, for whom it may.
                    "communes": [] if first["kind"] == "patrol" else list(first["communes_2025"] or []),
                    "nearest": told.get("nearest"),
                    "level": first["level"],
                    "receivers": [row["receiver_id"] for row in group],
                    "count": len(group),
                },
            )
        )
    return found


def patrols_late(conn: Connection) -> list[Condition]:
    """Patrols that have not started or not come back in time, by the alarms that were raised for them."""
    query = (
        select(patrol_alarm, patrol.c.code, patrol.c.starts_at, patrol.c.ends_at, patrol.c.lead_agency_id)
        .join(patrol, patrol.c.id == patrol_alarm.c.patrol_id)
        .where(patrol_alarm.c.ended_at.is_(None))
        .order_by(patrol_alarm.c.raised_at, patrol_alarm.c.id)
    )
    return [
        Condition(
            "patrol",
            str(row["id"]),
            row["kind"],
            since=row["starts_at"] if row["kind"] == "late_start" else row["ends_at"],
            owner_id=row["lead_agency_id"],
            facts={"code": row["code"], "told": len(row["told"] or [])},
        )
        for row in conn.execute(query).mappings()
    ]


def feeds_down(conn: Connection, profile: Profile, now: datetime) -> list[Condition]:
    """Feeds that fail or are silent; when all that still run fail, that is another matter."""
    states = [each for each in feed_states(conn, profile, now) if each.state != "ended"]
    all_down = bool(states) and all(each.state == "failing" for each in states)
    found = []
    for each in states:
        if each.state not in ("failing", "silent") or each.since is None:
            continue
        reason = "feed_silent" if each.state == "silent" else "every_feed_down" if all_down else "feed_down"
        facts = {"name": each.name, "satellites": list(each.satellites), "error": each.error_code}
        since = each.since
        if each.state == "failing":
            since = without_data_since(each) or since
            facts["last_file"] = each.last_file_at.isoformat() if each.last_file_at else None
        found.append(Condition("feed", each.id, reason, since=since, facts=facts))
    return found


def notices_dead(conn: Connection) -> list[Condition]:
    """Messages that nobody tries any more while a duty still waits for them."""
    return [
        Condition(
            "notice",
            str(each.notice_id),
            "notice_dead",
            since=each.created_at,
            owner_id=each.receiver_id,
            facts={"channel": each.channel},
        )
        for each in alarms(conn)
        if each.kind == "dead"
    ]


def ledger_differs(conn: Connection) -> list[Condition]:
    """The auditor's count and the ledger's are not the same."""
    said = ledger_standing(conn)
    if said["state"] != "difference":
        return []
    since = datetime.fromisoformat(said["audited_at"])
    return [Condition("ledger", "ledger", "ledger_differs", since, facts={"count": said["differences"]})]


def conditions(
    conn: Connection, profile: Profile, now: datetime, watched: list[Watched] | None = None
) -> list[Condition]:
    """Everything that needs a decision, in no particular order."""
    now = require_aware(now)
    events = watched_events(conn, profile.checking) if watched is None else watched
    return [
        *strong_events(events),
        *unverified_events(events, now),
        *duties_due(conn, now, timedelta(minutes=profile.wall.duty_soon_minutes)),
        *patrols_late(conn),
        *feeds_down(conn, profile, now),
        *notices_dead(conn),
        *ledger_differs(conn),
    ]


def pressing(each: Condition) -> tuple[int, datetime, str, str]:
    """How the list is ordered: by urgency; of the same, what is due or began first."""
    return WALL_URGENCIES.index(each.urgency), each.due_at or each.since, each.kind, each.ref
