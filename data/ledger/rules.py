"""Rules as data: who must be told of what, by when, on which basis. Each wording is a row with its time.

A change ends a row and begins another with the same `rule_id`; a row that was in force is never altered, so
that past matters keep the wording that bound them. A rule begins when it is switched on, never before: older
matters raise none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.agencies.act import Act
from data.clock import require_aware
from data.errors import ConflictError
from data.journal import append
from data.journal_pages import entries_about
from data.ledger.errors import ReceiverUnreachable, RuleInvalid, RuleUnknown
from data.ledger.rule_reach import reachability
from data.ledger.wording import FIELDS, MOST_MINUTES, Rule, checked
from data.store.lock import serialise
from data.store.tables import duty_rule
from geo.names import fold

__all__ = [
    "FIELDS", "MOST_MINUTES", "Rule", "add_rule", "checked", "current_rules", "edit_rule", "fresh_id", 
    "is_on", "rule_history", "rule_rows", "switch_off", "switch_on", "switch_on_several",
]  # fmt: skip

ACTION = "rules.edit"
RECORD_KIND = "duty_rule"


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


def rule_history(conn: Connection, rule_id: str) -> list[dict[str, Any]]:
    """The journal's entries about a rule, the newest first."""
    return entries_about(conn, RECORD_KIND, rule_id)


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


def fresh_id(conn: Connection, title: str) -> str:
    """An id for a new rule, from its title: ``chay-rung``, ``chay-rung-2`` …"""
    words = "-".join(part for part in re.split(r"[^a-z0-9]+", fold(title)) if part)[:40].strip("-")
    there = set(conn.execute(select(duty_rule.c.rule_id)).scalars())
    own, number = words or "quy-tac", 1
    while own in there:
        number += 1
        own = f"{words or 'quy-tac'}-{number}"
    return own


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
    lacking = reachability(conn, act.now).of(row).lacking
    if lacking:
        raise ReceiverUnreachable(agencies=[each.said for each in lacking])


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


def switch_on_several(conn: Connection, seen: Mapping[str, int], act: Act) -> list[int]:
    """Let several rules (rule → the row that was seen) bind from now on, all or none. Returns their rows.

    Raises
    ------
    As `switch_on`.
    """
    return [switch_on(conn, rule_id, act, seen_row=row) for rule_id, row in sorted(seen.items())]


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
