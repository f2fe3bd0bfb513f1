"""Which events could be one, or stand in each other's way. Pure: rows in, suggestions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from geo.names import fold

NEAR = timedelta(days=14)
"""Events for the same people in one commune within two weeks are worth one journey. No text sets this."""


@dataclass(frozen=True)
class Suggestion:
    """`code`: same_time (they overlap: someone must be in two places), same_people (same commune and audience
    within `NEAR`), same_topic (they share a topic). `shared` says what they share."""

    code: str
    event_id: int
    other_id: int
    shared: tuple[str, ...] = ()


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"])


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    same_commune = one["commune_id"] is not None and one["commune_id"] == other["commune_id"]
    same_venue = bool(fold(one["venue"])) and fold(one["venue"]) == fold(other["venue"])
    return same_commune or same_venue


def _topics(row: Mapping[str, Any]) -> dict[str, str]:
    return {fold(each["text"]): each["text"] for each in row["topics"]}


def _pair(one: Mapping[str, Any], other: Mapping[str, Any]) -> Suggestion | None:
    if not _together(one, other):
        return None
    if _overlap(one, other):
        return Suggestion("same_time", one["id"], other["id"])
    near = abs(one["starts_at"] - other["starts_at"]) <= NEAR
    people = tuple(sorted(set(one["audiences"]) & set(other["audiences"])))
    if near and people:
        return Suggestion("same_people", one["id"], other["id"], people)
    topics = _topics(one)
    shared = tuple(topics[key] for key in topics.keys() & _topics(other).keys())
    if near and shared:
        return Suggestion("same_topic", one["id"], other["id"], tuple(sorted(shared)))
    return None


def suggestions(rows: Sequence[Mapping[str, Any]]) -> list[Suggestion]:
    """What could be combined among events of different hosts that are still ahead: each pair once, the most
    pressing reason of it."""
    ahead = [row for row in rows if row["status"] in ("planned", "announced")]
    found = []
    for number, one in enumerate(ahead):
        for other in ahead[number + 1 :]:
            if one["host_agency_id"] != other["host_agency_id"] and (pair := _pair(one, other)):
                found.append(pair)
    return found
