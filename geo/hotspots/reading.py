"""What reading one or several sources gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from .schema import empty_table
from .supersede import COVERAGE_COLUMNS


@dataclass(frozen=True)
class Reading:
    """Detections of one or several sources, and an account of every row met.

    `rows == len(detections) + len(rejected) + duplicates + (superseded - detections.superseded.sum())`.

    Attributes
    ----------
    detections : DataFrame
        One row per distinct detection; columns, dtypes and units as `schema.COLUMNS`; sorted by time_utc,
        satellite, latitude, longitude; RangeIndex.
    rejected : DataFrame
        `source, line, reason, column, value` of each bad row; `reason` is one of `schema.REASONS`, `line` the
        physical line (header = 1, blank lines counted), for JSON the place in the list from 1.
    rows : int
        Data rows met; the header and blank lines are none.
    duplicates : int
        Rows that repeat an identity and its version.
    superseded : int
        Rows that lost to a better version of the same identity, plus rows marked because standard processing
        replaces their day.
    partial : bool
        The last line of a source was cut.
    coverage : DataFrame
        For which satellites, UTC days and extents standard processing was met; see `supersede`.
    """

    detections: pd.DataFrame
    rejected: pd.DataFrame
    rows: int
    duplicates: int
    superseded: int
    partial: bool
    coverage: pd.DataFrame = field(default_factory=lambda: empty_table(COVERAGE_COLUMNS))
