"""What a sheet holds: plain texts in the language of this run, ready to be shown, copied or printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd

Record: TypeAlias = "Mapping[Any, Any] | pd.Series[Any]"
"""One row of `queries.hotspots` or `screen.events`; missing values are None, NaN or NaT."""


@dataclass(frozen=True)
class Fact:
    """One line: `value` answers `label`; `note` says what that means; `copy` is what its button copies;
    `href` is where the value leads.
    """

    key: str
    label: str
    value: str
    note: str = ""
    copy: str | None = None
    href: str = ""


@dataclass(frozen=True)
class GrowthRow:
    """One pass over an event."""

    when: str
    satellite: str
    detections: str
    frp: str
    new_ha: str
    hull_ha: str
    forest_ha: str = ""
    forest_share: str = ""


@dataclass(frozen=True)
class Share:
    """How much of a pixel one state group takes: in words, 0 to 1, and its colour on the map."""

    key: str
    label: str
    percent: str
    share: float
    colour: str


@dataclass(frozen=True)
class Plot:
    """One forest plot under a pixel: its name, how much of the pixel lies in it, and what is known of it."""

    title: str
    percent: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ForestPart:
    """What lies under the record, below its facts; `note` says loudly that a layer is no inventory."""

    shares: tuple[Share, ...] = ()
    plots: tuple[Plot, ...] = ()
    more: str = ""
    owners: str = ""
    layer: str = ""
    note: str = ""
    link: str = ""
    href: str = ""


@dataclass(frozen=True)
class ToldLine:
    """One agency that must know: `sign` as `data.ledger.standing_of_matters.SIGNS`, `mark` its character."""

    sign: str
    mark: str
    name: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class ToldPart:
    """Who has been told of the record; `href` leads to the desk."""

    title: str
    summary: str
    lines: tuple[ToldLine, ...] = ()
    link: str = ""
    href: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class Sheet:
    """Everything about one record.

    `kind` is `hotspot` or `event`; `geo_link` opens a phone's navigation (RFC 5870), `map_link` works where
    nothing answers to geo:.
    """

    id: str
    kind: str
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    zalo: str
    geo_link: str
    map_link: str
    growth: tuple[GrowthRow, ...] = ()
    drill: bool = False
    forest: ForestPart | None = None
    told: ToldPart | None = None

    def fact(self, key: str) -> Fact:
        """The fact of that key, or KeyError."""
        for one in self.facts:
            if one.key == key:
                return one
        raise KeyError(key)


def given(record: Record, name: str) -> Any:
    """The value, or None where it is absent, None, NaN or NaT."""
    value = record.get(name)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return None if value != value else value  # NaT and pandas' NA-like values differ from themselves


def number_of(record: Record, name: str) -> float | None:
    """The value as a number, or None."""
    value = given(record, name)
    return None if value is None else float(value)
