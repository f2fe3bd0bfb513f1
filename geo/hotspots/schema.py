"""The one table that every dialect becomes: columns, dtypes, satellites, and reasons to reject a row."""

from __future__ import annotations

from typing import Final

import pandas as pd

COLUMNS: Final = {
    "detection_id": "str",
    "time_utc": "datetime64[us, UTC]",
    "satellite": "str",
    "instrument": "str",
    "latitude": "float64",
    "longitude": "float64",
    "confidence": "str",
    "confidence_percent": "float64",
    "frp_mw": "float64",
    "scan_km": "float64",
    "track_km": "float64",
    "footprint_ha": "float64",
    "brightness_k": "float64",
    "brightness_2_k": "float64",
    "daynight": "str",
    "type": "Int8",
    "version": "str",
    "processing": "str",
    "superseded": "bool",
    "source": "str",
    "line": "int64",
}
"""Columns of `Reading.detections` in order, with their dtypes. Units are in the names: km, ha, MW, K;
latitude and longitude are WGS84 degrees rounded to 5 decimals; `time_utc` is the acquisition, to the
minute."""

REJECTED_COLUMNS: Final = {"source": "str", "line": "int64", "reason": "str", "column": "str", "value": "str"}
"""Columns of `Reading.rejected`. `line` is the physical line (header = 1); in JSON, the place in the list
from 1."""

SATELLITES: Final = ("Aqua", "NOAA-20", "NOAA-21", "S-NPP", "Terra")
"""Satellites in alphabetical order, so that sorting by index sorts by name."""

INSTRUMENTS: Final = ("MODIS", "VIIRS", "VIIRS", "VIIRS", "MODIS")
"""Instrument of each of `SATELLITES`: the satellite decides, whatever a file's column names suggest."""

CONFIDENCES: Final = ("low", "nominal", "high")

PROCESSINGS: Final = ("URT", "RT", "NRT", "SP")
"""From worst to best: NRT beats RT and URT, SP beats all (FEEDS, "Dialects")."""

DAYNIGHTS: Final = ("", "D", "N")

COORDINATE_DECIMALS: Final = 5
"""FIRMS gives 5 decimals (about 1 m); a resaved file shows float noise beyond them."""

REASONS: Final = (
    "wrong_field_count",
    "unbalanced_quote",
    "line_too_long",
    "cut_line",
    "not_an_object",
    "missing_value",
    "not_a_number",
    "latitude_out_of_range",
    "longitude_out_of_range",
    "bad_date",
    "ambiguous_date",
    "date_out_of_range",
    "bad_time",
    "unknown_satellite",
    "unknown_confidence",
    "confidence_out_of_range",
    "negative_frp",
    "scan_out_of_range",
    "track_out_of_range",
    "bad_version",
    "unknown_daynight",
    "unknown_type",
)
"""Every code that `Reading.rejected.reason` can hold."""


def empty_table(columns: dict[str, str]) -> pd.DataFrame:
    """A table without rows, with the given columns and dtypes."""
    return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in columns.items()})
