"""Physical lines to records, by array arithmetic on the positions of newlines, delimiters and quotes.

A quoted field may hold delimiters and newlines, so that one record spans several physical lines. A stray
quote must not swallow the rest of the file: two lines with an odd number of quotes are joined only when the
joined record has the header's number of fields and no line in between is a full record by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

MAX_RECORD_BYTES: Final = 20_000
"""A FIRMS row has about 80 bytes; a longer record than this is no row of a fire file."""

INNER_DELIMITER: Final = 0x1F
INNER_NEWLINE: Final = 0x1E
"""Stand-ins for a delimiter and a newline inside quotes, so that splitting needs no notion of quotes."""

_NEWLINE, _RETURN, _QUOTE, _SPACE = 0x0A, 0x0D, 0x22, 0x20


@dataclass(frozen=True)
class Records:
    """Where the records of a text are. All arrays have one entry per record, blank lines left out.

    `body` is the text with quotes and what they protect neutralised; `starts`/`ends` are byte positions in
    it (the end is that of the line end or of the text), `lines` the physical line of the record's first byte
    (from 1), `fields` the number of fields, `unbalanced` whether a quote has no partner. `terminated` is
    false when the last record has no line end, `gapless` true when no blank line was left out.
    """

    body: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    fields: np.ndarray
    unbalanced: np.ndarray
    terminated: bool
    gapless: bool

    def without_first(self) -> Records:
        """The records after the first, which is the header."""
        return Records(
            self.body,
            self.starts[1:],
            self.ends[1:],
            self.lines[1:],
            self.fields[1:],
            self.unbalanced[1:],
            self.terminated,
            self.gapless,
        )


def line_bounds(body: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Start and end (exclusive, without the newline) of every physical line, blank ones included."""
    ends = np.flatnonzero(body == _NEWLINE)
    if body.size and body[-1] != _NEWLINE:
        ends = np.append(ends, body.size)
    starts = np.empty_like(ends)
    starts[:1] = 0
    starts[1:] = ends[:-1] + 1
    return starts, ends


def _count(positions: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.searchsorted(positions, ends) - np.searchsorted(positions, starts)


def _every_other(valid: np.ndarray) -> np.ndarray:
    """Of candidates that each overlap the next: the 1st, 3rd, 5th … of every run of valid ones."""
    index = np.arange(valid.size)
    last_invalid = np.maximum.accumulate(np.where(valid, -1, index))
    return valid & ((index - last_invalid) % 2 == 1)


def _join_quoted(
    body: np.ndarray, starts: np.ndarray, ends: np.ndarray, delimiters: np.ndarray, expected: int | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Records of a text with quotes: (body, first lines, last lines, fields, unbalanced)."""
    count = starts.size
    quotes = np.flatnonzero(body == _QUOTE)
    before_line = np.searchsorted(quotes, starts)
    odd = np.flatnonzero(_count(quotes, starts, ends) % 2 == 1)
    line_of = np.searchsorted(ends, delimiters)
    inside = (np.searchsorted(quotes, delimiters) - before_line[line_of]) % 2 == 1
    outer = np.bincount(line_of[~inside], minlength=count)
    inner = np.bincount(line_of[inside], minlength=count)

    # A line between an opening and a closing line starts inside quotes: what was outside is inside, and back.
    first, last = odd[:-1], odd[1:]
    inner_before = np.concatenate(([0], np.cumsum(inner)))
    joined = outer[first] + inner_before[last + 1] - inner_before[first + 1]
    whole = np.concatenate(([0], np.cumsum(outer + 1 == expected)))
    valid = (joined + 1 == expected) & (whole[last] == whole[first + 1])
    valid &= ends[last] - starts[first] <= MAX_RECORD_BYTES
    chosen = _every_other(valid)
    first, last = first[chosen], last[chosen]

    step = np.zeros(count + 1, dtype=np.int64)
    step[first + 1] += 1
    step[last + 1] -= 1
    flipped = np.cumsum(step[:-1]) > 0
    unbalanced = np.zeros(count, dtype=bool)
    unbalanced[odd] = True
    unbalanced[first] = unbalanced[last] = False
    fields = outer + 1
    fields[first] = expected or 0
    last_line = np.arange(count)
    last_line[first] = last

    body = body.copy()
    body[delimiters[inside ^ flipped[line_of]]] = INNER_DELIMITER
    body[ends[:-1][flipped[1:]]] = INNER_NEWLINE
    body[quotes] = _SPACE
    heads = np.flatnonzero(~flipped)
    return body, heads, last_line[heads], fields[heads], unbalanced[heads]


def _without_lone_returns(body: np.ndarray) -> np.ndarray:
    """A `\\r` that does not end a line is a space: a splitter would take it for a line end."""
    returns = np.flatnonzero(body == _RETURN)
    following = np.append(body, _RETURN)[returns + 1]
    lone = returns[following != _NEWLINE]
    if lone.size:
        body = body.copy()
        body[lone] = _SPACE
    return body


def split_records(text: bytes, delimiter: bytes, expected: int | None = None) -> Records:
    """Find the records of a delimited text.

    Parameters
    ----------
    text : bytes
        UTF-8 text whose lines end in `\\n` or `\\r\\n`.
    delimiter : bytes
        One byte.
    expected : int, optional
        The number of fields of a good record; needed to join quoted lines.
    """
    body = np.frombuffer(text, dtype=np.uint8)
    starts, ends = line_bounds(body)
    delimiters = np.flatnonzero(body == delimiter[0])
    if b'"' in text:
        body, heads, tails, fields, unbalanced = _join_quoted(body, starts, ends, delimiters, expected)
    else:
        heads = tails = np.arange(starts.size)
        fields = _count(delimiters, starts, ends) + 1
        unbalanced = np.zeros(starts.size, dtype=bool)
    if b"\r" in text:
        body = _without_lone_returns(body)
    first, last = starts[heads], ends[tails]
    filled = last > first
    suspects = np.flatnonzero(filled & (fields == 1))
    if suspects.size:
        visible = np.flatnonzero(body > _SPACE)
        filled[suspects] = _count(visible, first[suspects], last[suspects]) > 0
        filled |= unbalanced
    terminated = text.endswith(b"\n") or not filled[-1]
    return Records(
        body,
        first[filled],
        last[filled],
        heads[filled] + 1,
        fields[filled],
        unbalanced[filled],
        terminated,
        gapless=bool(filled.all()),
    )
