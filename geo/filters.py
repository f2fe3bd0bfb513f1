"""Which hotspots and fire events somebody wants to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

OUTSIDE = "outside"
"""Stands among the communes for hotspots that lie in none of them."""


@dataclass(frozen=True)
class Filters:
    """Wanted values by name; an empty tuple wants everything.

    `daynight` holds D and N, `strength` weak and strong (of the event a hotspot belongs to), `commune`
    names of the era in use and `OUTSIDE`.
    """

    satellite: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    daynight: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()

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


def _among(values: pd.Series, wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Whether each value is wanted; each different one is looked up once (`isin` is slow on long texts)."""
    codes, different = pd.factorize(values)
    found = pd.Index(different).isin(list(wanted))
    return np.append(found, False)[codes]  # a missing value has code -1


def narrow(
    hotspots: pd.DataFrame, events: pd.DataFrame, wanted: Filters, era: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The hotspots that are wanted, and the events that hold at least one of them (whole, in their order).

    Parameters
    ----------
    hotspots : DataFrame
        satellite, confidence, daynight, ``commune_<era>`` and event_id.
    events : DataFrame
        event_id and strength.
    """
    if not wanted.number:
        return hotspots, events
    keep = np.ones(len(hotspots), dtype=bool)
    for name in ("satellite", "confidence", "daynight"):
        if chosen := getattr(wanted, name):
            keep &= _among(hotspots[name], chosen)
    if wanted.commune:
        keep &= _among(hotspots[f"commune_{era}"].fillna(OUTSIDE), wanted.commune)
    if wanted.strength:
        strong = events.loc[events["strength"].isin(wanted.strength), "event_id"]
        keep &= _among(hotspots["event_id"], strong)
    left = hotspots[keep].reset_index(drop=True)
    held = events["event_id"].isin(left["event_id"].unique())
    return left, events[held].reset_index(drop=True)
