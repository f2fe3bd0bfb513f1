"""Bytes in any FIRMS dialect to one table of detections."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.errors import TruncatedDownload

from .assemble import from_frame, to_frame
from .csv_table import read_csv
from .dedupe import distinct
from .json_table import read_json
from .normalise import normalise
from .reading import Reading
from .schema import COLUMNS, REJECTED_COLUMNS, empty_table
from .supersede import COVERAGE_COLUMNS, coverage, is_superseded
from .text import clean_text


def read(data: bytes, *, source: str, announced_length: int | None = None) -> Reading:
    """Read one fire file.

    Parameters
    ----------
    data : bytes
        The body: area API, keyless regional file, archive, country API, JSON list or GeoJSON, as downloaded
        or as a spreadsheet saved it again.
    source : str
        Name that the rows carry in `source`.
    announced_length : int, optional
        How many bytes the sender announced for this body (after decompression).

    Returns
    -------
    Reading
        Zero rows for a header alone.

    Raises
    ------
    TruncatedDownload
        Fewer bytes came than announced.
    SourceError
        What came is no fire file; see `geo.errors`.
    """
    if announced_length is not None and len(data) < announced_length:
        raise TruncatedDownload(received=len(data), announced=announced_length)
    text = clean_text(data)
    table = read_json(text) if text.lstrip()[:1] in (b"[", b"{") else read_csv(text)
    values, rejected, partial = normalise(table)
    chosen = distinct(values, np.zeros(values.line.size, dtype=np.int64))
    detections = to_frame(values.take(chosen.rows), source)
    rejected.insert(0, "source", source)
    reading = Reading(
        detections=detections,
        rejected=rejected.astype(REJECTED_COLUMNS),
        rows=len(detections) + len(rejected) + chosen.duplicates + chosen.lost,
        duplicates=chosen.duplicates,
        superseded=chosen.lost,
        partial=partial,
        coverage=coverage(detections),
    )
    return _marked(reading)


def _marked(reading: Reading) -> Reading:
    """The reading with the rows marked and counted that standard processing replaces."""
    mask = is_superseded(reading.detections, reading.coverage)
    if mask.any():
        reading.detections["superseded"] = mask
    return Reading(**{**vars(reading), "superseded": reading.superseded + int(mask.sum())})


def combine(readings: Sequence[Reading]) -> Reading:
    """Put several readings together, in any order: duplicates removed, better versions kept, SP superseding.

    A detection in several sources carries the name of the first of them in alphabetical order.
    """
    if not readings:
        nothing = empty_table(dict(COLUMNS))
        return Reading(nothing, empty_table(dict(REJECTED_COLUMNS)), 0, 0, 0, False)
    everything = pd.concat([reading.detections for reading in readings], ignore_index=True)
    ranks = pd.factorize(everything["source"], sort=True)[0]
    chosen = distinct(from_frame(everything), ranks)
    detections = everything.iloc[chosen.rows].reset_index(drop=True)
    detections["superseded"] = False
    lost = sum(reading.superseded - int(reading.detections["superseded"].sum()) for reading in readings)
    rejected = pd.concat([reading.rejected for reading in readings], ignore_index=True)
    covered = pd.concat([reading.coverage for reading in readings], ignore_index=True).drop_duplicates()
    return _marked(
        Reading(
            detections=detections.astype(COLUMNS),
            rejected=rejected.sort_values(["source", "line"], kind="stable", ignore_index=True),
            rows=sum(reading.rows for reading in readings),
            duplicates=sum(reading.duplicates for reading in readings) + chosen.duplicates,
            superseded=lost + chosen.lost,
            partial=any(reading.partial for reading in readings),
            coverage=covered.astype(COVERAGE_COLUMNS).reset_index(drop=True),
        )
    )
