"""Which states of knowledge become messages, and which messages each of them follows.

A matter's rows are replayed in their order: the first that is worth an alert begins a chain (Alert), those
after it go on with it (Update), and one that says that it no longer counts ends it (Cancel). Whoever comes
back after that begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FIRES = ("forest_fire", "land_fire")
"""Kinds of incident that burn where forest may be; a burning house is the fire police's own alert."""
KINDS = ("fire_event", "incident", "danger_level")
OVER = ("resolved", "closed")
"""Statuses of an incident that is over: its chain goes on with an all-clear, but none begins."""
LEAST_LEVEL = 4
"""Rangers publish the level daily from IV on (NĐ 156/2018 Điều 46)."""
CODED = ("emptied", "merged")
"""Reasons that the program gives; people's are free text."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    """A row that is a message.

    why
        What ends it, of a Cancel: withdrawn, emptied, merged, permanent, not_fire, below_level.
    references
        The rows whose messages it follows, the earliest first: those of its chain that had not run out when
        it was sent, and always the newest, so that no chain breaks.
    """

    row: Row
    msg_type: str
    references: tuple[Row, ...] = ()
    why: str | None = None


def moment(text: object) -> datetime | None:
    """An ISO moment with its offset; None for anything else, and for years that are a slip."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if found is None or found.tzinfo is None or not 2000 <= found.year < 2100:
        return None
    return found


def expires_at(row: Row, hours: float) -> datetime:
    """When what the row says has run out; never before it was said."""
    sent: datetime = row["recorded_at"]
    if row["matter_kind"] == "danger_level" and row["state"] == "open":
        announced = moment(row["told"].get("valid_to"))
        if announced is not None:
            return max(sent, announced)
    return sent + timedelta(hours=hours)


def _over(row: Row) -> str | None:
    """Why a chain ends with the row; None when it goes on. A fire that turns out weak or outside goes on:
    who was alerted must hear of it, and "cancelled" would say that nothing burnt."""
    if row["state"] != "open":
        return row["reason"] if row["reason"] in CODED and row["matter_kind"] == "fire_event" else "withdrawn"
    if row["matter_kind"] == "danger_level":
        return "below_level" if (row["level"] or 0) < LEAST_LEVEL else None
    if row["matter_kind"] == "incident":
        return None if row["subkind"] in FIRES else "not_fire"
    return "permanent" if row["permanent"] else None


def _begins(row: Row, again: bool) -> bool:
    """Whether the row is worth an alert. History that becomes known alerts nobody; who comes back was fresh
    once (`again`)."""
    if row["matter_kind"] not in KINDS or _over(row) is not None or not (row["fresh"] or again):
        return False
    if row["matter_kind"] == "fire_event":
        return row["strength"] == "strong" and row["place"] in ("inside", "near_border")
    if row["matter_kind"] == "danger_level":
        announced = moment(row["told"].get("valid_to"))
        return announced is None or announced > row["recorded_at"]
    return row["told"].get("status") not in OVER


def links(rows: Iterable[Row], hours: float) -> list[Link]:
    """The messages of one matter.

    Parameters
    ----------
    rows
        All of its `matter_fact` in the order of `number`, each with `matter_kind`.
    hours
        How long a message about a fire holds.
    """
    made: list[Link] = []
    chain: list[Row] = []
    for row in rows:
        why = _over(row)
        if not chain:
            if _begins(row, again=bool(made)):
                made.append(Link(row, "Alert"))
                chain.append(row)
            continue
        standing = [each for each in chain[:-1] if expires_at(each, hours) > row["recorded_at"]]
        references = (*standing, chain[-1])
        made.append(Link(row, "Update" if why is None else "Cancel", references, why))
        chain = [] if why else [*chain, row]
    return made
