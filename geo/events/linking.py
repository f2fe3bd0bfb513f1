"""Which detections hang together: connected components of the pairwise rule."""

from __future__ import annotations

import numpy as np

from geo.events.candidates import candidate_runs
from geo.events.dense import join_dense
from geo.events.joining import Joined
from geo.events.space import Ints, Points, Rule, linked
from geo.events.windows import AT_A_TIME, Windows, spell_out

#: More candidates than this per point: the fire is dense, and cells pay.
_DENSE = 150


def _place_order(points: Points, rule: Rule) -> Ints:
    """Neighbours next to each other: everything after this reads memory in runs."""
    order = Windows(points, np.arange(len(points)), rule.link_km, rule.link_us).order
    seen_first = np.sort(np.unique(order, return_index=True)[1]) if len(order) > len(points) else slice(None)
    return order[seen_first]


def components(points: Points, rule: Rule) -> Ints:
    """Number of the connected component of each point (n), 0 … components - 1.

    The result depends on the set of points only, not on their order (the numbers do: `group` gives ids).

    Notes
    -----
    Time grows with the number of candidate pairs, which at constant density grows with n. A dense mass
    (thousands of detections within reach of each other) is first gathered into cells, so that neither time
    nor memory grows with the square of its size.
    """
    joined = Joined(len(points))
    order = _place_order(points, rule)
    points = points.take(order)
    if len(points) > 1:
        runs = list(candidate_runs(points, rule))
        if sum(int((run.stop - run.start).sum()) for run, _ in runs) > _DENSE * len(points) + AT_A_TIME:
            join_dense(points, rule, joined)
        else:
            for run, members in runs:
                for i, j in spell_out(run, members):
                    near = linked(points, i, points, j, rule)
                    joined.join(i[near], j[near])
    labels = np.empty(len(points), np.int64)
    labels[order] = joined.labels()
    return labels
