"""What the journal shows of cases to whoever may read the journal: that something was done, never its words.

Whoever may not read a case does not learn from the journal that there is one; its words are read on the
case's own page, where each reading is journalled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from data.agencies.act import Act
from data.cases.reading import RECORD_KIND, list_cases

WORDS = ("title", "summary")
"""Fields that say what a case is about."""
REDACTED = "***"


def readable(conn: Connection, act: Act) -> list[str]:
    """The ids of the cases that the actor may read, as the journal writes them."""
    return [str(row["id"]) for row in list_cases(conn, act)]


def _hidden(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: REDACTED if name in WORDS and value else value for name, value in values.items()}


def redacted(row: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the journal as it is shown and exported: of a case without its words."""
    if row["record_kind"] != RECORD_KIND:
        return dict(row)
    hidden = {"before": _hidden(row["before"]), "after": _hidden(row["after"])}
    return {**row, **hidden, "reason": REDACTED if row["reason"] else row["reason"]}
