"""What a score was made of, in numbers that can be counted again: of one cell, and of a zone's ground."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.suggesting.grid import Floats
from geo.suggesting.rules import Rules
from geo.suggesting.score import Scored

NEVER = -1
"""`patrol_days` of a cell where nobody has ever been: JSON knows no infinity."""
_PLACES = {"village_m": 0, "field_m": 0, "patrol_days": 1, "forest_share": 3}


def _fires(scored: Scored, cells: npt.NDArray[np.int64]) -> dict[str, Any]:
    assert scored.past is not None  # noqa: S101 -- the part is left out otherwise
    table = scored.past.counted(cells)
    names = ("year", "season", "verdict", "inside", "around")
    rows = [
        dict(zip(names, values, strict=True))
        for values in zip(*(table[name].tolist() for name in names), strict=True)
    ]
    return {"inside": int(table["inside"].sum()), "around": int(table["around"].sum()), "by": rows}


def _forest(known: pd.DataFrame, rules: Rules) -> dict[str, Any]:
    share = known["forest_share"].to_numpy(np.float64)
    return {"share": round(float(share.mean()), 4), "ha": round(float(share.sum()) * rules.cell_ha, 2)}


def _villages(known: pd.DataFrame, _rules: Rules) -> dict[str, Any]:
    first = int(np.argmin(known["village_m"].to_numpy(np.float64)))
    return {
        "village": str(known["village"].iloc[first]),
        "nearest_m": round(float(known["village_m"].min())),
        "farthest_m": round(float(known["village_m"].max())),
    }


def _fields(known: pd.DataFrame, _rules: Rules) -> dict[str, Any]:
    return {
        "nearest_m": round(float(known["field_m"].min())),
        "with_fields": int((known["field_m"] <= 0).sum()),
    }


def _danger(known: pd.DataFrame, _rules: Rules) -> dict[str, Any]:
    levels, cells = np.unique(known["level"].to_numpy(np.int64), return_counts=True)
    pairs = zip(levels.tolist()[::-1], cells.tolist()[::-1], strict=True)
    return {"levels": [{"level": level, "cells": count} for level, count in pairs]}


def _patrols(known: pd.DataFrame, _rules: Rules) -> dict[str, Any]:
    days = known["patrol_days"].to_numpy(np.float64)
    been = days[np.isfinite(days)]
    latest = round(float(been.min()), 1) if len(been) else None
    longest = round(float(been.max()), 1) if len(been) else None
    return {"never": int(np.isinf(days).sum()), "latest_days": latest, "longest_days": longest}


_COUNTED: dict[str, Callable[[pd.DataFrame, Rules], dict[str, Any]]] = {
    "forest": _forest,
    "villages": _villages,
    "fields": _fields,
    "danger": _danger,
    "patrols": _patrols,
}


def explain(scored: Scored, cells: npt.ArrayLike, rules: Rules) -> list[dict[str, Any]]:
    """What each part that counts comes to on some ground.

    Returns
    -------
    list of dict, in the order of `PARTS`, plain values
        part, weight (of all that count, summing to 1), value (mean over the cells where it is known, 0 to 1;
        None where it is known of none), known and cells (numbers of cells), counts: fires: inside and around
        (fires seen on the ground and only beside it, each once), by (year, season, verdict, inside, around);
        forest: share, ha; villages: village, nearest_m, farthest_m; fields: nearest_m, with_fields (cells);
        danger: levels (level, cells); patrols: never (cells), latest_days, longest_days. Empty when unknown.
    """
    wanted = np.asarray(cells, dtype=np.int64)
    counts, found = scored.counts.iloc[wanted], []
    weights = scored.weights(rules)
    for name in scored.parts:
        values = scored.parts[name].to_numpy(np.float64)[wanted]
        sure = ~np.isnan(values)
        known = counts[sure]
        said: dict[str, Any] = {}
        if sure.any():
            said = _fires(scored, wanted) if name == "fires" else _COUNTED[str(name)](known, rules)
        value = round(float(values[sure].mean()), 4) if sure.any() else None
        found.append(
            {
                "part": str(name),
                "weight": round(weights[str(name)], 4),
                "value": value,
                "known": int(sure.sum()),
                "cells": len(wanted),
                "counts": said,
            }
        )
    return found


def _plain(values: Floats, places: int) -> list[float | int | None]:
    kept: list[float | int | None] = []
    for value in np.asarray(values, dtype=np.float64).tolist():
        if value != value:  # NaN
            kept.append(None)
        elif value == float("inf"):
            kept.append(NEVER)
        else:
            kept.append(round(value, places) if places else round(value))
    return kept


def columns(scored: Scored) -> dict[str, Any]:
    """Every cell by column, as JSON keeps it: row, column, commune, score, parts (part → values), and the
    counts of `Scored.counts`; None: not known, `NEVER`: nobody has ever been there.
    """
    counts = scored.counts
    table: dict[str, Any] = {
        "row": scored.grid.row.tolist(),
        "column": scored.grid.column.tolist(),
        "commune": [str(each) for each in scored.grid.commune],
        "score": _plain(scored.score, 4),
        "parts": {str(name): _plain(scored.parts[name].to_numpy(), 4) for name in scored.parts},
        "village": [each if isinstance(each, str) else None for each in counts["village"]],
    }
    for name in ("fires", "fires_around", "forest_share", "village_m", "field_m", "level", "patrol_days"):
        table[name] = _plain(counts[name].to_numpy(), _PLACES.get(name, 0))
    return table
