"""Does every record that raises duties have its matter, and does the newest that is known agree with it?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from data.auditing.book import Book, Row, rows_of
from data.auditing.findings import Finding
from data.auditing.plans import Promised, promised
from data.store.tables import danger_level, detection, event_member, incident, reception_call

ASKED_WITHIN = timedelta(hours=1)
"""The watch settles what the forest says in every round; after so long nobody did."""
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_NEAREST = ("inside", "near_border", "outside")


def _first_rule(book: Book) -> datetime | None:
    """Before it nothing raised a duty: records from then need no matter."""
    return min((rule["valid_from"] for rule in book.rules), default=None)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _compare(book: Book, owner: Row, record: Mapping[str, Any]) -> Iterator[Finding]:
    newest = book.newest(owner["id"])
    if newest is None:
        return
    for column, wanted in record.items():
        known = newest[column]
        if known != wanted:
            where = {"column": column, "recorded": _plain(wanted), "known": _plain(known)}
            yield Finding("facts_differ", book.name(owner["id"]) | where)


def _one(commune: str | None) -> list[str]:
    return [] if commune is None else [commune]


def _of_incident(row: Row) -> dict[str, Any]:
    return {
        "state": "withdrawn" if row["status"] == "false_alarm" else "open",
        "field": row["field"],
        "subkind": row["kind"],
        "communes_2021": _one(row["commune_2021_id"]),
        "communes_2025": _one(row["commune_2025_id"]),
        "place": (row["facts"] or {}).get("location") or "unknown",
    }


def _of_people(conn: Connection, book: Book, first: datetime) -> Iterator[Finding]:
    incidents = {row["id"]: row for row in rows_of(conn, incident)}
    for row in incidents.values():
        owner = book.matter_by_key.get(("incident", str(row["id"])))
        if owner is None:
            if row["created_at"] >= first:
                yield Finding("matter_missing", {"kind": "incident", "ref": str(row["id"])})
            continue
        record = _of_incident(row) | {
            "known_at": row["known_at"],
            "holder_id": row["agency_id"],
            "fresh": True,
            "latitude": row["latitude"],
            "longitude": row["longitude"],
        }
        yield from _compare(book, owner, record | _level(book, owner, row["known_at"]))
    for row in rows_of(conn, reception_call):
        about, owner = incidents[row["incident_id"]], book.matter_by_key.get(("call", row["code"]))
        if owner is None:
            # A call about what was called off becomes a matter when that is taken back.
            if row["created_at"] >= first and about["status"] != "false_alarm":
                yield Finding("matter_missing", {"kind": "call", "ref": row["code"]})
            continue
        record = _of_incident(about) | {"known_at": row["known_at"], "holder_id": row["agency_id"]}
        yield from _compare(book, owner, record | _level(book, owner, about["known_at"]))
    for row in rows_of(conn, danger_level):
        owner = book.matter_by_key.get(("danger_level", str(row["id"])))
        if owner is None:
            if row["created_at"] >= first:
                yield Finding("matter_missing", {"kind": "danger_level", "ref": str(row["id"])})
            continue
        yield from _compare(
            book,
            owner,
            {
                "state": "open" if row["ended_at"] is None else "withdrawn",
                "field": "forest",
                "communes_2025": [row["commune_id"]],
                "place": "inside",
                "level": row["level"],
                "holder_id": row["agency_id"],
            },
        )


def _everywhere(book: Book, owner: Row, each: Promised) -> dict[str, Any]:
    """The communes of a host, by what was known of it when this became known."""
    newest = book.newest(owner["id"])
    if each.where_works is None or each.since is None or newest is None:
        return {}
    day = each.since.astimezone(_LOCAL).date()
    rows = book.agencies.on(book.agencies.state(newest["journal_count"]), day)
    found = [row["communes"] or [] for row in rows if row["agency_id"] == each.where_works]
    return {"communes_2025": sorted(found[0]) if found else []}


def _begins(book: Book, owner: Row, each: Promised) -> Iterator[Finding]:
    """What is told of when it begins, for the duties that must be met before."""
    newest = book.newest(owner["id"])
    said, wanted = (newest or {"told": {}})["told"].get("starts_at"), _plain(each.begins)
    if newest is not None and said != wanted:
        where = {"column": "starts_at", "recorded": wanted, "known": said}
        yield Finding("facts_differ", book.name(owner["id"]) | where)


def _of_plans(book: Book, every: list[Promised], first: datetime) -> Iterator[Finding]:
    for each in every:
        owner = book.matter_by_key.get((each.kind, each.ref))
        if owner is None:
            if each.raises and each.since is not None and each.since >= first:
                yield Finding("matter_missing", {"kind": each.kind, "ref": each.ref})
        elif each.since is None:
            yield from _compare(book, owner, {"state": "withdrawn"})
        else:
            yield from _compare(book, owner, {**each.facts, **_everywhere(book, owner, each)})
            yield from _begins(book, owner, each)


def _level(book: Book, owner: Row, moment: datetime) -> dict[str, Any]:
    """The level there, by what had been announced when it was looked up."""
    newest = book.newest(owner["id"])
    if newest is None:
        return {}
    communes, count = newest["communes_2025"], newest["journal_count"]
    return {"level": book.levels.highest(communes, moment, count)}


def _most(rows: list[Row], column: str) -> list[str]:
    """Communes by the number of hotspots, then by id."""
    counts = Counter(row[column] for row in rows if row[column] is not None)
    return sorted(counts, key=lambda own: (-counts[own], own))


def _members(conn: Connection) -> dict[str, list[Row]]:
    names = ("stored_at", "location", "commune_2021_id", "commune_2025_id")
    query = select(event_member.c.event_id, *(detection.c[name] for name in names)).join(
        detection, detection.c.id == event_member.c.detection_id
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in conn.execute(query).mappings():
        found[row["event_id"]].append(dict(row))
    return found


def _of_events(conn: Connection, book: Book, first: datetime) -> Iterator[Finding]:
    members = _members(conn)
    least = timedelta(hours=min(book.close_hours))
    for event_id, row in book.events.items():
        if row["merged_into"] is not None:
            continue  # its hotspots are another's now
        owner = book.matter_by_key.get(("fire_event", event_id))
        mine = members.get(event_id, [])
        if owner is None:
            seen_in_time = mine and row["last_seen"] > max(each["stored_at"] for each in mine) - least
            if seen_in_time and row["known_at"] >= first:
                yield Finding("matter_missing", {"kind": "fire_event", "ref": event_id})
            continue
        if not row["detections"]:
            yield from _compare(book, owner, {"state": "withdrawn"})
            continue
        places = {each["location"] for each in mine}
        newest = book.newest(owner["id"])
        record = {
            "state": "open",
            "field": "forest",
            "communes_2021": _most(mine, "commune_2021_id"),
            "communes_2025": _most(mine, "commune_2025_id"),
            "place": next((place for place in _NEAREST if place in places), "unknown"),
            "strength": row["strength"],
            "permanent": row["permanent"],
            "seen_at": row["last_seen"],
            "happened_at": row["first_seen"],
        }
        moment = None if newest is None else newest["since"]
        if moment is not None:
            record |= _level(book, owner, moment)
        yield from _compare(book, owner, record)


def _pending(book: Book, now: datetime) -> Iterator[Finding]:
    for own, owner in book.matters.items():
        newest = book.newest(own)
        if owner["kind"] != "fire_event" or newest is None or newest["forest"] != "pending":
            continue
        event = book.events.get(owner["ref"])
        retired = event is None or event["merged_into"] is not None or not event["detections"]
        if not retired and newest["recorded_at"] <= now - ASKED_WITHIN:
            since = newest["recorded_at"].isoformat()
            yield Finding("forest_pending", book.name(own) | {"since": since})


def _whole(book: Book) -> Iterator[Finding]:
    """What is known stands there without a gap, and the matter points to the newest."""
    for own, owner in book.matters.items():
        facts = book.facts_of.get(own)
        if not facts:
            yield Finding("facts_missing", book.name(own))
            continue
        numbers = {each["number"] for each in facts}
        for number in sorted(set(range(1, max(numbers) + 1)) - numbers):
            yield Finding("facts_gap", book.name(own) | {"number": number})
        newest = max(facts, key=lambda each: each["number"])
        if owner["fact_id"] != newest["id"]:
            where = {"stored": owner["fact_id"], "newest": newest["id"]}
            yield Finding("facts_not_newest", book.name(own) | where)


def _orphans(conn: Connection, book: Book, plans: list[Promised]) -> Iterator[Finding]:
    """A matter is about a record that is there."""
    there: dict[str, set[str]] = {
        "fire_event": set(book.events),
        "incident": {str(own) for own in conn.execute(select(incident.c.id)).scalars()},
        "call": set(conn.execute(select(reception_call.c.code)).scalars()),
        "danger_level": {str(own) for own in conn.execute(select(danger_level.c.id)).scalars()},
    }
    for each in plans:
        there.setdefault(each.kind, set()).add(each.ref)
    for own, owner in book.matters.items():
        if owner["ref"] not in there.get(owner["kind"], ()):
            yield Finding("record_missing", book.name(own))


def check_records(conn: Connection, book: Book, now: datetime) -> Iterator[Finding]:
    """Findings about records, their matters, and what is known of them."""
    yield from _whole(book)
    plans = promised(conn)
    yield from _orphans(conn, book, plans)
    first = _first_rule(book) or now + timedelta(days=1)
    yield from _of_people(conn, book, first)
    yield from _of_plans(book, plans, first)
    yield from _of_events(conn, book, first)
    yield from _pending(book, now)
