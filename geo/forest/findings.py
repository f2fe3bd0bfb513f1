"""What is said of single plots while a layer is read: never lost, never only counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

FINDING_COLUMNS = ("feature", "kind", "params")
"""Position of the feature in the file from 0 (`WHOLE_LAYER` for the layer), kind, values for its sentence."""

WHOLE_LAYER = -1

FINDINGS = {
    # The plot is not loaded. A feature has exactly one of these or is a plot.
    "empty_geometry": "refused",
    "unreadable_geometry": "refused",
    "not_a_polygon": "refused",
    "nothing_left": "refused",
    "outside_the_plane": "refused",
    # Loaded, and something for people to decide or to put right.
    "no_state": "ask",
    "unknown_state": "ask",
    "state_contradicts": "ask",
    "unknown_function": "ask",
    "unknown_commune_code": "ask",
    "commune_disagrees": "ask",
    "outside_area": "ask",
    "duplicate_lot": "ask",
    "area_unreadable": "ask",
    "area_differs": "ask",
    "area_unit_suspect": "ask",
    "planted_year_odd": "ask",
    "mixed_encoding": "ask",
    "text_undecodable": "ask",
    "overlap": "ask",
    # Loaded, and mended without loss.
    "dropped_z": "info",
    "closed_ring": "info",
    "repaired_ring": "info",
    "dropped_parts": "info",
    "sliver": "info",
    "gap": "info",
}
"""Kind → severity. Words: `dashboard/words/errors.py`, table FINDING."""

REFUSED = tuple(kind for kind, severity in FINDINGS.items() if severity == "refused")


class Findings:
    """Collects findings in the order in which they are made."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, dict[str, Any]]] = []

    def add(self, feature: int, kind: str, **params: Any) -> None:
        """Add one; `kind` must be in `FINDINGS`."""
        if kind not in FINDINGS:
            raise ValueError(f"'kind' should be one of FINDINGS, got {kind}")
        self._rows.append((feature, kind, params))

    def table(self) -> pd.DataFrame:
        """Return all, sorted by feature, with a RangeIndex."""
        rows = sorted(self._rows, key=lambda row: row[0])
        table = pd.DataFrame(rows, columns=list(FINDING_COLUMNS))
        return table.astype({"feature": "int64", "kind": object, "params": object})


def refused(findings: pd.DataFrame) -> int:
    """Return how many features are not loaded."""
    return int(findings["kind"].isin(REFUSED).sum())
