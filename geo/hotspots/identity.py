"""The identity of a detection: satellite, minute and place on normalised values, as integers and as text."""

from __future__ import annotations

from functools import cache

import numpy as np

from ._arrow import pa, pc
from .schema import COORDINATE_DECIMALS, SATELLITES

_UNIT = 10**COORDINATE_DECIMALS


def identity_keys(
    minute: np.ndarray, satellite: np.ndarray, latitude: np.ndarray, longitude: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Two integers (n,), equal for the same detection; they sort by time, satellite, latitude, longitude.

    Parameters
    ----------
    minute, satellite, latitude, longitude : int (n,)
        Minutes since 1970 UTC, index into `SATELLITES`, 1e-5 degrees.
    """
    return minute * 8 + satellite, (latitude + 90 * _UNIT) * 2**26 + (longitude + 180 * _UNIT)


def _padded(numbers: np.ndarray, width: int) -> pa.Array:
    """Numbers as text with leading zeros."""
    text = pc.cast(pa.array(numbers + 10**width, pa.int64()), pa.string())
    return pc.utf8_slice_codeunits(text, 1, width + 1)


@cache
def _fractions() -> pa.Array:
    return _padded(np.arange(_UNIT), COORDINATE_DECIMALS)


@cache
def _wholes() -> pa.Array:
    """`0.` … `180.`, then `-0.` … `-180.`"""
    wholes = pc.cast(pa.array(np.arange(181)), pa.string())
    positive = pc.binary_join_element_wise(wholes, "", ".")
    return pa.concat_arrays([positive, pc.binary_join_element_wise("-", positive, "")])


def _degrees(value: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """1e-5 degrees as text: what stands before and after the point."""
    whole, fraction = np.divmod(np.abs(value), _UNIT)
    return _wholes().take(pa.array(whole + 181 * (value < 0))), _fractions().take(pa.array(fraction))


def _moments(minute: np.ndarray) -> pa.Array:
    """`20270312T0634` of minutes since 1970."""
    days, minutes = np.divmod(minute, 24 * 60)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    year, month = np.divmod(months.astype(np.int64), 12)
    date = _padded((year + 1970) * 10_000 + (month + 1) * 100 + day, 8)
    return pc.binary_join_element_wise(date, _padded(minutes // 60 * 100 + minutes % 60, 4), "T")


def detection_ids(
    minute: np.ndarray, satellite: np.ndarray, latitude: np.ndarray, longitude: np.ndarray
) -> pa.Array:
    """Ids such as `NOAA-20.20270312T0634.21.64360.103.66190` (n,), five decimals always.

    Parameters
    ----------
    minute, satellite, latitude, longitude : int (n,)
        As for `identity_keys`.
    """
    moments, place = np.unique(minute * 8 + satellite, return_inverse=True)
    names = pa.array(SATELLITES).take(pa.array(moments % 8))
    heads = pc.binary_join_element_wise(names, _moments(moments // 8), "", ".").take(pa.array(place))
    latitudes, longitudes = _degrees(latitude), _degrees(longitude)
    latitude_text = pc.binary_join_element_wise(heads, *latitudes, "")
    return pc.binary_join_element_wise(latitude_text, pc.binary_join_element_wise(*longitudes, ""), ".")
