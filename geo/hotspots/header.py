"""Which column of a file holds what: the names that FIRMS dialects use for our fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geo.errors import RepeatedColumn, WrongHeader

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "acq_date": ("acq_date",),
    "acq_time": ("acq_time",),
    "satellite": ("satellite",),
    "confidence": ("confidence",),
    "frp": ("frp",),
    "scan": ("scan",),
    "track": ("track",),
    "brightness": ("bright_ti4", "brightness"),
    "brightness_2": ("bright_ti5", "bright_t31"),
    "daynight": ("daynight",),
    "type": ("type",),
    "version": ("version",),
}
"""Field → the names it has in files, best first. Other columns (`instrument`, `country_id`, …) are left."""

REQUIRED: Final = ("latitude", "longitude", "acq_date", "acq_time", "satellite", "confidence")
"""What a detection cannot do without: its identity, and how sure the sensor is. All dialects have them."""

KNOWN: Final = frozenset(name for names in NAMES.values() for name in names) | {"country_id", "instrument"}


def fold(name: str) -> str:
    """A column name without case, surrounding white space and quotes."""
    return name.strip().strip('"').strip().casefold()


def columns_of(names: Sequence[str]) -> dict[str, int]:
    """Index of the column of each field that the file has.

    Parameters
    ----------
    names : sequence of str
        The header's cells, in any case; unnamed and unknown ones are ignored.

    Raises
    ------
    WrongHeader
        A required field has no column.
    RepeatedColumn
        A needed name occurs twice.
    """
    folded = [fold(name) for name in names]
    found: dict[str, int] = {}
    for field, spellings in NAMES.items():
        for spelling in spellings:
            if folded.count(spelling) > 1:
                raise RepeatedColumn(column=spelling, missing=[])
            if spelling in folded and field not in found:
                found[field] = folded.index(spelling)
    missing = [field for field in REQUIRED if field not in found]
    if missing:
        raise WrongHeader(missing=missing)
    return found
