"""Tái phát: a new event where an earlier one had gone silent."""

from __future__ import annotations

import numpy as np

from geo.events.candidates import links_between
from geo.events.cells import Cells
from geo.events.space import Ints, Points, Rule

_DAY_US = 86_400_000_000


def recurrences(
    points: Points, label: Ints, first_us: Ints, last_us: Ints, link_km: float, within_days: float
) -> Ints:
    """For each event (m) the number of the event that it takes up again, or -1.

    Event B takes up A when some member of B lies within the link distance of some member of A, whenever they
    were seen, and B's first detection comes after A's last, by at most `within_days`. Of several, the one
    that was seen last; of those, the one that began last; then the higher number.

    Parameters
    ----------
    points, label : the members (n) and the number of the event of each
    first_us, last_us : per event (m), µs since 1970 UTC
    """
    found = np.full(len(first_us), -1, np.int64)
    half = round(within_days * _DAY_US / 2)
    if not len(points) or half < 2:
        return found
    cells = Cells(points, link_km / 4, None, label)
    event = label[cells.first]
    count = len(cells)
    # Both roles of an event side by side on one axis of time: as the earlier one it stands at its last
    # detection, as the later one half the period before its first, so that "after, by at most the period" is
    # one distance.
    nodes = cells.nodes
    both = Points(
        np.concatenate([nodes.xyz, nodes.xyz]),
        np.concatenate([nodes.latitude, nodes.latitude]),
        np.concatenate([nodes.longitude, nodes.longitude]),
        np.concatenate([last_us[event], first_us[event] - half]),
        np.concatenate([nodes.size_km, nodes.size_km]),
    )
    wide = cells.widened(Rule(link_km, half))
    rank = np.empty(len(first_us), np.int64)
    rank[np.lexsort((np.arange(len(first_us)), first_us, last_us))] = np.arange(len(first_us))
    best = np.full(len(first_us), -1, np.int64)
    for later, earlier in links_between(both, np.arange(count, 2 * count), np.arange(count), wide):
        later = later - count
        a, b = event[earlier], event[later]
        after = (first_us[b] > last_us[a]) & (rank[a] > best[b])
        touch = np.flatnonzero(after)
        touch = touch[cells.linked(later[touch], earlier[touch], Rule(link_km, None))]
        np.maximum.at(best, b[touch], rank[a[touch]])
    by_rank = np.argsort(rank)
    found[best >= 0] = by_rank[best[best >= 0]]
    return found
