"""Columns of integers on the wire: ``[offset, bytes per value, base64]``, decoded by ``decode`` in
renderer.js."""

from __future__ import annotations

import base64

import numpy as np
import numpy.typing as npt

Column = list[int | str]


def pack(values: npt.ArrayLike) -> Column:
    """Pack whole numbers into the fewest bytes that hold their range.

    Parameters
    ----------
    values : array of int, shape (n,)
        Any range below 2**32.

    Returns
    -------
    list
        ``[offset, width, text]``: value i is ``offset`` plus the i-th little-endian unsigned integer of
        ``width``
        bytes (1 to 4) in the base64 ``text``.

    Raises
    ------
    ValueError
        If the range does not fit into four bytes.
    """
    numbers = np.asarray(values, dtype=np.int64)
    if not numbers.size:
        return [0, 1, ""]
    offset = int(numbers.min())
    span = int(numbers.max()) - offset
    if span >= 1 << 32:
        raise ValueError(f"a column spans {span}, more than four bytes hold")
    width = max(1, (span.bit_length() + 7) // 8)
    raw = (numbers - offset).astype("<u4").view(np.uint8).reshape(-1, 4)[:, :width]
    return [offset, width, base64.b64encode(raw.tobytes()).decode("ascii")]


def unpack(column: Column) -> npt.NDArray[np.int64]:
    """The inverse of :func:`pack` (for tests and for hosts written in Python)."""
    offset, width, text = int(column[0]), int(column[1]), str(column[2])
    raw = np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(-1, width).astype(np.int64)
    return (raw << (8 * np.arange(width))).sum(axis=1) + offset
