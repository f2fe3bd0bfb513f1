"""Text to numbers, all at once: one grammar, whatever the other rows of the file hold."""

from __future__ import annotations

from typing import Final

import numpy as np

from ._arrow import pa, pc

MISSING: Final = ("", "null", "none", "nan", "na", "n/a", "nil")
"""Spellings of "not given", folded. JSON's null arrives as "None"."""

_NUMBER: Final = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"


def is_missing(text: pa.Array) -> pa.Array:
    """Mask (n,) of the texts that say "not given"."""
    return pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING))


def to_numbers(text: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read a text column as numbers.

    Parameters
    ----------
    text : pyarrow.Array
        Trimmed text (n,).

    Returns
    -------
    values : float64 (n,)
        NaN where missing or no finite number.
    missing, wrong : bool (n,)
        Not given; given but not a finite decimal number.
    """
    none = np.zeros(len(text), dtype=bool)
    try:
        values = pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False)
        if np.isfinite(values).all():
            return values, none, none
    except pa.ArrowInvalid:  # at least one text is no number: look at each
        pass
    good = pc.match_substring_regex(text, _NUMBER)
    values = pc.cast(pc.if_else(good, text, None), pa.float64()).to_numpy(zero_copy_only=False)
    missing = is_missing(text).to_numpy(zero_copy_only=False)
    finite = np.isfinite(values)
    return np.where(finite, values, np.nan), missing, ~finite & ~missing
