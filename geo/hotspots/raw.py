"""The rows as they came, for keeping beside what was made of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from ._arrow import pa, pc, slices
from .csv_table import delimiter_and_names
from .json_table import objects_of, parse_json
from .lines import split_records
from .text import clean_text


def raw_lines(data: bytes, lines: Sequence[int] | np.ndarray) -> list[str]:
    """Text of the rows on the given lines of a source that `read` accepts.

    Parameters
    ----------
    data : bytes
        The same bytes that were read.
    lines : sequence of int (n,)
        Values of the column `line`: physical lines (header = 1); in JSON places in the list, from 1.

    Returns
    -------
    list of str (n,)
        Without line end; a record whose quotes span lines is given whole; an object as compact JSON. "" where
        there is no row.

    Raises
    ------
    SourceError
        As `read`.
    """
    wanted = np.asarray(lines, dtype=np.int64)
    text = clean_text(data)
    if text.lstrip()[:1] in (b"[", b"{"):
        objects, _ = objects_of(parse_json(text), text)
        known = dict(enumerate(objects, start=1))
        chosen = (known.get(line, "") for line in wanted.tolist())
        return [
            json.dumps(row, ensure_ascii=False, separators=(",", ":")) if row != "" else "" for row in chosen
        ]
    delimiter, names = delimiter_and_names(text)
    records = split_records(text, delimiter, expected=len(names))
    original = np.frombuffer(text, dtype=np.uint8)
    rows = slices(original, records.starts, records.ends)
    place = np.searchsorted(records.lines, wanted)
    found = records.lines[np.minimum(place, records.lines.size - 1)] == wanted
    chosen = rows.take(pa.array(np.where(found, place, 0)))
    texts: list[str] = pc.utf8_rtrim(pc.if_else(pa.array(found), chosen, ""), "\r").to_pylist()
    return texts
