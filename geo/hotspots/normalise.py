"""Text columns to the fixed table: every value judged, every bad row rejected by itself with one reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ._arrow import pa, pc, repeated, to_pandas
from .categories import to_confidences, to_daynights, to_satellites, to_types, to_versions
from .dates import to_days, to_minutes
from .numbers import is_missing, to_numbers
from .schema import COORDINATE_DECIMALS, REASONS
from .table import VALUE_LENGTH, Table, rejects

NADIR_KM: Final = np.array([1.0, 0.375, 0.375, 0.375, 1.0])
"""Pixel size at nadir of each of `SATELLITES`, where scan or track is not given: MODIS 1 km, VIIRS 375 m."""

MAX_PIXEL_KM: Final = 10.0
"""No MODIS pixel is longer than 4.8 km (at the edge of the swath); twice that is a slip."""

_DAY_MINUTES: Final = 24 * 60


class Judgement:
    """The first objection against each row: `reasons` (n,) index `REASONS` (−1: none), `fields` (n,) ours."""

    def __init__(self, columns: dict[str, pa.Array], length: int) -> None:
        self._columns = columns
        self._names = list(columns)
        self.reasons = np.full(length, -1, dtype=np.int8)
        self.fields = np.zeros(length, dtype=np.int8)

    def object_to(self, mask: np.ndarray, reason: str, field: str) -> None:
        """Reject the rows of `mask` that nothing was said against before."""
        if mask.any():
            fresh = mask & (self.reasons < 0)
            self.reasons[fresh] = REASONS.index(reason)
            self.fields[fresh] = self._names.index(field)

    def rejected(self, lines: np.ndarray) -> pd.DataFrame:
        """The rejected rows with reason, column and the value that was objected to."""
        bad = np.flatnonzero(self.reasons >= 0)
        parts = []
        for place, name in enumerate(self._names):
            rows = bad[self.fields[bad] == place]
            if rows.size:
                values = pc.utf8_slice_codeunits(self._columns[name].take(pa.array(rows)), 0, VALUE_LENGTH)
                reasons = np.array(REASONS, dtype=object)[self.reasons[rows]]
                parts.append(rejects(lines[rows], reasons, name, to_pandas(values)))
        return pd.concat(parts, ignore_index=True) if parts else rejects(lines[:0], "", "", "")


@dataclass(frozen=True)
class Values:
    """Good rows as arrays of equal length, still with duplicates: integers where `schema` has words.

    `minute` since 1970 UTC; `latitude`/`longitude` in 1e-5 degrees; `satellite`, `confidence`, `daynight`,
    `processing` index the tuples of `schema`; `type` −1 and floats NaN where not given; `version` text.
    """

    minute: np.ndarray
    satellite: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    confidence: np.ndarray
    percent: np.ndarray
    frp: np.ndarray
    scan: np.ndarray
    track: np.ndarray
    brightness: np.ndarray
    brightness_2: np.ndarray
    daynight: np.ndarray
    type: np.ndarray
    processing: np.ndarray
    version_number: np.ndarray
    version: pa.Array
    line: np.ndarray

    def take(self, rows: np.ndarray) -> Values:
        """The given rows, in the given order."""
        arrow_rows = pa.array(rows)
        columns = {
            name: column.take(arrow_rows) if isinstance(column, pa.Array) else column[rows]
            for name, column in vars(self).items()
        }
        return Values(**columns)


def _required(columns: dict[str, pa.Array], judgement: Judgement, field: str) -> pa.Array:
    """A text column that must not be empty anywhere."""
    judgement.object_to(is_missing(columns[field]).to_numpy(zero_copy_only=False), "missing_value", field)
    return columns[field]


def _degrees(columns: dict[str, pa.Array], judgement: Judgement, field: str, limit: float) -> np.ndarray:
    """A coordinate in 1e-5 degrees."""
    values, missing, wrong = to_numbers(columns[field])
    judgement.object_to(missing, "missing_value", field)
    judgement.object_to(wrong, "not_a_number", field)
    judgement.object_to(np.abs(values) > limit, f"{field}_out_of_range", field)
    inside = np.where(np.abs(values) <= limit, values, 0.0)
    return np.rint(inside * 10**COORDINATE_DECIMALS).astype(np.int64)


def _optional(columns: dict[str, pa.Array], judgement: Judgement, field: str, length: int) -> np.ndarray:
    """A number that may be absent: NaN."""
    if field not in columns:
        return np.full(length, np.nan)
    values, _, wrong = to_numbers(columns[field])
    judgement.object_to(wrong, "not_a_number", field)
    return values


def _pixel(
    columns: dict[str, pa.Array], judgement: Judgement, field: str, satellites: np.ndarray
) -> np.ndarray:
    """Pixel size in km, the sensor's at nadir where it is not given."""
    values = _optional(columns, judgement, field, satellites.size)
    judgement.object_to((values <= 0) | (values > MAX_PIXEL_KM), f"{field}_out_of_range", field)
    return np.where(np.isnan(values), NADIR_KM[satellites], values)


