"""The one place that imports pyarrow: columns of a file as text, and conversions without a Python loop.

pyarrow is what pandas 3 keeps its strings in and what Streamlit needs anyway, so it costs no extra install.
It ships no type information, hence the ignores here and nowhere else.
"""

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pv  # type: ignore[import-untyped]

__all__ = ["dictionary", "from_pandas", "pa", "pc", "pv", "repeated", "slices", "spread", "to_pandas"]


def repeated(value: str, length: int) -> pa.Array:
    """One text `length` times."""
    return pa.repeat(pa.scalar(value, pa.string()), length)


def slices(body: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> pa.Array:
    """Text (n,) of the byte ranges `starts[i]:ends[i]` of a UTF-8 body; ranges in order, not overlapping."""
    if starts.size == 0:
        return pa.array([], pa.string())
    offsets = np.column_stack((starts, ends)).ravel().astype(np.int32)  # range, gap, range, gap, …, range
    pieces = pa.StringArray.from_buffers(offsets.size - 1, pa.py_buffer(offsets), pa.py_buffer(body))
    return pieces.take(pa.array(np.arange(0, offsets.size - 1, 2)))


def spread(codes: np.ndarray, words: tuple[str, ...]) -> pa.Array:
    """Text column (n,) of `words[codes]`."""
    return pa.array(words, pa.string()).take(pa.array(codes, pa.int32()))


def dictionary(text: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Distinct texts (k,) and, for each row, the index (n,) into them."""
    encoded = text.dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)


def from_pandas(text: pd.Series) -> pa.Array:
    """A pandas text column as one array; a concatenated one is held in pieces."""
    array = pa.array(text, pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def to_pandas(text: pa.Array) -> pd.Series:
    """Text column as a pandas Series of dtype `str` with a RangeIndex."""
    return pd.Series(pd.array(text, dtype="str"))
