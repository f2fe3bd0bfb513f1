"""What of the situation a screen may show: one table, read by code, tests and screen.

Names, telephones, and where police and military are stand only where the screen's own people look. A path
that is not in the table is shown nowhere: what somebody adds to the situation must be decided on here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from data.store.tables import REDACTIONS

SHOW, HIDE, RANGERS, FOREST, OPEN_KINDS = "show", "hide", "rangers", "forest", "open_kinds"
"""Shown · not shown · only of patrols in which nobody but rangers goes · only what concerns forest · only
alarms about fires and satellites."""
OPEN_ALARMS = ("event", "unverified", "feed")
_PUBLIC_FORCES = {"ranger"}

TABLE: Mapping[str, tuple[str, str, str]] = {
    # path                                  full   visitors  public
    "taken_at": (SHOW, SHOW, SHOW),
    "drill": (SHOW, SHOW, SHOW),
    "version": (SHOW, SHOW, SHOW),
    "ages": (SHOW, SHOW, SHOW),
    "decisions": (SHOW, SHOW, OPEN_KINDS),
    "decisions.id": (SHOW, SHOW, SHOW),
    "decisions.kind": (SHOW, SHOW, SHOW),
    "decisions.urgency": (SHOW, SHOW, SHOW),
    "decisions.state": (SHOW, SHOW, SHOW),
    "decisions.reason": (SHOW, SHOW, SHOW),
    "decisions.since": (SHOW, SHOW, SHOW),
    "decisions.due_at": (SHOW, SHOW, SHOW),
    "decisions.age_s": (SHOW, SHOW, SHOW),
    "decisions.lat": (SHOW, SHOW, SHOW),
    "decisions.lon": (SHOW, SHOW, SHOW),
    "decisions.ref": (SHOW, SHOW, HIDE),
    "decisions.owner": (SHOW, SHOW, HIDE),
    "decisions.acknowledged_by": (SHOW, HIDE, HIDE),
    "decisions.acknowledged_at": (SHOW, SHOW, HIDE),
    "decisions.shelved_until": (SHOW, SHOW, HIDE),
    "decisions.facts": (SHOW, SHOW, SHOW),
    "decisions.facts.person": (SHOW, HIDE, HIDE),
    "decisions.facts.code": (SHOW, SHOW, HIDE),
    "decisions.facts.receivers": (SHOW, SHOW, HIDE),
    "decisions.facts.told": (SHOW, SHOW, HIDE),
    "decisions.facts.error": (SHOW, HIDE, HIDE),
    "map.hotspots": (SHOW, SHOW, SHOW),
    "map.events": (SHOW, SHOW, SHOW),
    "map.incidents": (SHOW, FOREST, FOREST),
    "map.zones": (SHOW, HIDE, HIDE),
    "map.patrols": (SHOW, RANGERS, HIDE),
    "map.patrols.id": (SHOW, SHOW, HIDE),
    "map.patrols.code": (SHOW, SHOW, HIDE),
    "map.patrols.state": (SHOW, SHOW, HIDE),
    "map.patrols.agency": (SHOW, SHOW, HIDE),
    "map.patrols.forces": (SHOW, SHOW, HIDE),
    "map.patrols.starts_at": (SHOW, SHOW, HIDE),
    "map.patrols.ends_at": (SHOW, SHOW, HIDE),
    "map.patrols.at": (SHOW, SHOW, HIDE),
    "map.patrols.lat": (SHOW, SHOW, HIDE),
    "map.patrols.lon": (SHOW, SHOW, HIDE),
    "map.patrols.members": (SHOW, HIDE, HIDE),
    "sky": (SHOW, SHOW, SHOW),
    "day.levels": (SHOW, SHOW, SHOW),
    "day.counts": (SHOW, SHOW, SHOW),
    "day.counts.duties_overdue": (SHOW, SHOW, HIDE),
    "day.figure24": (SHOW, SHOW, HIDE),
    "day.on_duty": (SHOW, SHOW, HIDE),
    "day.on_duty.agency": (SHOW, SHOW, HIDE),
    "day.on_duty.until": (SHOW, SHOW, HIDE),
    "day.on_duty.forgotten": (SHOW, HIDE, HIDE),
    "day.on_duty.name": (SHOW, HIDE, HIDE),
    "day.on_duty.phone": (SHOW, HIDE, HIDE),
    "day.next": (SHOW, RANGERS, HIDE),
    # A briefing's own (`data.wall.briefings`)
    "names": (SHOW, SHOW, SHOW),
    "period": (SHOW, SHOW, SHOW),
    "left": (SHOW, SHOW, HIDE),
}
"""Path → how each of `REDACTIONS` shows it. A path covers what lies below it; where children are listed, a
list of records shows those alone (`_LISTED`), and others the rest as the parent."""

_LISTED = ("decisions", "map.patrols", "day.on_duty")
"""Lists whose records are shown field by field: a field that is not in the table is left out."""


def _of_rangers(row: Mapping[str, Any]) -> bool:
    if "forces" in row:
        return set(row["forces"]) <= _PUBLIC_FORCES
    return row.get("kind") != "patrol"  # when and where a coming patrol meets is nobody else's business


_KEPT: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    RANGERS: _of_rangers,
    FOREST: lambda row: row.get("field") == "forest",
    OPEN_KINDS: lambda row: row.get("kind") in OPEN_ALARMS,
}


_kept_of_path = lru_cache(maxsize=2048)
"""A situation asks for some fifty paths, thousands of times."""


@_kept_of_path
def treatment(path: str, profile: str) -> str:
    """How a path is shown, by the longest path of the table that covers it; `HIDE` where none does."""
    place, asked = REDACTIONS.index(profile), path
    while asked:
        if asked in TABLE:
            return TABLE[asked][place]
        parent = asked.rpartition(".")[0]
        if parent in _LISTED:
            return HIDE
        asked = parent
    return HIDE


@_kept_of_path
def _has_below(path: str) -> bool:
    return any(known.startswith(f"{path}.") for known in TABLE)


def _shown(value: Any, path: str, profile: str) -> Any:
    if not _has_below(path):
        return value
    if isinstance(value, Mapping):
        return _fields(value, path, profile)
    if isinstance(value, list):
        return [_shown(each, path, profile) for each in value]
    return value


def _fields(record: Mapping[str, Any], path: str, profile: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        own = f"{path}.{name}" if path else name
        how = treatment(own, profile)
        if how == HIDE and not _has_below(own):
            continue
        if how in _KEPT:
            value = [row for row in value if _KEPT[how](row)]
        elif how == HIDE and own in TABLE:
            continue
        shown = _shown(value, own, profile)
        if how != HIDE or (isinstance(shown, Mapping) and shown):
            found[name] = shown
    return found


def redact(situation: Mapping[str, Any], profile: str) -> dict[str, Any]:
    """The situation as one kind of screen may show it; the given one is not changed.

    Raises
    ------
    ValueError
        There is no such profile.
    """
    if profile not in REDACTIONS:
        raise ValueError(f"{profile!r} is none of {', '.join(REDACTIONS)}")
    return _fields(situation, "", profile) | {"profile": profile}
