"""Arrays to the fixed table and back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ._arrow import from_pandas, repeated, spread, to_pandas
from .categories import to_versions
from .identity import detection_ids
from .normalise import Values
from .schema import (
    COLUMNS,
    CONFIDENCES,
    COORDINATE_DECIMALS,
    DAYNIGHTS,
    INSTRUMENTS,
    PROCESSINGS,
    SATELLITES,
)

_HECTARES_PER_KM2 = 100
_MICROSECONDS_PER_MINUTE = 60_000_000


def to_frame(values: Values, source: str) -> pd.DataFrame:
    """Detections of one source with the columns of `schema.COLUMNS`, in the order of `values`."""
    identity = (values.minute, values.satellite, values.latitude, values.longitude)
    moments = (values.minute * _MICROSECONDS_PER_MINUTE).view("datetime64[us]")
    unit = 10**COORDINATE_DECIMALS
    columns = {
        "detection_id": to_pandas(detection_ids(*identity)),
        "time_utc": pd.DatetimeIndex(moments, tz="UTC"),
        "satellite": to_pandas(spread(values.satellite, SATELLITES)),
        "instrument": to_pandas(spread(values.satellite, INSTRUMENTS)),
        "latitude": values.latitude / unit,
        "longitude": values.longitude / unit,
        "confidence": to_pandas(spread(values.confidence, CONFIDENCES)),
        "confidence_percent": values.percent,
        "frp_mw": values.frp,
        "scan_km": values.scan,
        "track_km": values.track,
        "footprint_ha": np.round(values.scan * values.track * _HECTARES_PER_KM2, 4),
        "brightness_k": values.brightness,
        "brightness_2_k": values.brightness_2,
        "daynight": to_pandas(spread(values.daynight, DAYNIGHTS)),
        "type": pd.arrays.IntegerArray(values.type, values.type < 0),
        "version": to_pandas(values.version),
        "processing": to_pandas(spread(values.processing, PROCESSINGS)),
        "superseded": np.zeros(values.line.size, dtype=bool),
        "source": to_pandas(repeated(source, values.line.size)),
        "line": values.line.astype(np.int64),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]


def from_frame(detections: pd.DataFrame) -> Values:
    """The arrays that a table was made from."""

    def codes(column: str, words: tuple[str, ...]) -> np.ndarray:
        return pd.Index(words).get_indexer(pd.Index(detections[column]))

    def floats(column: str) -> np.ndarray:
        return detections[column].to_numpy(dtype=float)

    def units(column: str) -> np.ndarray:
        return np.rint(floats(column) * 10**COORDINATE_DECIMALS).astype(np.int64)

    version = from_pandas(detections["version"])
    processing, number, _ = to_versions(version)
    moments = detections["time_utc"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    return Values(
        minute=moments // _MICROSECONDS_PER_MINUTE,
        satellite=codes("satellite", SATELLITES),
        latitude=units("latitude"),
        longitude=units("longitude"),
        confidence=codes("confidence", CONFIDENCES),
        percent=floats("confidence_percent"),
        frp=floats("frp_mw"),
        scan=floats("scan_km"),
        track=floats("track_km"),
        brightness=floats("brightness_k"),
        brightness_2=floats("brightness_2_k"),
        daynight=codes("daynight", DAYNIGHTS),
        type=detections["type"].fillna(-1).to_numpy(dtype=np.int8),
        processing=processing,
        version_number=number,
        version=version,
        line=detections["line"].to_numpy(),
    )
