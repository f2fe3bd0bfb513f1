"""A delimited file to text columns: header, delimiter, records, and the rows whose structure is broken."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from geo.errors import WrongHeader

from ._arrow import pa, pc, pv, slices, to_pandas
from .header import KNOWN, columns_of, fold
from .lines import INNER_DELIMITER, MAX_RECORD_BYTES, Records, split_records
from .refusal import refusal
from .table import VALUE_LENGTH, Table, rejects

_DELIMITERS: Final = (b",", b";", b"\t")
_DECIMAL_FIELDS: Final = (
    "latitude",
    "longitude",
    "frp",
    "scan",
    "track",
    "brightness",
    "brightness_2",
    "confidence",
    "version",
)


def delimiter_and_names(text: bytes) -> tuple[bytes, list[str]]:
    """Delimiter and names of the first line that is not blank; refuse what is no fire file's header."""
    visible = len(text) - len(text.lstrip())
    start = text.rfind(b"\n", 0, visible) + 1
    stop = text.find(b"\n", visible)
    line = text[start : stop if stop >= 0 else len(text)].decode("utf-8", "replace")
    for delimiter in _DELIMITERS:
        names = [fold(cell) for cell in line.split(delimiter.decode())]
        if {"latitude", "longitude"} <= set(names):
            return delimiter, names
    raise refusal(text, text[:8192].decode("utf-8", "replace"))


def _refuse_cut_header(names: list[str]) -> None:
    """A body that ends inside its header is no zero: its last name is the beginning of another one."""
    last = names[-1]
    whole = [name for name in sorted(KNOWN) if name.startswith(last)]
    if last and whole and last not in KNOWN:
        raise WrongHeader(missing=whole)


def _excerpt(records: Records, broken: np.ndarray) -> pd.Series:
    """The beginning of each broken row as it came, without control characters."""
    text = slices(records.body, records.starts[broken], records.ends[broken])
    text = pc.replace_substring(text, chr(INNER_DELIMITER), ",")
    text = pc.utf8_slice_codeunits(text, 0, VALUE_LENGTH)
    return to_pandas(pc.utf8_trim_whitespace(text))


def _structure(records: Records, expected: int) -> tuple[np.ndarray, np.ndarray, bool]:
    """Sound rows (mask), reason of each row ("" if sound), and whether the last row was cut."""
    reasons = np.full(records.lines.size, "", dtype=object)
    reasons[records.fields != expected] = "wrong_field_count"
    reasons[records.unbalanced] = "unbalanced_quote"
    reasons[records.ends - records.starts > MAX_RECORD_BYTES] = "line_too_long"
    short = records.fields[-1:] < expected
    cut = bool(not records.terminated and (short | records.unbalanced[-1:]).any())
    if cut:
        reasons[-1] = "cut_line"
    return reasons == "", reasons, cut


def _parse(records: Records, sound: np.ndarray, names: list[str], delimiter: bytes) -> list[pa.Array]:
    """Text columns of the sound rows."""
    body = records.body
    if not sound.any():
        return [pa.array([], pa.string()) for _ in names]
    if sound.all() and records.gapless:
        body = body[records.starts[0] :]
    else:
        step = np.zeros(body.size + 1, dtype=np.int8)
        step[records.starts[sound]] += 1
        step[np.minimum(records.ends[sound] + 1, body.size)] -= 1
        body = body[np.cumsum(step[:-1], dtype=np.int8).view(bool)]
    columns = [str(index) for index in range(len(names))]
    table = pv.read_csv(
        pa.BufferReader(pa.py_buffer(body)),
        read_options=pv.ReadOptions(column_names=columns, block_size=1 << 20),
        parse_options=pv.ParseOptions(delimiter=delimiter.decode(), quote_char=False),
        convert_options=pv.ConvertOptions(
            column_types={name: pa.string() for name in columns}, check_utf8=False, strings_can_be_null=False
        ),
    )
    return [column.combine_chunks() for column in table.columns]


def _trimmed(columns: dict[str, pa.Array], text: bytes, body: np.ndarray) -> dict[str, pa.Array]:
    """Columns without white space around their values (looked for only where the file has any)."""
    if text.isascii() and not (body == 0x20).any() and b"\t" not in text:
        return columns
    return {field: pc.utf8_trim_whitespace(column) for field, column in columns.items()}


def read_csv(text: bytes) -> Table:
    """Read a delimited file (`,`; also `;` and tab, with decimal commas, as spreadsheets write them).

    Parameters
    ----------
    text : bytes
        What `text.clean_text` gives.

    Raises
    ------
    SourceError
        One of the errors of `refusal`, `WrongHeader` or `RepeatedColumn` for what is no fire file.
    """
    delimiter, names = delimiter_and_names(text)
    fields = columns_of(names)
    records = split_records(text, delimiter, expected=len(names))
    if records.lines.size == 1 and not records.terminated:
        _refuse_cut_header(names)
    records = records.without_first()
    sound, reasons, partial = _structure(records, len(names))
    broken = np.flatnonzero(~sound)
    rejected: pd.DataFrame = rejects(records.lines[broken], reasons[broken], "", _excerpt(records, broken))
    everything = _parse(records, sound, names, delimiter)
    columns = _trimmed({field: everything[index] for field, index in fields.items()}, text, records.body)
    if delimiter != b",":
        for field in fields.keys() & set(_DECIMAL_FIELDS):
            columns[field] = pc.replace_substring(columns[field], ",", ".")
    lines = records.lines[sound]

    open_field: str | None = None
    if not records.terminated and not partial and sound[-1:].any():
        last = everything[-1]
        field_of = {index: field for field, index in fields.items()}
        open_field = field_of.get(len(names) - 1, "")
        value = last[-1].as_py().strip()
        others_filled = len(last) > 1 and pc.min(pc.utf8_length(last[:-1])).as_py() > 0
        if value.endswith((".", "-")) or (not value and others_filled):
            cut = rejects(lines[-1:], "cut_line", names[-1], value)
            rejected = pd.concat([rejected, cut], ignore_index=True)
            columns = {field: column[:-1] for field, column in columns.items()}
            lines, partial, open_field = lines[:-1], True, None
    return Table(columns, lines, rejected, partial, open_field)
