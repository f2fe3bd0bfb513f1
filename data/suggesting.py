"""The table ``[suggesting]`` of a profile: weights and spans (`geo.suggesting.rules` says why)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from data.toml_table import Table
from geo.suggesting.rules import PARTS, VERDICTS, WEIGHTS, Rules

_MAPS = {"weights": (PARTS, dict(WEIGHTS)), "verdicts": (tuple(VERDICTS), dict(VERDICTS))}
_WHOLE = ("seasons", "season_from", "season_to", "most_zones")
_POSITIVE = ("side_m", "full_fires", "village_far_m", "field_far_m", "patrol_days", "least_ha", "most_ha")
_SHARES = ("fades", "off_season", "around", "full_cells", "chosen")
_MONTHS = ("season_from", "season_to")


def _mapping(table: Table, name: str) -> dict[str, float]:
    known, values = _MAPS[name]
    inner = table.table(name)
    for key in known:
        if inner.has(key):
            values[key] = inner.number(key, least=0)
            if name == "verdicts" and values[key] > 1:
                raise inner.error(key, f"should be from 0 to 1, got {values[key]:g}")
    inner.refuse_unknown()
    return values


def _number(table: Table, name: str) -> float | int:
    if name in _WHOLE:
        value = table.number(name, least=1)
        if value != int(value) or (name in _MONTHS and value > 12):
            what = "a month, 1 to 12" if name in _MONTHS else "a whole number"
            raise table.error(name, f"should be {what}, got {value:g}")
        return int(value)
    value = table.number(name, above=0) if name in _POSITIVE else table.number(name, least=0)
    if name in _SHARES and value > 1:
        raise table.error(name, f"should be from 0 to 1, got {value:g}")
    return value


def read_suggesting(table: Table) -> Rules:
    """Check the table; what it leaves out has its default.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    given: dict[str, Any] = {name: _mapping(table, name) for name in _MAPS if table.has(name)}
    for each in fields(Rules):
        if each.name not in _MAPS and table.has(each.name):
            given[each.name] = _number(table, each.name)
    table.refuse_unknown()
    rules = replace(Rules(), **given)
    for near, far in (("village_near_m", "village_far_m"), ("field_near_m", "field_far_m")):
        if getattr(rules, near) >= getattr(rules, far):
            raise table.error(far, f"should be above {near}")
    if rules.least_ha > rules.most_ha:
        raise table.error("most_ha", "should be at least least_ha")
    if not sum(rules.weights.values()) > 0:
        raise table.error("weights", "should not all be 0")
    return rules
