"""Text to one of a few known values: satellite, confidence, day or night, type, version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ._arrow import dictionary, pa, pc
from .numbers import is_missing, to_numbers
from .schema import CONFIDENCES, DAYNIGHTS, INSTRUMENTS, PROCESSINGS, SATELLITES

LOW_BELOW: Final = 30.0
HIGH_FROM: Final = 80.0
"""MODIS confidence classes: low below 30 %, nominal from 30, high from 80 (FEEDS, "Dialects")."""

_SATELLITE_NAMES: Final = {
    "Terra": ("t", "terra", "eosam1", "am1"),
    "Aqua": ("a", "aqua", "eospm1", "pm1"),
    "S-NPP": ("n", "npp", "snpp", "suominpp", "suomi"),
    "NOAA-20": ("n20", "noaa20", "j1", "j01", "jpss1", "1", "1.0"),
    "NOAA-21": ("n21", "noaa21", "j2", "j02", "jpss2", "2", "2.0"),
}
"""Spellings without case, spaces, hyphens, underscores; `1` and `2` are the archive's NOAA-20 and NOAA-21."""

_CONFIDENCE_NAMES: Final = {"low": ("l", "low"), "nominal": ("n", "nominal"), "high": ("h", "high")}
_DAYNIGHT_NAMES: Final = {"D": ("d", "day"), "N": ("n", "night")}
_VERSION: Final = r"^(?P<n>[0-9]{1,3}(?:\.[0-9]{1,4})?)(?P<s>[A-Za-z0-9._-]{0,10})$"
_IS_VIIRS: Final = np.array([instrument == "VIIRS" for instrument in INSTRUMENTS])


def _codes(text: pa.Array, names: Mapping[str, tuple[str, ...]], order: tuple[str, ...]) -> np.ndarray:
    """Index into `order` of the value that each text spells; −1 for none."""
    words, index = dictionary(text)
    folded = pc.replace_substring_regex(pc.utf8_lower(words), r"[\s_-]+", "")
    spellings = [spelling for value in names for spelling in names[value]]
    target = np.array([order.index(value) for value in names for _ in names[value]] + [-1])
    place = pc.fill_null(pc.index_in(folded, value_set=pa.array(spellings)), len(spellings))
    return target[place.to_numpy(zero_copy_only=False)][index]


def to_satellites(text: pa.Array) -> np.ndarray:
    """Index into `SATELLITES` (n,); −1 for an unknown name."""
    return _codes(text, _SATELLITE_NAMES, SATELLITES)


def to_confidences(text: pa.Array, satellites: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read confidences, given as classes or in percent.

    Returns
    -------
    codes : int (n,)
        Index into `CONFIDENCES`; −1 for neither class nor number.
    percent : float64 (n,)
        What MODIS gives, NaN for VIIRS and where a class was given.
    out_of_range : bool (n,)
        A number outside 0–100.
    """
    words, index = dictionary(text)
    codes = _codes(words, _CONFIDENCE_NAMES, CONFIDENCES)
    percent, _, _ = to_numbers(words)
    given = ~np.isnan(percent)
    codes = np.where(given, (percent >= LOW_BELOW).astype(int) + (percent >= HIGH_FROM), codes)
    out_of_range = given & ((percent < 0) | (percent > 100))
    return codes[index], np.where(_IS_VIIRS[satellites], np.nan, percent[index]), out_of_range[index]


def to_daynights(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Index into `DAYNIGHTS` (n,) — 0 where not given — and where an unknown value is."""
    codes = _codes(text, _DAYNIGHT_NAMES, DAYNIGHTS)
    unknown = (codes < 0) & ~is_missing(text).to_numpy(zero_copy_only=False)
    return np.maximum(codes, 0), unknown


def to_types(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Type 0–3 (n,), −1 where not given, and where an unknown one is.

    0 vegetation, 1 volcano, 2 other static land, 3 offshore (FEEDS, "Dialects").
    """
    words, index = dictionary(text)
    values, missing, _ = to_numbers(words)
    known = np.isin(values, (0, 1, 2, 3))
    return np.where(known, np.nan_to_num(values), -1).astype(np.int8)[index], (~known & ~missing)[index]


def to_versions(text: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read versions such as `2.0NRT`, `6.1`, `2.0URT`.

    A number alone is standard processing (SP). An unknown suffix, or no version at all, counts as NRT with
    the lowest number: kept, but it beats nothing.

    Returns
    -------
    processings : int (n,)
        Index into `PROCESSINGS`.
    numbers : float64 (n,)
        2.0 of `2.0NRT`; −1 where unknown.
    bad : bool (n,)
        A text that can be no version.
    """
    words, index = dictionary(text)
    missing = is_missing(words).to_numpy(zero_copy_only=False)
    found = pc.extract_regex(words, _VERSION)
    matched = pc.is_valid(found).to_numpy(zero_copy_only=False)
    suffix = pc.utf8_upper(pc.fill_null(pc.struct_field(found, "s"), "?"))
    suffixes = pa.array([*PROCESSINGS[:-1], ""])
    place = pc.fill_null(pc.index_in(suffix, value_set=suffixes), -1).to_numpy(zero_copy_only=False)
    number = pc.cast(pc.fill_null(pc.struct_field(found, "n"), "-1"), pa.float64()).to_numpy(
        zero_copy_only=False
    )
    processings = np.where(place < 0, PROCESSINGS.index("NRT"), place)
    return processings[index], np.where(place < 0, -1.0, number)[index], (~matched & ~missing)[index]
