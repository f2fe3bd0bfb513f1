"""What a person has drawn and not stored yet. It outlives every rerun of the page, a visit to another part of
it, and what other planners store meanwhile: the map is built from what was seen when the drawing began.

No Streamlit here: the page keeps one `Pen` in its session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely

from geo.zones import Changes, drawn, features_of, vertices
from geo.zones.drawn import ID, same

MOST_HANDLES = 1_500
"""Corners that the pen may hold at once: each becomes three marks on the page while zones are edited."""


@dataclass(frozen=True)
class Seen:
    """A zone as the map was given it."""

    shape: Any
    version: int
    code: str
    name: str


Said = Mapping[str, Any]
"""What a form says of a drawing: name, kind, season, priority, notes."""


@dataclass(frozen=True)
class Pen:
    """
    generation
        Counts the maps that were built: another one is another map, begun with `begun`.
    seen
        Id → zone, of those that the pen can change.
    begun
        The features that the map began with; what was drawn before and is not stored is among them.
    drawings
        All drawings as the map last told them; None: nothing was touched since it was built.
    slots
        Number → shape of each new drawing: a form keeps its number while its drawing is edited.
    said
        Number → what the form of a drawing begins with, of those that were taken up again.
    standing
        Of the stored zones when the map was built.
    """

    generation: int = 0
    seen: Mapping[str, Seen] = field(default_factory=dict)
    begun: Sequence[Mapping[str, Any]] = ()
    drawings: Sequence[Mapping[str, Any]] | None = None
    slots: Mapping[int, Any] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    next_slot: int = 1
    standing: str = ""

    def changes(self) -> Changes:
        """What was drawn and is not stored."""
        now = self.begun if self.drawings is None else self.drawings
        return drawn(now, {own: each.shape for own, each in self.seen.items()})

    @property
    def waits(self) -> bool:
        """Whether something is drawn and not stored."""
        return bool(self.slots) or not self.changes().nothing


def held(pen: Pen, drawings: Sequence[Mapping[str, Any]] | None) -> Pen:
    """The pen after the map told its drawings (None: it told nothing new)."""
    if drawings is None:
        return pen
    moved = replace(pen, drawings=list(drawings))
    slots, following = numbered(pen.slots, moved.changes().created, pen.next_slot)
    return replace(moved, slots=slots, next_slot=following)


def numbered(slots: Mapping[int, Any], created: Sequence[Any], following: int) -> tuple[dict[int, Any], int]:
    """Which new drawing is which: those that are as they were, then those that lie over what was there, in
    the order of drawing; the rest are new. Returns slots in the order of `created`, and the next free number.
    """
    left = dict(slots)
    given: list[int | None] = [None] * len(created)
    for test in (same, lambda one, other: shapely.intersects(shapely.envelope(one), shapely.envelope(other))):
        for at, shape in enumerate(created):
            if given[at] is None:
                given[at] = next((own for own, was in left.items() if test(was, shape)), None)
                left.pop(given[at], None)  # type: ignore[arg-type]
    found: dict[int, Any] = {}
    for at, shape in enumerate(created):
        own = given[at]
        if own is None:
            own, following = following, following + 1
        found[own] = shape
    return found, following


def editable(rows: Iterable[Mapping[str, Any]], first: int | None, most: int = MOST_HANDLES) -> set[int]:
    """Ids of the zones that the pen may hold: the chosen one, then the simplest, up to `most` corners."""
    ranked = sorted(rows, key=lambda row: (row["id"] != first, vertices(row["shape"])))
    found, sum_of = set(), 0
    for row in ranked:
        sum_of += vertices(row["shape"])
        if sum_of > most:
            break
        found.add(int(row["id"]))
    return found


def rebuilt(
    pen: Pen,
    rows: Sequence[Mapping[str, Any]],
    standing: str,
    *,
    first: int | None = None,
    dress: Any = lambda _row: {},
    created: Mapping[int, Any] | None = None,
    changed: Mapping[str, Any] | None = None,
    deleted: Iterable[str] | None = None,
) -> Pen:
    """A new map of the zones as they are stored now, with what was drawn and is not stored on top.

    A zone with a change keeps the version in which it was seen: whoever changed it meanwhile is not
    overwritten.

    Parameters
    ----------
    rows
        Zones in use, as `data.zones.list_zones` gives them.
    dress
        Properties of a zone's features.
    created, changed, deleted
        What is to stay of the drawing instead of what the pen holds; None: all of it.
    """
    now = pen.changes()
    created = dict(pen.slots) if created is None else dict(created)
    changed = dict(now.changed) if changed is None else dict(changed)
    gone = set(now.deleted) if deleted is None else set(deleted)
    pending = {own for own in (*changed, *gone) if own in pen.seen}
    may = {str(own) for own in editable(rows, first)} | pending
    seen: dict[str, Seen] = {}
    features: list[dict[str, Any]] = []
    for row in rows:
        own = str(row["id"])
        if own not in may:
            continue
        seen[own] = (
            pen.seen[own] if own in pending else Seen(row["shape"], row["version"], row["code"], row["name"])
        )
        if own not in gone:
            features += features_of(own, changed.get(own, seen[own].shape), **dress(row))
    for own in pending - {str(row["id"]) for row in rows}:  # archived by somebody else meanwhile
        seen[own] = pen.seen[own]
        if own not in gone:
            features += features_of(own, changed[own])
    for shape in created.values():
        features += features_of(None, shape)
    return Pen(
        generation=pen.generation + 1,
        seen=seen,
        begun=features,
        drawings=None,
        slots=created,
        said=pen.said,
        next_slot=pen.next_slot,
        standing=standing,
    )


def put(pen: Pen, shape: Any) -> tuple[Pen, int]:
    """A new drawing that came another way (typed, or from a file): the pen with it, and its number."""
    return (
        replace(pen, slots={**pen.slots, pen.next_slot: shape}, next_slot=pen.next_slot + 1),
        pen.next_slot,
    )


def unsaved(pen: Pen, said: Mapping[int, Said]) -> dict[str, Any] | None:
    """What is drawn and not stored as plain JSON, with what was `said` of each new drawing and the version in
    which each other zone was seen; None where nothing waits."""
    now, mapping = pen.changes(), shapely.geometry.mapping
    if not (pen.slots or now.changed or now.deleted):
        return None
    return {
        "created": [
            {"shape": mapping(shape), "said": dict(said.get(slot) or pen.said.get(slot, {}))}
            for slot, shape in pen.slots.items()
        ],
        "changed": {
            own: {"version": pen.seen[own].version, "shape": mapping(shape)}
            for own, shape in now.changed.items()
        },
        "deleted": {own: {"version": pen.seen[own].version} for own in now.deleted},
    }


def taken_up(
    pen: Pen,
    content: Mapping[str, Any],
    seen: Mapping[str, Seen],
    rows: Sequence[Mapping[str, Any]],
    standing: str,
    **more: Any,
) -> Pen:
    """A new map with what `unsaved` told, over a pen in which nothing waits.

    Parameters
    ----------
    seen
        The zones that were changed or deleted, as they were seen then.
    rows, standing, more
        As of `rebuilt`.
    """
    created = dict(enumerate(content["created"], start=pen.next_slot))
    with_them = replace(
        pen,
        seen={**pen.seen, **seen},
        said={own: each["said"] for own, each in created.items()},
        next_slot=pen.next_slot + len(created),
    )
    shapes = shapely.geometry.shape
    return rebuilt(
        with_them,
        rows,
        standing,
        created={own: shapes(each["shape"]) for own, each in created.items()},
        changed={own: shapes(each["shape"]) for own, each in content["changed"].items()},
        deleted=content["deleted"],
        **more,
    )


def whose(feature: Mapping[str, Any]) -> str | None:
    """The zone that a feature belongs to."""
    own = (feature.get("properties") or {}).get(ID)
    return None if own is None else str(own)
