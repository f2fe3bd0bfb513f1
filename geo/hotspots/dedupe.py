"""One row per detection: of rows with the same identity the best version, in any order of the input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._arrow import dictionary, pc
from .identity import identity_keys
from .normalise import Values


@dataclass(frozen=True)
class Distinct:
    """`rows` (k,) kept, sorted by identity; how many others repeat a version, and how many lost to one."""

    rows: np.ndarray
    duplicates: int
    lost: int


def _preference(values: Values, sources: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Sort keys, most important first, smallest wins: version, then what is given, then place in the input.

    Equal versions that differ in a value are not expected; the higher value is taken so that order cannot
    matter.
    """
    words, word = dictionary(values.version)
    rank = np.argsort(np.argsort(pc.fill_null(words, "").to_numpy(zero_copy_only=False)))
    higher_first = (
        values.processing,
        values.version_number,
        values.frp,
        values.confidence,
        values.percent,
        values.brightness,
        values.brightness_2,
        values.scan,
        values.track,
        values.daynight,
        values.type,
        rank[word],
    )
    keys = [-np.nan_to_num(key[rows].astype(float), nan=-np.inf) for key in higher_first]
    return [*keys, sources[rows], values.line[rows]]


def distinct(values: Values, sources: np.ndarray) -> Distinct:
    """Choose one row per identity.

    NRT beats RT and URT, SP beats all, then the higher version number wins (FEEDS, "Dialects").

    Parameters
    ----------
    values : Values
        Rows (n,) of any number of sources.
    sources : int (n,)
        Rank of each row's source; decides between rows that are equal in every value.

    Returns
    -------
    Distinct
        `duplicates` counts rows that repeat an (identity, version), `lost` the other rows that were not kept.
    """
    moment, place = identity_keys(values.minute, values.satellite, values.latitude, values.longitude)
    order = np.lexsort((place, moment))
    moment, place = moment[order], place[order]
    first = np.ones(order.size, dtype=bool)
    first[1:] = (moment[1:] != moment[:-1]) | (place[1:] != place[:-1])
    if first.all():
        return Distinct(order, 0, 0)
    group = np.cumsum(first) - 1
    contested = np.bincount(group)[group] > 1
    rows, groups = order[contested], group[contested]
    keys = [groups, *_preference(values, sources, rows)]
    ranking = np.lexsort(keys[::-1])
    rows, groups = rows[ranking], groups[ranking]
    processing, number = values.processing[rows], values.version_number[rows]
    new_group = np.append(True, groups[1:] != groups[:-1])
    new_version = new_group | np.append(
        True, (processing[1:] != processing[:-1]) | (number[1:] != number[:-1])
    )
    kept = order[first]
    kept[groups[new_group]] = rows[new_group]
    versions = int(new_version.sum())
    return Distinct(kept, rows.size - versions, versions - int(new_group.sum()))
