"""Runs of candidates that are sure to hold every linked pair."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo.events.space import Ints, Points, Rule, linked
from geo.events.windows import Run, Windows, spell_out

#: Pixels above link_km are looked for in classes whose sizes differ by at most this factor, so that one wide
#: MODIS pixel (up to 4.8 km) does not widen every VIIRS search.
_CLASS_RATIO = 2.2


def _size_classes(points: Points, members: Ints, rule: Rule) -> list[tuple[Ints, float]]:
    """Members of each class of pixel size and the largest size in it, km; smallest class first."""
    size = points.size_km[members]
    number = np.ceil(np.log(np.maximum(size / rule.link_km, 1.0)) / np.log(_CLASS_RATIO) - 1e-12)
    return [
        (members[number == value], max(float(size[number == value].max()), rule.link_km))
        for value in np.unique(number)
    ]


def candidate_runs(points: Points, rule: Rule) -> Iterator[tuple[Run, Ints]]:
    """Runs that hold every linked pair at least once, each with the order that it refers to."""
    seen: list[tuple[Windows, float]] = []
    classes = _size_classes(points, np.arange(len(points)), rule)
    for members, size in classes:
        own = Windows(points, members, size, rule.link_us, most_km=classes[-1][1])
        for windows, smaller in seen:
            for run in windows.around(own.order, max(rule.link_km, (size + smaller) / 2)):
                yield run, windows.order
        seen.append((own, size))
        for run in own.among_themselves(size):
            yield run, own.order


def links_between(points: Points, query: Ints, members: Ints, rule: Rule) -> Iterator[tuple[Ints, Ints]]:
    """Linked pairs (i of `query`, j of `members`) in pieces; a pair may come twice."""
    if not len(query):
        return
    queries = _size_classes(points, query, rule)
    for some, smaller in _size_classes(points, members, rule):
        windows = Windows(points, some, smaller, rule.link_us, most_km=max(smaller, queries[-1][1]))
        for asking, size in queries:
            for run in windows.around(asking, max(rule.link_km, (size + smaller) / 2)):
                for i, j in spell_out(run, windows.order):
                    near = linked(points, i, points, j, rule)
                    yield i[near], j[near]
