"""What was found on the ground, as papers tell it: the verdicts of an incident's fire events, their reviews
and their photos. Who found it, and where they stood, is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from data.casework.documents import words
from data.checking.standing import standings
from data.checking.verdict_photos import photos_of_verdicts


def checks_of(conn: Connection, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Verdicts in the order in which they were observed, each with ``review`` (or None), ``counts`` and
    ``photos`` (rows of `photos_of_verdicts`)."""
    found = {row["id"]: dict(row) for each in standings(conn, event_ids).values() for row in each.rows}
    photos = photos_of_verdicts(conn, found)
    rows = [row | {"photos": photos[own]} for own, row in found.items()]
    return sorted(rows, key=lambda row: (row["observed_at"], row["id"]))


def reviewed(row: Mapping[str, Any]) -> str:
    """Whether a second person confirmed it."""
    if row["review"] is None:
        return words.REVIEWS[None]
    return words.REVIEWS[row["review"]["decision"]]


def told(row: Mapping[str, Any]) -> str:
    """One verdict in a line: what, how sure, what was seen, how many photos."""
    parts = [f"{words.VERDICTS[row['kind']]} ({reviewed(row)})"]
    if row["searched_share"] is not None:
        parts.append(f"đã tìm {words.number(row['searched_share'] * 100)} % vùng cần tìm")
    if row["photos"]:
        parts.append(f"{len(row['photos'])} ảnh kèm theo")
    return f"Kiểm tra thực địa, kết quả số {row['id']}: {'; '.join(parts)}. {row['description']}"
