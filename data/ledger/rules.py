"""Rules as data: who must be told of what, by when, on which basis. Each wording is a row with its time.

A change ends a row and begins another with the same `rule_id`; a row that was in force is never altered, so
that past matters keep the wording that bound them. A rule begins when it is switched on, never before: older
matters raise none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.agencies.act import Act
from data.agencies.reading import agencies_at, focal_points_at
from data.clock import require_aware
from data.errors import ConflictError
from data.journal import append
from data.ledger.errors import ReceiverUnreachable, RuleInvalid, RuleUnknown
from data.ledger.matching import receivers
from data.ledger.raising import VIETNAM
from data.store.lock import serialise
from data.store.tables import (
    AGENCY_LEVELS,
    AGENCY_ROLES,
    FORESTS,
    INCIDENT_FIELDS,
    INCIDENT_KINDS,
    MATTER_KINDS,
    PLACES,
    STRENGTHS,
    TELLINGS,
    URGENCIES,
    coordination_plan,
    duty_rule,
)

ACTION = "rules.edit"
RECORD_KIND = "duty_rule"
MOST_MINUTES = 60 * 24 * 31
"""A duty that may wait longer than a month is a slip of the pen."""


@dataclass(frozen=True)
class Rule:
    """What a rule says. None in a condition: any. `receivers`: {role, level} or {agency_id}; minutes count
    from the moment the matter was known."""

    title: str
    matter_kind: str
    receivers: Sequence[Mapping[str, str]]
    deadline_minutes: int
    basis: str
    target_minutes: int | None = None
    urgency: str = "normal"
    telling: str = "person"
    fields: Sequence[str] | None = None
    subkinds: Sequence[str] | None = None
    communes: Sequence[str] | None = None
    places: Sequence[str] | None = None
    forests: Sequence[str] | None = None
    strengths: Sequence[str] | None = None
    min_level: int | None = None
    permanent_too: bool = False
    plan_id: str | None = None


_VOCABULARIES: dict[str, Sequence[str]] = {
    "fields": INCIDENT_FIELDS,
    "subkinds": INCIDENT_KINDS,
    "places": PLACES,
    "forests": [each for each in FORESTS if each != "pending"],
    "strengths": STRENGTHS,
}
FIELDS = tuple(Rule.__dataclass_fields__)


def _receiver(given: Mapping[str, str]) -> dict[str, str]:
    if set(given) == {"agency_id"} and given["agency_id"].strip():
        return {"agency_id": given["agency_id"]}
    if set(given) != {"role", "level"}:
        raise RuleInvalid(problem="receiver_unreadable")
    if given["role"] not in AGENCY_ROLES or given["level"] not in AGENCY_LEVELS:
        raise RuleInvalid(problem="receiver_unreadable")
    return {"role": given["role"], "level": given["level"]}


def checked(conn: Connection, wanted: Rule) -> dict[str, Any]:
    """The columns of a rule, in their normal form.

    Raises
    ------
    RuleInvalid
        `problem`: title_missing, basis_missing, kind_unknown, receiver_missing, receiver_unreadable,
        condition_unknown, deadline_impossible, target_impossible, level_impossible, choice_unknown,
        plan_unknown.
    """
    row = asdict(wanted)
    row |= {name: " ".join(row[name].split()) for name in ("title", "basis")}
    row["receivers"] = [_receiver(each) for each in wanted.receivers]
    for name in ("communes", *_VOCABULARIES):
        row[name] = sorted(set(row[name])) if row[name] else None
    unknown = [name for name, words in _VOCABULARIES.items() if not set(row[name] or ()) <= set(words)]
    target = wanted.target_minutes
    problems = {
        "title_missing": not row["title"],
        "basis_missing": not row["basis"],
        "kind_unknown": wanted.matter_kind not in MATTER_KINDS,
        "receiver_missing": not row["receivers"],
        "condition_unknown": bool(unknown),
        "deadline_impossible": not 0 < wanted.deadline_minutes <= MOST_MINUTES,
        "target_impossible": target is not None and not 0 < target <= wanted.deadline_minutes,
        "level_impossible": wanted.min_level is not None and wanted.min_level not in range(1, 6),
        "choice_unknown": wanted.urgency not in URGENCIES or wanted.telling not in TELLINGS,
        "plan_unknown": wanted.plan_id is not None and not _plan_there(conn, wanted.plan_id),
    }
    for problem, there in problems.items():
        if there:
            raise RuleInvalid(problem=problem)
    return row


def _plan_there(conn: Connection, plan_id: str) -> bool:
    known = select(coordination_plan.c.plan_id).where(coordination_plan.c.plan_id == plan_id)
    return conn.execute(known).first() is not None


def rule_rows(conn: Connection, rule_id: str | None = None) -> list[dict[str, Any]]:
    """Every wording, of all rules or of one, the newest first."""
    query = select(duty_rule).order_by(duty_rule.c.id.desc())
    if rule_id is not None:
        query = query.where(duty_rule.c.rule_id == rule_id)
    return [dict(row) for row in conn.execute(query).mappings()]


def current_rules(conn: Connection) -> list[dict[str, Any]]:
    """The newest wording of each rule, in the order in which the rules were made."""
    newest: dict[str, dict[str, Any]] = {}
    for row in reversed(rule_rows(conn)):
        newest[row["rule_id"]] = row
    return list(newest.values())


def is_on(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a wording counts at a moment."""
    begins, ends = row["valid_from"], row["valid_to"]
    return begins is not None and begins <= now and (ends is None or now < ends)


