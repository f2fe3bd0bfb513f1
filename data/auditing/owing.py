"""Who must be told of what is known, by the rules of that moment: worked out a second time, from the
contract alone, by code that the ledger does not share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from data.auditing.book import Book, Row

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""An agency holds on days of the calendar where it is."""
_HIGHER = {"village": "commune", "commune": "area", "area": "province"}
_LISTS = (("fields", "field"), ("subkinds", "subkind"), ("places", "place"), ("forests", "forest"),
          ("strengths", "strength"))  # fmt: skip


@dataclass(frozen=True)
class Due:
    """What the rules owe one agency. Minutes count from the facts' `since`; `target` None: no target;
    `before`: it must be told before it begins, too."""

    rule_row: int
    level: str
    minutes: int
    target: int | None
    before: bool
    urgency: str
    telling: str
    basis: str


def speaks(rule: Row, kind: str, fact: Row) -> bool:
    """Whether a wording was in force when this became known, and speaks of it."""
    since = fact["since"]
    if rule["matter_kind"] != kind or rule["created_at"] > fact["recorded_at"]:
        return False
    if rule["valid_from"] > since or (rule["valid_to"] is not None and rule["valid_to"] <= since):
        return False
    if fact["state"] != "open" or not fact["fresh"]:
        return False
    if fact["permanent"] and not rule["permanent_too"]:
        return False
    if rule["min_level"] is not None and (fact["level"] is None or fact["level"] < rule["min_level"]):
        return False
    if kind == "fire_event" and (fact["seen_at"] is None or fact["seen_at"] < rule["valid_from"]):
        return False
    if rule["communes"] is not None and not set(rule["communes"]) & set(fact["communes_2025"]):
        return False
    return all(rule[many] is None or fact[one] in rule[many] for many, one in _LISTS)


def _meant(receiver: Mapping[str, str], fact: Row, there: list[Mapping[str, Any]]) -> list[Any]:
    if receiver.get("named") == "involved":
        return [row for row in there if row["agency_id"] in (fact["involved"] or [])]
    communes = set(fact["communes_2025"])
    if "agency_id" in receiver:
        return [row for row in there if row["agency_id"] == receiver["agency_id"]]
    level: str | None = receiver["level"]
    while level is not None:
        found = [
            row
            for row in there
            if row["role"] == receiver["role"]
            and row["level"] == level
            and (
                level in ("area", "province")
                if row["communes"] is None
                else not communes.isdisjoint(row["communes"])
            )
        ]
        if found:
            return found
        level = _HIGHER.get(level)
    return []


class Owing:
    """Answers, kept: facts that are alike for the rules owe alike."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._kept: dict[Any, dict[str, Due]] = {}
        self._by_fact: dict[int, dict[str, Due]] = {}

    def of(self, fact: Row) -> dict[str, Due]:
        """Receiver → what is owed to it by these facts; the holder owes itself nothing."""
        if fact["id"] not in self._by_fact:
            self._by_fact[fact["id"]] = self._of(fact)
        return self._by_fact[fact["id"]]

    def holder(self, fact: Row) -> str | None:
        """Who knew: whoever is entered, else the installation's own agency."""
        return fact["holder_id"] or self._book.watch_agency(fact["journal_count"])

    def _of(self, fact: Row) -> dict[str, Due]:
        owner = self._book.matters.get(fact["matter_id"])
        if owner is None:
            return {}
        rules = [rule for rule in self._book.rules if speaks(rule, owner["kind"], fact)]
        if not rules:
            return {}
        state = self._book.agencies.state(fact["journal_count"])
        day = fact["since"].astimezone(_LOCAL).date()
        where = (tuple(sorted(fact["communes_2025"])), tuple(fact["involved"] or ()))
        key = (tuple(rule["id"] for rule in rules), where, state, day)
        if key not in self._kept:
            self._kept[key] = self._receivers(rules, fact, state, day)
        holder = self.holder(fact)
        return {own: due for own, due in self._kept[key].items() if own != holder}

    def _receivers(self, rules: list[Row], fact: Row, state: int, day: Any) -> dict[str, Due]:
        there = self._book.agencies.on(state, day)
        by_agency: dict[str, tuple[str, list[Row]]] = {}
        for rule in rules:
            for receiver in rule["receivers"]:
                for row in _meant(receiver, fact, there):
                    mine = by_agency.setdefault(row["agency_id"], (row["level"], []))[1]
                    if rule not in mine:
                        mine.append(rule)
        return {own: _strictest(level, mine) for own, (level, mine) in by_agency.items()}


def _strictest(level: str, rules: list[Row]) -> Due:
    first = sorted(rules, key=lambda rule: (rule["deadline_minutes"], rule["id"]))[0]
    minutes = first["deadline_minutes"]
    targets = [t for rule in rules if (t := rule["target_minutes"]) is not None and t <= minutes]
    return Due(
        rule_row=first["id"],
        level=level,
        minutes=minutes,
        target=min(targets, default=None),
        before=any(rule["before_start"] for rule in rules),
        urgency="immediate" if "immediate" in {rule["urgency"] for rule in rules} else "normal",
        telling="auto" if "auto" in {rule["telling"] for rule in rules} else "person",
        basis=first["basis"],
    )
