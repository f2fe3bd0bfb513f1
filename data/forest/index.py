"""The plots of a layer laid out in memory, kept for the next question."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from data.forest.layers import layer
from data.forest.rows import outlines
from data.store.engine import reading
from geo.forest.shares import ForestIndex

_MOST_KEPT = 2
"""The layer in force and the one before it; a layer of 100,000 plots takes some 200 MB."""

_Key = tuple[str, int, str]
_kept: OrderedDict[_Key, ForestIndex] = OrderedDict()
_lock = threading.Lock()
_building: dict[_Key, threading.Lock] = {}


def _build(conn: Connection, layer_id: int) -> ForestIndex:
    pieces = list(outlines(conn, layer_id, ("state_group", "function")))
    if not pieces:
        nothing = np.array([], dtype=object)
        return ForestIndex(nothing, nothing, np.array([], dtype=np.int64), nothing)
    plots = pd.concat(pieces, ignore_index=True)
    return ForestIndex(
        plots["geometry"].to_numpy(),
        plots["state_group"].to_numpy(),
        plots["id"].to_numpy(np.int64),
        plots["function"].to_numpy(),
    )


def _known(key: _Key) -> ForestIndex | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def forest_index(engine: Engine, layer_id: int) -> ForestIndex:
    """The index of a layer, made at the first question; its keys are `forest_plot.id`.

    What is staged never changes any more, so a layer's index is good as long as the layer is.

    Raises
    ------
    LayerUnknown
        There is no such layer.
    """
    with reading(engine) as conn:
        # A drill that starts again may give the same number to another layer.
        key = (str(engine.url), layer_id, layer(conn, layer_id).created_at.isoformat())
    with _lock:
        mine = _building.setdefault(key, threading.Lock())
    with mine:
        found = _known(key)
        if found is None:
            with reading(engine) as conn:
                found = _build(conn, layer_id)
            with _lock:
                _kept[key] = found
                while len(_kept) > _MOST_KEPT:
                    gone, _ = _kept.popitem(last=False)
                    _building.pop(gone, None)
        return found