def unreachable_receivers(conn: Connection, row: Mapping[str, Any], now: datetime) -> list[str]:
    """Agencies that the rule may mean and at which no focal point has a channel; as ids, in the page's order.

    Also the receivers that no agency answers to, as ``role/level``.
    """
    day = require_aware(now).astimezone(VIETNAM).date()
    agencies, points = agencies_at(conn, day), focal_points_at(conn, day)
    reached = {each["agency_id"] for each in points if each["channels"]}
    communes = row["communes"] or sorted({one for each in agencies for one in each["communes"] or ()})
    meant, lacking = [], []
    for commune in communes or [""]:
        found, missing = receivers(row, [commune], agencies)
        meant += [each["agency_id"] for each in found if each["agency_id"] not in meant]
        lacking += [each for each in missing if each not in lacking]
    return [own for own in meant if own not in reached] + [
        each.get("agency_id") or f"{each['role']}/{each['level']}" for each in lacking
    ]


def _journal(
    conn: Connection, act: Act, rule_id: str, action: str,
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, reason: str | None = None,
) -> None:  # fmt: skip
    append(
        conn, at=act.now, actor=act.who.name, origin=act.origin, action=action, record_kind=RECORD_KIND,
        record_id=rule_id, reason=reason, before=before, after=after,
    )  # fmt: skip


def _insert(
    conn: Connection, act: Act, rule_id: str, row: Mapping[str, Any], valid_from: datetime | None
) -> int:
    whole = dict(row) | {
        "rule_id": rule_id,
        "valid_from": valid_from,
        "valid_to": None,
        "actor": act.who.name,
        "created_at": require_aware(act.now),
        "version": 1,
    }
    return int(conn.execute(insert(duty_rule).returning(duty_rule.c.id), whole).scalar_one())


def _newest(conn: Connection, rule_id: str, seen_row: int, act: Act) -> dict[str, Any]:
    """The newest wording, if it is the one that the person saw."""
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    rows = rule_rows(conn, rule_id)
    if not rows:
        raise RuleUnknown(id=rule_id)
    if rows[0]["id"] != seen_row:
        raise ConflictError(record_kind=RECORD_KIND, record_id=rule_id, seen=seen_row, stored=rows[0]["id"])
    return rows[0]


def add_rule(conn: Connection, wanted: Rule, act: Act, *, rule_id: str) -> int:
    """Store a rule as a draft; it binds nobody until it is switched on. Returns its row.

    Raises
    ------
    RuleInvalid, data.access.Denied
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    row = checked(conn, wanted)
    if rule_rows(conn, rule_id):
        raise RuleInvalid(problem="rule_there_already")
    made = _insert(conn, act, rule_id, row, None)
    _journal(conn, act, rule_id, "created", None, row)
    return made


def edit_rule(conn: Connection, rule_id: str, wanted: Rule, act: Act, *, seen_row: int) -> int:
    """Give a rule another wording from now on; a draft stays a draft. Returns the new row.

    Raises
    ------
    RuleUnknown, RuleInvalid, ReceiverUnreachable, data.access.Denied, data.errors.ConflictError
    """
    found = _newest(conn, rule_id, seen_row, act)
    row = checked(conn, wanted)
    if all(found[name] == row[name] for name in FIELDS):
        raise RuleInvalid(problem="nothing_changed")
    on = is_on(found, act.now)
    if on:
        _reachable(conn, row, act)
        conn.execute(update(duty_rule).where(duty_rule.c.id == found["id"]).values(valid_to=act.now))
    made = _insert(conn, act, rule_id, row, act.now if on else None)
    changed = [name for name in FIELDS if found[name] != row[name]]
    _journal(conn, act, rule_id, "edited", {n: found[n] for n in changed}, {n: row[n] for n in changed})
    return made


def _reachable(conn: Connection, row: Mapping[str, Any], act: Act) -> None:
    lacking = unreachable_receivers(conn, row, act.now)
    if lacking:
        raise ReceiverUnreachable(agencies=lacking)


def switch_on(conn: Connection, rule_id: str, act: Act, *, seen_row: int) -> int:
    """Let a rule bind from now on. Returns the row that does.

    Raises
    ------
    RuleUnknown, data.access.Denied, data.errors.ConflictError
    ReceiverUnreachable
        One of its receivers has no focal point with a channel: a duty that nobody can meet.
    RuleInvalid
        `problem`: on_already.
    """
    found = _newest(conn, rule_id, seen_row, act)
    if is_on(found, act.now):
        raise RuleInvalid(problem="on_already")
    _reachable(conn, found, act)
    _journal(conn, act, rule_id, "switched_on", None, {"valid_from": act.now})
    if found["valid_from"] is None:
        conn.execute(update(duty_rule).where(duty_rule.c.id == found["id"]).values(valid_from=act.now))
        return int(found["id"])
    return _insert(conn, act, rule_id, {name: found[name] for name in FIELDS}, act.now)


def switch_off(conn: Connection, rule_id: str, act: Act, *, seen_row: int, reason: str) -> None:
    """Let a rule bind no longer; duties that it raised stay.

    Raises
    ------
    RuleUnknown, data.access.Denied, data.errors.ConflictError
    RuleInvalid
        `problem`: reason_missing, off_already.
    """
    found, said = _newest(conn, rule_id, seen_row, act), " ".join(reason.split())
    if not said:
        raise RuleInvalid(problem="reason_missing")
    if not is_on(found, act.now):
        raise RuleInvalid(problem="off_already")
    conn.execute(update(duty_rule).where(duty_rule.c.id == found["id"]).values(valid_to=act.now))
    _journal(conn, act, rule_id, "switched_off", {"valid_to": None}, {"valid_to": act.now}, said)
