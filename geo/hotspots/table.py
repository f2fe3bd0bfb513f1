"""What every source becomes before its values are judged: text columns, and the rows already lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from ._arrow import pa

VALUE_LENGTH: Final = 100
"""So many characters of a bad row or value are quoted in a reject."""


@dataclass(frozen=True)
class Table:
    """Text of the fields that the file has, one entry per structurally sound row.

    `columns` holds the fields of `header.NAMES` that occur, trimmed; `lines` (n,) the physical line of each
    row (in JSON: its place in the list); `rejected` the rows whose structure is broken; `partial` whether
    the last of them was cut; `open_field` the field in the last column ("" if not one of ours) when the last
    row here has no line end, else None.
    """

    columns: dict[str, pa.Array]
    lines: np.ndarray
    rejected: pd.DataFrame
    partial: bool = False
    open_field: str | None = None


def rejects(lines: np.ndarray, reasons: Any, columns: Any, values: Any) -> pd.DataFrame:
    """Rejected rows without their source; scalars are repeated."""
    frame = pd.DataFrame({"line": lines})
    frame["reason"], frame["column"], frame["value"] = reasons, columns, values
    return frame.astype({"line": "int64", "reason": "str", "column": "str", "value": "str"})
