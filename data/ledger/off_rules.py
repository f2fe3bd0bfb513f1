"""Why nobody may owe anything: rules that are not switched on, and the receivers that keep them from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data.clock import require_aware
from data.ledger.rule_reach import Lacking, reachability
from data.ledger.rules import current_rules, is_on


@dataclass(frozen=True)
class OffRule:
    """A rule that binds nobody now. `lacking`: the receivers that nobody can tell."""

    rule_id: str
    title: str
    draft: bool
    lacking: tuple[Lacking, ...]


def off_rules(conn: Connection, now: datetime) -> tuple[list[OffRule], int]:
    """The rules that are off, in their order, and how many are on."""
    now = require_aware(now)
    rows = current_rules(conn)
    off = [row for row in rows if not is_on(row, now)]
    reach = reachability(conn, now) if off else None
    found = [
        OffRule(row["rule_id"], row["title"], row["valid_from"] is None, reach.of(row).lacking)
        for row in off
        if reach is not None
    ]
    return found, len(rows) - len(off)
