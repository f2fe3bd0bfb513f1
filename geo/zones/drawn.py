"""What a person did to the zones on the map: from everything that is drawn now to what changed.

The map gives all drawings at once, each with the properties that it was given. Only this list is read: the
"last active drawing" is old after an edit. A zone of several parts is drawn as several features with one id,
because the pen edits one ring at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.errors import GEOSException

from geo.zones.measures import AREAS, LINES

ID = "zone_id"
"""The property that says which zone a drawn feature is (part of)."""
SAME_DEG = 1.5e-6
"""Leaflet writes six decimals (0.1 m): a corner that moved less was rounded, not moved."""


@dataclass(frozen=True)
class Changes:
    """What differs from the zones that the map was given.

    created
        Shapes that carry no id, in the order of drawing.
    changed
        Id → the new shape.
    deleted
        Ids of which nothing is left on the map.
    unknown
        Features that are no zone of this map: a foreign id, or neither an area nor a route.
    """

    created: tuple[Any, ...] = ()
    changed: Mapping[str, Any] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    unknown: tuple[Mapping[str, Any], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.created or self.changed or self.deleted or self.unknown)


def features_of(zone_id: str | None, shape: Any, **said: Any) -> list[dict[str, Any]]:
    """The features that draw one zone: one for each part, with its id and what is `said` of it."""
    properties = said if zone_id is None else {ID: zone_id, **said}
    return [
        {"type": "Feature", "properties": dict(properties), "geometry": shapely.geometry.mapping(part)}
        for part in shapely.get_parts(shape)
        if not part.is_empty
    ]


def same(one: Any, other: Any, tolerance: float = SAME_DEG) -> bool:
    """Whether two shapes have the same corners in the same order, but for rounding."""
    return bool(
        one.equals_exact(other, tolerance)
        or (
            shapely.get_num_coordinates(one) == shapely.get_num_coordinates(other)
            and one.normalize().equals_exact(other.normalize(), tolerance)
        )
    )


def _shape(feature: Mapping[str, Any]) -> Any:
    """The feature's geometry in two dimensions; None where it can be neither an area nor a route."""
    try:
        shape = shapely.force_2d(shapely.geometry.shape(feature.get("geometry") or {}))
    except (GEOSException, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None
    return shape if shape.geom_type in (*AREAS, *LINES) and not shape.is_empty else None


def joined(parts: Iterable[Any]) -> Any:
    """Parts of one zone as one shape: a Multi… only where there are several; None where kinds are mixed."""
    flat = [part for shape in parts for part in shapely.get_parts(shape)]
    if len(flat) == 1:
        return flat[0]
    kinds = {part.geom_type for part in flat}
    if kinds == {"Polygon"}:
        return shapely.multipolygons(flat)
    return shapely.multilinestrings(flat) if kinds == {"LineString"} else None


def _plain(shape: Any) -> Any:
    """A Multi… of one part as that part, so that the way back from the map compares equal."""
    return joined([shape])


def drawn(features: Sequence[Mapping[str, Any]] | None, known: Mapping[str, Any]) -> Changes:
    """Tell what was created, changed and deleted.

    Parameters
    ----------
    features
        All drawings of the map as GeoJSON features, degrees WGS84. None means that nothing was touched yet:
        then nothing changed. An empty list means that everything was deleted.
    known
        Id → shape, as the map was given them.
    """
    if features is None:
        return Changes()
    created: list[Any] = []
    unknown: list[Mapping[str, Any]] = []
    found: dict[str, list[Any]] = {}
    whose: dict[str, list[Mapping[str, Any]]] = {}
    for feature in features:
        shape = _shape(feature)
        held = (feature.get("properties") or {}).get(ID)
        if shape is None or (held is not None and str(held) not in known):
            unknown.append(feature)
        elif held is None:
            created.append(_plain(shape))
        else:
            found.setdefault(str(held), []).append(shape)
            whose.setdefault(str(held), []).append(feature)
    changed: dict[str, Any] = {}
    for own, parts in found.items():
        now = joined(parts)
        if now is None:
            unknown += whose[own]
        elif not same(now, _plain(known[own])):
            changed[own] = now
    deleted = tuple(own for own in known if own not in found)
    return Changes(tuple(created), changed, deleted, tuple(unknown))
