"""The ledger as it is stored, read once, by the keys that the checks ask for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from data.auditing.agencies_then import AgenciesThen
from data.auditing.levels_then import LevelsThen
from data.store.tables import (
    duty,
    duty_entry,
    duty_rule,
    fire_event,
    incident_event,
    journal,
    matter,
    matter_fact,
    setting,
)

Row = dict[str, Any]


def rows_of(conn: Connection, table: Table, *order: Any) -> list[Row]:
    """Every row of a table."""
    return [dict(row) for row in conn.execute(select(table).order_by(*(order or (table.c.id,)))).mappings()]


class Book:
    """Rows by their ids, and how matters hang together."""

    def __init__(self, conn: Connection) -> None:
        self.matters = {row["id"]: row for row in rows_of(conn, matter)}
        self.matter_by_key = {(row["kind"], row["ref"]): row for row in self.matters.values()}
        self.facts = {row["id"]: row for row in rows_of(conn, matter_fact)}
        self.facts_of: dict[int, list[Row]] = defaultdict(list)
        for row in self.facts.values():
            self.facts_of[row["matter_id"]].append(row)
        self.rules = [row for row in rows_of(conn, duty_rule) if row["valid_from"] is not None]
        self.duties = {row["id"]: row for row in rows_of(conn, duty)}
        self.duty_by_pair = {(row["matter_id"], row["receiver_id"]): row for row in self.duties.values()}
        self.entries: dict[int, list[Row]] = defaultdict(list)
        for row in rows_of(conn, duty_entry):
            self.entries[row["duty_id"]].append(row)
        self.events = {row["id"]: row for row in rows_of(conn, fire_event)}
        self.links: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
        for row in rows_of(conn, incident_event, incident_event.c.since, incident_event.c.incident_id):
            self.links[row["event_id"]].append((row["since"], row["incident_id"]))
        self.agencies = AgenciesThen(conn)
        self.levels = LevelsThen(conn)
        self._read_settings(conn)
        self._relate(conn)

    def _read_settings(self, conn: Connection) -> None:
        now = conn.execute(select(setting.c.value).where(setting.c.key == "ledger")).scalar() or {}
        about = select(journal).where(journal.c.record_kind == "setting", journal.c.record_id == "ledger")
        changes = [dict(row) for row in conn.execute(about.order_by(journal.c.id)).mappings()]
        self._changed = [each["id"] for each in changes]
        self._settings = [each["before"] or {} for each in changes] + [now]
        self.close_hours = [float(each.get("close_hours", 48.0)) for each in self._settings]

    def watch_agency(self, journal_count: int) -> str | None:
        """Who ran the installation after so many entries of the journal."""
        known = self._settings[bisect_right(self._changed, journal_count)]
        return known.get("watch_agency") or None

    def root(self, matter_id: int) -> int | None:
        """The matter that the duties belong to now; None where the merges run in a circle."""
        met = [matter_id]
        while (into := self.matters[met[-1]]["merged_into"]) is not None:
            if into in met or into not in self.matters:
                return None
            met.append(into)
        return met[-1]

    def newest(self, matter_id: int) -> Row | None:
        """What was known last."""
        facts = self.facts_of.get(matter_id)
        return max(facts, key=lambda each: each["number"]) if facts else None

    def called_off(self, matter_id: int) -> bool:
        """Whether what was known last is that there is no such matter. An event that became part of another
        is called off where that one is."""
        owner, met = self.matters[matter_id], {matter_id}
        while owner["kind"] == "fire_event":
            event = self.events.get(owner["ref"])
            into = None if event is None else event["merged_into"]
            following = None if into is None else self.matter_by_key.get(("fire_event", into))
            if into is None:
                break
            if following is None or following["id"] in met:
                return False
            owner = following
            met.add(owner["id"])
        newest = self.newest(owner["id"])
        return newest is not None and newest["state"] == "withdrawn"

    def name(self, matter_id: int) -> dict[str, Any]:
        """Kind and key of the record, for a finding."""
        row = self.matters.get(matter_id)
        return {"kind": "?", "ref": "?"} if row is None else {"kind": row["kind"], "ref": row["ref"]}

    def _relate(self, conn: Connection) -> None:
        """Join matters that were ever merged or split, by any record that says so."""
        self._above: dict[int, int] = {own: own for own in self.matters}
        for own, row in self.matters.items():
            if row["merged_into"] in self.matters:
                self._join(own, row["merged_into"])
        pairs = [(e, into) for e, row in self.events.items() if (into := row["merged_into"]) is not None]
        about = select(journal.c.record_id, journal.c.action, journal.c.after)
        told = about.where(journal.c.record_kind == "fire_event", journal.c.after.is_not(None))
        for own, action, after in conn.execute(told):
            pairs += [(own, other) for name in ("into", "absorbed") for other in after.get(name) or ()]
            if action == "merged":
                pairs.append((own, after["merged_into"]))
        for one, other in pairs:
            self._join_keys(("fire_event", one), ("fire_event", other))
        # What a person took back was one matter once, too.
        said = select(journal.c.record_id, journal.c.before, journal.c.after)
        for own, *sides in conn.execute(said.where(journal.c.record_kind == "incident")):
            for side in sides:
                if side is not None and "event_id" in side:
                    self._join_keys(("fire_event", side["event_id"]), ("incident", own))
        for event, links in self.links.items():
            for _, each in links:
                self._join_keys(("fire_event", event), ("incident", str(each)))
        self.family: dict[int, list[int]] = defaultdict(list)
        for own in self.matters:
            self.family[self._top(own)].append(own)

    def _join_keys(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        first, second = self.matter_by_key.get(one), self.matter_by_key.get(other)
        if first is not None and second is not None:
            self._join(first["id"], second["id"])

    def _join(self, one: int, other: int) -> None:
        self._above[self._top(one)] = self._top(other)

    def _top(self, own: int) -> int:
        while self._above[own] != own:
            self._above[own] = self._above[self._above[own]]
            own = self._above[own]
        return own

    def related(self, one: int, other: int) -> bool:
        """Whether the two were ever one matter."""
        return one in self._above and other in self._above and self._top(one) == self._top(other)

    def relatives(self, row: Row) -> list[Row]:
        """The duties to the same receiver of matters that were ever one with this duty's."""
        if row["matter_id"] not in self._above:
            return []
        family = self.family[self._top(row["matter_id"])]
        pairs = (self.duty_by_pair.get((own, row["receiver_id"])) for own in family)
        return [each for each in pairs if each is not None and each["id"] != row["id"]]
