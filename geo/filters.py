"""Which hotspots and fire events somebody wants to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

OUTSIDE = "outside"
"""Stands among the communes for hotspots that lie in none of them."""

UNKNOWN = "unknown"
"""Stands beside inside, near and outside of forest for hotspots of which no forest layer says anything."""


@dataclass(frozen=True)
class Filters:
    """Wanted values by name; an empty tuple wants everything.

    `daynight` holds D and N, `strength` weak and strong (of the event a hotspot belongs to), `commune`
    names of the era in use and `OUTSIDE`, `forest` inside, near, outside and `UNKNOWN`.
    """

    satellite: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    daynight: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()
    forest: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many of them narrow anything down."""
        return sum(bool(getattr(self, field.name)) for field in fields(self))

    def known(self, choices: Mapping[str, tuple[str, ...]]) -> Filters:
        """Without the values that are no choice (an old address, communes of the other map)."""
        kept = {
            name: tuple(value for value in getattr(self, name) if value in choices[name]) for name in choices
        }
        return replace(self, **kept)


def _among(
    column: tuple[npt.NDArray[np.intp], Iterable[str]], chosen: Iterable[str], missing: bool = False
) -> npt.NDArray[np.bool_]:
    """Whether each value is wanted: each different one is looked up once (`isin` is slow on long texts)."""
    codes, different = column
    wanted = set(chosen)
    return np.array([*(one in wanted for one in different), missing])[codes]  # a missing value has code -1


class Lookup:
    """The columns that filters look at, as whole numbers: made once per table, asked once per filter.

    Parameters
    ----------
    hotspots : DataFrame
        satellite, confidence, daynight, ``commune_<era>`` and event_id; in_forest where a forest was laid
        under them.
    events : DataFrame
        event_id (each once) and strength.
    eras : ids of the maps whose communes can be asked for
    """

    def __init__(self, hotspots: pd.DataFrame, events: pd.DataFrame, eras: Iterable[str]) -> None:
        names = ("satellite", "confidence", "daynight", *(f"commune_{era}" for era in eras))
        self._columns = {name: pd.factorize(hotspots[name]) for name in names}
        bare = pd.Series(None, index=hotspots.index, dtype=object)
        self._columns["in_forest"] = pd.factorize(hotspots.get("in_forest", bare))
        self.event = pd.Index(events["event_id"]).get_indexer(pd.Index(hotspots["event_id"]))
        """Which row of `events` each hotspot belongs to; -1 where it belongs to none."""
        self._strength = pd.factorize(events["strength"])
        self._counts = len(hotspots), len(events)

    def hotspots(self, wanted: Filters, era: str) -> npt.NDArray[np.bool_]:
        """Which hotspots are wanted, shape (hotspots,)."""
        keep = np.ones(self._counts[0], dtype=bool)
        for name in ("satellite", "confidence", "daynight"):
            if chosen := getattr(wanted, name):
                keep &= _among(self._columns[name], chosen)
        if wanted.commune:
            keep &= _among(self._columns[f"commune_{era}"], wanted.commune, OUTSIDE in wanted.commune)
        if wanted.forest:
            keep &= _among(self._columns["in_forest"], wanted.forest, UNKNOWN in wanted.forest)
        if wanted.strength:
            of_event = _among(self._strength, wanted.strength)
            keep &= np.append(of_event, False)[self.event]
        return keep

    def events(self, keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which events hold at least one of the kept hotspots, shape (events,)."""
        return np.bincount(self.event[keep] + 1, minlength=self._counts[1] + 1)[1:] > 0


def narrow(
    hotspots: pd.DataFrame, events: pd.DataFrame, wanted: Filters, era: str, lookup: Lookup | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The hotspots that are wanted, and the events that hold at least one of them (whole, in their order).

    Parameters
    ----------
    hotspots, events : DataFrame
        What `Lookup` takes.
    lookup : made of these very tables, where it is at hand
    """
    if not wanted.number:
        return hotspots, events
    lookup = lookup or Lookup(hotspots, events, (era,))
    keep = lookup.hotspots(wanted, era)
    held = lookup.events(keep)
    return hotspots[keep].reset_index(drop=True), events[held].reset_index(drop=True)
