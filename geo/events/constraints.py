"""A person's word over the rule: detections that must share an event, and sets cut from the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.events.candidates import links_between
from geo.events.joining import Joined
from geo.events.linking import components
from geo.events.space import Ints, Points, Rule, distance_km

_FREE, _INSIDE, _OUTSIDE = 0, 1, 2


@dataclass(frozen=True)
class Apart:
    """A split: `members` form their own event, cut from `others`, the rest of the event as the person saw it.

    Detections in neither set were not there when the person decided. Where they hang together with both
    sides, each follows the side whose detection is nearest among those that it is linked to; then those
    linked only to such detections follow them, and so on. `others` None: every detection that is not a member
    was there, so that nothing follows.
    """

    members: frozenset[str]
    others: frozenset[str] | None = None

    @classmethod
    def of(cls, split: Apart | Collection[str]) -> Apart:
        """A plain collection of detection ids is a split with `others` None."""
        return split if isinstance(split, Apart) else cls(frozenset(split))


def _positions(ids: pd.Index[str], names: Iterable[str]) -> Ints:
    """Where the names are among the ids, in order of position; names that are not there are left out."""
    found = ids.get_indexer(pd.Index(list(names), dtype=object))
    return np.unique(found[found >= 0]).astype(np.int64)


def _nearest(points: Points, free: Ints, coloured: Ints, rule: Rule) -> tuple[Ints, Ints]:
    """Those of `free` linked to some of `coloured`, and the nearest of these (of equals the first)."""
    shortest = np.full(len(points), np.inf)
    nearest = np.full(len(points), len(points), np.int64)
    for i, j in links_between(points, free, coloured, rule):
        km = distance_km(points, i, points, j)
        order = np.lexsort((j, km, i))
        i, j, km = i[order], j[order], km[order]
        one = np.ones(len(i), bool)
        one[1:] = i[1:] != i[:-1]
        i, j, km = i[one], j[one], km[one]
        better = (km < shortest[i]) | ((km == shortest[i]) & (j < nearest[i]))
        shortest[i[better]], nearest[i[better]] = km[better], j[better]
    reached = np.flatnonzero(nearest < len(points))
    return reached, nearest[reached]


def _spread(points: Points, rule: Rule, side: Ints, area: Ints, together: list[Ints]) -> None:
    """Give every point of `area` a side: from those that have one to those linked to them, in place."""
    frontier = area[side[area] != _FREE]
    while True:
        while len(frontier):
            reached, nearest = _nearest(points, area[side[area] == _FREE], frontier, rule)
            side[reached] = side[nearest]
            frontier = reached
        pulled = []
        for group in together:
            known, free = group[side[group] != _FREE], group[side[group] == _FREE]
            if len(known) and len(free):
                side[free] = side[known[0]]
                pulled.append(free)
        if not pulled:
            return
        frontier = np.concatenate(pulled)


def constrained_components(
    points: Points,
    ids: pd.Index[str],
    rule: Rule,
    forced_together: Iterable[Collection[str]],
    forced_apart: Iterable[Apart | Collection[str]],
) -> Ints:
    """`linking.components` under a person's merges and splits.

    Parameters
    ----------
    points, ids : the detections (n) in their canonical order (time, id), which breaks ties
    forced_together : sets of detection ids, each of which shares one event
    forced_apart : splits; see `Apart`

    Notes
    -----
    Every detection of an event that a split touches ends on one side of that split. Links between different
    sides are dropped, for every split; whoever revokes a decision leaves it out of the call. Where a split
    and a merge contradict each other, the split holds: a merge joins those of its detections that no split
    has parted. Ids that are not among the detections are ignored, as the call may cover a shorter time than
    the decision.
    """
    label = components(points, rule)
    merges = [_positions(ids, names) for names in forced_together]
    splits = [Apart.of(each) for each in forced_apart]
    inside = [_positions(ids, each.members) for each in splits]
    together = sorted([group for group in [*merges, *inside] if len(group)], key=lambda group: group.tolist())
    if not together:
        return label
    joined = Joined(len(points))
    joined.join_alike(label)
    for group in together:
        joined.join(group[:-1], group[1:])
    whole = joined.labels()
    sides = []
    for split, members in zip(splits, inside, strict=True):
        touched = np.isin(whole, whole[members])
        if split.others is None:
            side = np.where(touched, _OUTSIDE, _FREE)
        else:
            side = np.full(len(points), _FREE)
            side[_positions(ids, split.others)] = _OUTSIDE
            side[~touched] = _FREE
        side[members] = _INSIDE
        _spread(points, rule, side, np.flatnonzero(touched), together)
        sides.append(side)
    joined = Joined(len(points))
    signature = np.zeros(len(points), np.int64)
    if sides:
        signature = np.unique(np.stack(sides, axis=1), axis=0, return_inverse=True)[1].ravel()
    parted = np.stack(sides, axis=1).any(axis=1) if sides else np.zeros(len(points), bool)
    kept = np.where(parted, -1 - np.arange(len(points)), label)
    joined.join_alike(kept)
    for value in np.unique(signature[parted]):
        mine = np.flatnonzero(parted & (signature == value))
        part = components(points.take(mine), rule)
        order = np.argsort(part, kind="stable")
        same = part[order][1:] == part[order][:-1]
        joined.join(mine[order[:-1][same]], mine[order[1:][same]])
    for group in together:
        for value in np.unique(signature[group]):
            alike = group[signature[group] == value]
            joined.join(alike[:-1], alike[1:])
    return joined.labels()
