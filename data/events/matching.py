"""Which stored event a group of detections is: the first id an event was known by stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd


@dataclass(frozen=True)
class Matching:
    """Groups, by content id, and the stored events that they are.

    Attributes
    ----------
    event_of : dict
        Stored event of a group. A group that is not in it was not known before.
    absorbed : dict
        Stored event → the stored event that it is now part of.
    emptied : list
        Stored events none of whose detections is current, and in whose place there is no group.
    """

    event_of: dict[str, str]
    absorbed: dict[str, str]
    emptied: list[str]


def match(
    rows: pd.DataFrame, known_at: Mapping[str, datetime], successors: Mapping[str, str] | None = None
) -> Matching:
    """Match groups with the stored events.

    An event claims the group that holds its earliest detection: where a re-run splits it, its id stays
    there. Where several claim one group, they have become one event: the one that was known first keeps its
    id (of those, the lowest id), and the others are absorbed.

    Parameters
    ----------
    rows : DataFrame
        Detections in order of (time, id): content_id, the group of each; event_id, the stored event (None).
    known_at : dict
        When each stored event was first stored; only these may claim.
    successors : dict
        Event without current detections → the group that now stands in its place.
    """
    stored = rows.loc[rows["event_id"].isin(list(known_at))].drop_duplicates("event_id")
    claims = dict(zip(stored["event_id"], stored["content_id"], strict=True)) | dict(successors or {})
    event_of: dict[str, str] = {}
    absorbed: dict[str, str] = {}
    for event in sorted(claims, key=lambda each: (known_at[each], each)):
        first = event_of.setdefault(claims[event], event)
        if first != event:
            absorbed[event] = first
    return Matching(event_of, absorbed, sorted(set(known_at) - set(claims)))


def fresh_id(content_id: str, taken: Collection[str]) -> str:
    """The content id, or, where it already means another event, the content id with a number."""
    number, found = 1, content_id
    while found in taken:
        number += 1
        found = f"{content_id}-{number}"
    return found