def normalise(table: Table) -> tuple[Values, pd.DataFrame, bool]:
    """Judge and convert every row.

    Returns
    -------
    values : Values
        The good rows in file order.
    rejected : DataFrame
        `line, reason, column, value` of the bad ones, sorted by line, those of broken structure included.
    partial : bool
        Whether the last row of the source was cut.

    Raises
    ------
    UndecidableDates, MixedDates
        The dates of the file as a whole cannot be read.
    """
    columns, length = table.columns, table.lines.size
    judgement = Judgement(columns, length)
    empty = repeated("", length)

    latitude = _degrees(columns, judgement, "latitude", 90.0)
    longitude = _degrees(columns, judgement, "longitude", 180.0)
    days = to_days(_required(columns, judgement, "acq_date"))
    judgement.object_to(days.bad, "bad_date", "acq_date")
    judgement.object_to(days.ambiguous, "ambiguous_date", "acq_date")
    judgement.object_to(days.out_of_range, "date_out_of_range", "acq_date")
    minutes, bad_time = to_minutes(_required(columns, judgement, "acq_time"))
    judgement.object_to(bad_time, "bad_time", "acq_time")
    satellite = to_satellites(_required(columns, judgement, "satellite"))
    judgement.object_to(satellite < 0, "unknown_satellite", "satellite")
    confidence, percent, out_of_range = to_confidences(_required(columns, judgement, "confidence"), satellite)
    judgement.object_to(out_of_range, "confidence_out_of_range", "confidence")
    judgement.object_to(confidence < 0, "unknown_confidence", "confidence")
    frp = _optional(columns, judgement, "frp", length)
    judgement.object_to(frp < 0, "negative_frp", "frp")
    scan = _pixel(columns, judgement, "scan", satellite)
    track = _pixel(columns, judgement, "track", satellite)
    brightness = _optional(columns, judgement, "brightness", length)
    brightness_2 = _optional(columns, judgement, "brightness_2", length)
    daynight, unknown = to_daynights(columns.get("daynight", empty))
    judgement.object_to(unknown, "unknown_daynight", "daynight")
    kind, unknown = to_types(columns.get("type", empty))
    judgement.object_to(unknown, "unknown_type", "type")
    version = columns.get("version", empty)
    processing, version_number, bad_version = to_versions(version)
    judgement.object_to(bad_version, "bad_version", "version")

    partial = table.partial
    if table.open_field and judgement.reasons[-1] >= 0:
        ends_there = list(columns)[judgement.fields[-1]] == table.open_field
        if ends_there:
            judgement.reasons[-1], partial = REASONS.index("cut_line"), True
    rejected = pd.concat([table.rejected, judgement.rejected(table.lines)], ignore_index=True)
    values = Values(
        minute=days.values * _DAY_MINUTES + minutes,
        satellite=satellite,
        latitude=latitude,
        longitude=longitude,
        confidence=confidence,
        percent=percent,
        frp=frp,
        scan=scan,
        track=track,
        brightness=brightness,
        brightness_2=brightness_2,
        daynight=daynight,
        type=kind,
        processing=processing,
        version_number=version_number,
        version=version,
        line=table.lines,
    )
    good = judgement.reasons < 0
    kept = values if good.all() else values.take(np.flatnonzero(good))
    return kept, rejected.sort_values("line", kind="stable", ignore_index=True), partial
