"""The nearest named place of many records at once, by the places of each record's day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from dashboard import formats
from dashboard.sheet import place
from geo.place_names import nearest_known, valid_on

COLUMNS = ("near_name", "near_kind", "near_unit", "near_distance_m", "near_bearing")
_TAKEN = ("name", "kind", "unit", "distance_m", "bearing")


def _days_between_changes(days: pd.Series, places: pd.DataFrame) -> np.ndarray:
    """A number for each day; between two changes of the places all days have the same."""
    given = [each for name in ("valid_from", "valid_to") if name in places for each in places[name]]
    changes = np.array(sorted({each for each in given if isinstance(each, date)}), dtype="datetime64[D]")
    numbers: np.ndarray = np.searchsorted(changes, days.to_numpy().astype("datetime64[D]"), side="right")
    return numbers


def with_nearest(table: pd.DataFrame, times: pd.Series, places: pd.DataFrame) -> pd.DataFrame:
    """The table with `COLUMNS`: raw facts, put into words by `words_of` in the reader's language.

    Parameters
    ----------
    table : latitude and longitude in degrees WGS84
    times : aware moments, one for each row: the villages of that local day are asked
    places : see `screen.named_places`
    """
    days = times.dt.tz_convert(formats.LOCAL).dt.tz_localize(None).dt.normalize()
    parts = []
    for _number, rows in table.groupby(_days_between_changes(days, places)):
        day = days.loc[rows.index[0]].date()
        found = nearest_known(rows["latitude"], rows["longitude"], valid_on(places, day))
        part = found[list(_TAKEN)].set_axis(list(COLUMNS), axis=1).astype(object)
        parts.append(part.set_index(rows.index))
    nothing = pd.DataFrame(columns=list(COLUMNS), dtype=object)
    near = pd.concat(parts).reindex(table.index) if parts else nothing
    return table.assign(**{name: near[name] for name in COLUMNS})


def words_of(record: place.Record) -> str:
    """ "cách bản Phiêng Bay 2,3 km về phía đông bắc"; empty where no place is known."""
    return place.said_nearest(
        {plain: place.given(record, name) for plain, name in zip(_TAKEN, COLUMNS, strict=True)}
    )


def for_files(table: pd.DataFrame) -> pd.DataFrame:
    """The same as columns of a file: the name in words, metres, and the bearing from place to record."""
    if "near_name" not in table:
        return table
    named = table[["near_name", "near_kind", "near_unit"]]
    words = {
        row: place.place_name(dict(zip(("name", "kind", "unit"), row, strict=True)))
        for row in set(named.itertuples(index=False, name=None))
        if isinstance(row[0], str)
    }
    said = [words.get(row) for row in named.itertuples(index=False, name=None)]
    return table.assign(
        nearest_place=pd.Series(said, index=table.index, dtype=object),
        nearest_place_distance_m=table["near_distance_m"].astype("float64"),
        nearest_place_bearing=table["near_bearing"],
    )
