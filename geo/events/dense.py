"""Linking for a dense mass: one huge fire, thousands of pixels within reach of each other."""

from __future__ import annotations

from geo.events.candidates import candidate_runs
from geo.events.cells import Cells
from geo.events.joining import Joined
from geo.events.space import Points, Rule, linked
from geo.events.windows import spell_out


def join_dense(points: Points, rule: Rule, joined: Joined) -> None:
    """Join what the rule links, exactly, without writing out every pair.

    Points in one cell (half of link_km across, half of link_us long) are linked by construction. Then one
    point of each cell speaks for it; only cells that could touch and still hang apart are looked into.
    """
    if rule.link_us is None:
        raise ValueError("events are grouped in time: link_us must be given")
    cells = Cells(points, rule.link_km / 2, max(rule.link_us // 2, 1), None)
    joined.join_alike(cells.of)
    wide = cells.widened(rule)
    for run, order in candidate_runs(cells.nodes, wide):
        for a, b in spell_out(run, order):
            i, j = cells.first[a], cells.first[b]
            near = linked(points, i, points, j, rule)
            joined.join(i[near], j[near])
    label = joined.labels()[cells.first]
    for run, order in candidate_runs(cells.nodes, wide):
        for a, b in spell_out(run, order):
            apart = (label[a] != label[b]) & linked(cells.nodes, a, cells.nodes, b, wide)
            a, b = a[apart], b[apart]
            touch = cells.linked(a, b, rule)
            joined.join(cells.first[a[touch]], cells.first[b[touch]])
