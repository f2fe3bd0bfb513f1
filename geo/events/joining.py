"""Join n nodes by links and say which hang together, without keeping every link."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.events.space import Ints

#: So many links are kept before they are folded into one star per component (about 100 MB).
_MOST_LINKS = 6_000_000


def _labels(count: int, i: Ints, j: Ints) -> Ints:
    pairs = (i.astype(np.int32), j.astype(np.int32))
    graph = coo_array((np.ones(len(i)), pairs), shape=(count, count)).tocsr()
    return connected_components(graph, directed=False)[1].astype(np.int64)


class Joined:
    """n nodes, at first each on its own."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._folded: Ints | None = None
        self._links: list[tuple[Ints, Ints]] = []
        self._held = 0

    def join(self, i: Ints, j: Ints) -> None:
        """Node i[k] and node j[k] hang together, for every k."""
        if not len(i):
            return
        self._links.append((i, j))
        self._held += len(i)
        if self._held > _MOST_LINKS:
            self._folded = self._drain()

    def join_alike(self, group: Ints) -> None:
        """All nodes with the same value in `group` (n) hang together."""
        order = np.argsort(group, kind="stable")
        same = group[order][1:] == group[order][:-1]
        self._links.append((order[:-1][same], order[1:][same]))
        self._held += int(same.sum())

    def _drain(self) -> Ints:
        if not self._links:
            return np.arange(self._count) if self._folded is None else self._folded
        if self._folded is not None:
            self.join_alike(self._folded)
        i = np.concatenate([pair[0] for pair in self._links])
        j = np.concatenate([pair[1] for pair in self._links])
        self._links, self._held = [], 0
        return _labels(self._count, i, j)

    def labels(self) -> Ints:
        """For each node the number of its component, 0 … components - 1."""
        self._folded = self._drain()
        return self._folded
