"""The content id of a fire event: the same members give the same id on every machine."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

_SHORT, _LONG = 5, 10


def _digest(detection_id: str, length: int) -> str:
    # Ten bytes are sixteen characters, more than is ever taken.
    return base64.b32encode(hashlib.sha256(detection_id.encode()).digest()[:10]).decode()[:length]


def event_ids(earliest: Sequence[str], days: Sequence[str]) -> list[str]:
    """`DC-YYYYMMDD-XXXXX` per event, from its earliest member's detection_id and UTC day (ISO date).

    Five base-32 characters tell 33 million apart per day. Should two events of one call still get the same
    id, all but the first (by detection_id) get ten characters.
    """
    stems = [f"DC-{day.replace('-', '')}-" for day in days]
    ids = [stem + _digest(name, _SHORT) for stem, name in zip(stems, earliest, strict=True)]
    if len(set(ids)) == len(ids):
        return ids
    taken: set[str] = set()
    for position in sorted(range(len(ids)), key=lambda each: earliest[each]):
        if ids[position] in taken:
            ids[position] = stems[position] + _digest(earliest[position], _LONG)
        taken.add(ids[position])
    return ids
