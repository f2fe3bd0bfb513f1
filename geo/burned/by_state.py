"""Burned ground by what grew there: the plots of a forest layer cut by the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.forest.ellipsoid import area_ha
from geo.forest.index import polygonal

UNCOVERED = "uncovered"
"""The group of ground that lies in no plot."""
_LEAST_HA = 0.0001
"""A square metre: below it, two outlines that share a border only touch."""


@dataclass(frozen=True)
class Share:
    """`state` is the layer's own name of the forest state, None where it has none; `group` as in
    `geo.forest.states.GROUPS`, ``unknown`` or `UNCOVERED`."""

    state: str | None
    group: str
    ha: float


def _hectares(shape: Any) -> float:
    return float(area_ha(polygonal(np.array([shape], dtype=object)))[0])


def area_by_state(
    outline: Any, plots: Any, states: Sequence[str | None], groups: Sequence[str | None]
) -> list[Share]:
    """Cut the outline by the plots; the shares sum to its area, the largest first, uncovered ground last.

    Parameters
    ----------
    outline
        Valid polygons, EPSG:4326.
    plots : array of shapely geometries, shape (n,)
        In the order in which they count: ground under several belongs to the first (the smallest plot, as
        `data.forest.identify` has it).
    states, groups : sequences of n
        Of each plot.
    """
    left = outline
    found: dict[tuple[str | None, str], float] = {}
    for plot, state, group in zip(polygonal(np.asarray(plots, dtype=object)), states, groups, strict=True):
        inside = shapely.intersection(left, plot)
        ha = _hectares(inside)
        if ha < _LEAST_HA:
            continue
        key = (state, group or "unknown")
        found[key] = found.get(key, 0.0) + ha
        left = shapely.difference(left, plot)
    shares = [Share(state, group, ha) for (state, group), ha in found.items()]
    shares.sort(key=lambda share: (-share.ha, share.state or "", share.group))
    rest = _hectares(left)
    return [*shares, Share(None, UNCOVERED, rest)] if rest >= _LEAST_HA else shares
