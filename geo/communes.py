"""The communes of a deployment on two (or more) maps, each with its days of validity, and their crosswalk.

Records keep coordinates; the name of a place is looked up for a day, because communes merge and their codes
are used again. `geo.areas.load_areas` makes these objects from a folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import NoEraForDay, UnknownArea, UnknownAreaCode, UnknownEra
from geo.names import fold

COLUMNS = ("area_id", "name", "kind", "code", "era", "valid_from", "valid_to", "successor_id", "geometry")
"""Columns of `Areas.communes`, in this order."""


@dataclass(frozen=True)
class Era:
    """One map and its days: `valid_from` to `valid_to`, both included; None is an open end."""

    id: str
    valid_from: date | None
    valid_to: date | None
    file: str
    code_field: str
    legal_basis: str | None
    attribution: str
    indicative: bool

    def covers(self, day: date) -> bool:
        """Say whether the map holds on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Commune:
    """One commune on one map; `geometry` in EPSG:4326, days included at both ends, None is an open end."""

    area_id: str
    name: str
    kind: str
    code: str
    era: str
    valid_from: date | None
    valid_to: date | None
    successor_id: str | None
    geometry: Any


@dataclass(frozen=True, eq=False)
class Areas:
    """The communes of all eras. Made by `load_areas`; compared and hashed by identity.

    Attributes
    ----------
    communes : GeoDataFrame
        Columns `COLUMNS`, EPSG:4326, one row per commune and era in the order of `areas.toml`.
        `valid_from` and `valid_to` are `datetime.date` or None; `successor_id` is an `area_id` or None.
    maps : tuple of Era
        In order of time.
    present_era : str
    crs_metres : str
        The projected CRS in which distances are measured.
    note_vi, note_en : str
        What a map with these outlines has to say (indicative, not legal).
    directory : Path
    """

    communes: gpd.GeoDataFrame
    maps: tuple[Era, ...]
    present_era: str
    crs_metres: str
    note_vi: str
    note_en: str
    directory: Path
    aliases: dict[str, tuple[str, ...]] = field(repr=False)
    former_kinds: dict[str, tuple[str, date]] = field(repr=False)

    @property
    def eras(self) -> tuple[str, ...]:
        """Ids of the eras in order of time, e.g. `("2021", "2025")`."""
        return tuple(era.id for era in self.maps)

    @property
    def attributions(self) -> tuple[str, ...]:
        """Who made the outlines, each once."""
        return tuple(dict.fromkeys(era.attribution for era in self.maps if era.attribution))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all communes of all eras, degrees."""
        west, south, east, north = self.communes.total_bounds
        return float(west), float(south), float(east), float(north)

    @cached_property
    def _by_id(self) -> dict[str, Commune]:
        return {row["area_id"]: Commune(**row) for row in reversed(self.communes.to_dict("records"))}

    @cached_property
    def crosswalk(self) -> pd.DataFrame:
        """Which commune became which.

        Columns former_id, former_name, former_code, former_era, area_id, name, code, era.
        """
        columns = ["area_id", "name", "code", "era"]
        communes = pd.DataFrame(self.communes.drop(columns="geometry"))
        former = communes[communes["successor_id"].notna()][[*columns, "successor_id"]]
        former = former.rename(
            columns={name: f"former_{name}" for name in columns[1:]} | {"area_id": "former_id"}
        )
        table = former.merge(
            communes[columns], left_on="successor_id", right_on="area_id", validate="many_to_one"
        )
        return table[["former_id", "former_name", "former_code", "former_era", *columns]]

    def map_of(self, era: str) -> Era:
        """Return the era of that id, or raise UnknownEra."""
        for candidate in self.maps:
            if candidate.id == era:
                return candidate
        raise UnknownEra(era=era, known=", ".join(self.eras))

    def era_for(self, day: date) -> str:
        """Return the id of the era that holds on `day`, or raise NoEraForDay."""
        for era in self.maps:
            if era.covers(day):
                return era.id
        raise NoEraForDay(on=day.isoformat())

    def of_era(self, era: str) -> gpd.GeoDataFrame:
        """Return the communes of one era (RangeIndex), or raise UnknownEra."""
        self.map_of(era)
        return self.communes[self.communes["era"] == era].reset_index(drop=True)

    def by_id(self, area_id: str) -> Commune:
        """Return the commune of that id, or raise UnknownArea."""
        if area_id not in self._by_id:
            raise UnknownArea(area_id=area_id, known=", ".join(self.communes["area_id"]))
        return self._by_id[area_id]

    def by_code(self, code: str, on: date) -> Commune:
        """Return the commune that carried a GSO code on a day.

        Parameters
        ----------
        code : str
            Five digits with leading zero, e.g. `"03688"`: Chiềng Khay until 2025-06-30, Mường Chiên since.
        on : date

        Raises
        ------
        UnknownAreaCode
            If no commune carried the code on that day.
        NoEraForDay
            If no era covers the day.
        """
        there = self.of_era(self.era_for(on))
        rows = there[there["code"] == str(code).strip()]
        if rows.empty:
            known = ", ".join(sorted(there["code"]))
            raise UnknownAreaCode(area_code=str(code), on=on.isoformat(), known=known)
        return _commune(rows)

    def kind_on(self, area_id: str, day: date) -> str:
        """Return the kind ("xã", "thị trấn") that a commune had on a day.

        A day of change that is not known is taken to be the day after the last one on which the former kind
        is certain (`former_kind.last_known` in `areas.toml`).
        """
        former = self.former_kinds.get(area_id)
        if former is not None and day <= former[1]:
            return former[0]
        return self.by_id(area_id).kind

    def search(self, text: str, era: str | None = None) -> gpd.GeoDataFrame:
        """Find communes by name, alias, name with kind ("xã Mường Giôn") or code; diacritics do not count.

        Parameters
        ----------
        text : str
            Empty finds nothing.
        era : str, optional
            Only this era.

        Returns
        -------
        GeoDataFrame
            Rows of `communes`: whole names first, then beginnings, then the rest; in each in file order.
        """
        if era is not None:
            self.map_of(era)
        wanted = fold(text)
        found = []
        for position, row in enumerate(self.communes.itertuples(index=False)):
            if era is None or row.era == era:
                names = [row.name, f"{row.kind} {row.name}", row.code, *self.aliases.get(row.area_id, ())]
                found.append((min(_rank(wanted, fold(name)) for name in names), position))
        chosen = [position for rank, position in sorted(found) if rank < _NOT_FOUND]
        return self.communes.iloc[chosen].reset_index(drop=True)


_NOT_FOUND = 9


def _rank(wanted: str, name: str) -> int:
    if not wanted:
        return _NOT_FOUND
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in name else _NOT_FOUND


def _commune(rows: gpd.GeoDataFrame) -> Commune:
    return Commune(**rows.iloc[0].to_dict())
