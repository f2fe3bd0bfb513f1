"""Points gathered into small cells, so that a dense mass is asked about cell by cell, not pair by pair."""

from __future__ import annotations

import numpy as np

from geo.events.space import Bools, Ints, Points, Rule, distance_km, linked, reach_km
from geo.events.windows import Run, spell_out


class Cells:
    """Cubes of `diagonal_km` across, `span_us` long (None: time is not cut), apart by `group`.

    Attributes
    ----------
    of : cell number of each point (n)
    first : index of one point of each cell (c)
    nodes : that point for each cell, its size enlarged so that, under `widened(rule)`, two cells are linked
        whenever any point of one is linked to any point of the other
    """

    def __init__(self, points: Points, diagonal_km: float, span_us: int | None, group: Ints | None) -> None:
        self._points = points
        self._diagonal_km = diagonal_km
        self._span_us = span_us or 0
        side = diagonal_km * (1 - 1e-9) / 3**0.5
        parts = [np.floor(points.xyz[:, axis] / side).astype(np.int64) for axis in range(3)]
        if span_us:
            parts.append(points.time_us // span_us)
        if group is not None:
            parts.append(group)
        self._order = np.lexsort(parts)
        differs = np.zeros(len(points), bool)
        for part in parts:
            differs[1:] |= part[self._order][1:] != part[self._order][:-1]
        self.of = np.empty(len(points), np.int64)
        self.of[self._order] = np.cumsum(differs)
        self._start = np.concatenate([[0], np.flatnonzero(differs)]).astype(np.int64)
        self._stop = np.append(self._start[1:], len(points))
        self.first = self._order[self._start]
        self._largest = np.maximum.reduceat(points.size_km[self._order], self._start)
        chosen = points.take(self.first)
        self.nodes = Points(
            chosen.xyz, chosen.latitude, chosen.longitude, chosen.time_us, self._largest + 2 * diagonal_km
        )

    def __len__(self) -> int:
        return len(self.first)

    def widened(self, rule: Rule) -> Rule:
        """The rule under which `nodes` find every pair of cells that could be linked."""
        us = None if rule.link_us is None else rule.link_us + 2 * self._span_us
        return Rule(rule.link_km + 2 * self._diagonal_km, us)

    def linked(self, a: Ints, b: Ints, rule: Rule) -> Bools:
        """For each pair of cells: is any point of a[k] linked to any point of b[k]?"""
        found = linked(self._points, self.first[a], self._points, self.first[b], rule)
        pair = np.flatnonzero(~found & ((self._stop - self._start)[a] + (self._stop - self._start)[b] > 2))
        for k, i in spell_out(Run(pair, self._start[a[pair]], self._stop[a[pair]]), self._order):
            open_still = ~found[k] & self._may_touch(i, b[k], rule)
            k, i = k[open_still], i[open_still]
            number = np.arange(len(k))
            for m, j in spell_out(Run(number, self._start[b[k]], self._stop[b[k]]), self._order):
                found[k[m[linked(self._points, i[m], self._points, j, rule)]]] = True
        return found

    def _may_touch(self, i: Ints, cell: Ints, rule: Rule) -> Bools:
        """Is point i near enough to the cell for any point in it? (may say yes too often)"""
        half = (self.nodes.size_km[cell] - self._largest[cell]) / 2
        near = distance_km(self._points, i, self.nodes, cell) <= half + reach_km(
            self._points, i, self.nodes, cell, rule
        )
        if rule.link_us is not None:
            apart = np.abs(self._points.time_us[i] - self.nodes.time_us[cell])
            near &= apart <= rule.link_us + self._span_us
        return near
