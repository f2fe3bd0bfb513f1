"""From a batch of features to plots: what counts in fixed columns, all else kept, everything odd said.

No feature is lost silently: features = plots + findings of the severity "refused".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.areas import Areas
from geo.forest.communes import codes_of, communes_of
from geo.forest.crs import to_wgs84
from geo.forest.findings import FINDING_COLUMNS, FINDINGS, REFUSED, WHOLE_LAYER, Findings, refused
from geo.forest.repair import has_heights, repair
from geo.forest.states import State, function_of, state_of
from geo.forest.values import Texts, json_members, numbers, texts

__all__ = [
    "FINDINGS",
    "FINDING_COLUMNS",
    "PLOT_COLUMNS",
    "REFUSED",
    "WHOLE_LAYER",
    "area_unit",
    "declared_areas",
    "duplicate_lots",
    "plots",
    "refused",
]

PLOT_COLUMNS = (
    "feature",
    "compartment",
    "subcompartment",
    "lot",
    "commune_code",
    "commune_2021_id",
    "commune_2025_id",
    "place_name",
    "area_ha",
    "geometry_ha",
    "state_code",
    "state_abbreviation",
    "state_name",
    "state_group",
    "function",
    "origin",
    "species",
    "planted_year",
    "owner",
    "owner_kind",
    "extra",
    "geometry",
)
"""Columns of the plots of areas with the eras 2021 and 2025; `commune_{era}_id` are those of the areas."""

UNITS = {"ha": 1.0, "m2": 1.0 / 10_000}

_TEXTS = ("compartment", "subcompartment", "lot", "place_name", "origin", "species", "owner", "owner_kind")
_USED = {
    *_TEXTS,
    "commune_code",
    "declared_area",
    "state_code",
    "state_abbreviation",
    "function_code",
    "purpose",
}
_DIFFERENT_SHARE, _DIFFERENT_HA = 0.10, 0.10
"""A declared area is not that of the outline from 10 % and 0.1 ha on: below are rounding and later edits."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SHOWN = 60


def _column(batch: pd.DataFrame, name: str, mapping: Mapping[str, str]) -> pd.Series:
    if name in mapping:
        return batch[mapping[name]]
    return pd.Series([None] * len(batch), index=batch.index, dtype=object)


def declared_areas(batch: pd.DataFrame, mapping: Mapping[str, str]) -> NDArray[np.float64]:
    """Return the declared areas of a batch as they stand, NaN for none: what `area_unit` judges."""
    return numbers(texts(_column(batch, "declared_area", mapping), "unicode", "", Findings()))


def area_unit(declared: ArrayLike, geometry_ha: ArrayLike) -> str:
    """Say in which unit areas are declared, by the median of declared ÷ measured.

    Parameters
    ----------
    declared : array_like
        As in the file, NaN and 0 for none.
    geometry_ha : array_like
        Measured, hectares.

    Returns
    -------
    "ha", "m2" or "unclear"
        Within a factor of two of 1 or of 10,000. To ask a person by, never to convert without asking.
    """
    ratio = _median_ratio(np.asarray(declared, dtype=float), np.asarray(geometry_ha, dtype=float))
    if 0.5 <= ratio <= 2:
        return "ha"
    return "m2" if 5_000 <= ratio <= 20_000 else "unclear"


def _median_ratio(declared: NDArray[np.float64], geometry_ha: NDArray[np.float64]) -> float:
    known = (declared > 0) & (geometry_ha > 0)
    return float(np.median(declared[known] / geometry_ha[known])) if known.any() else float("nan")


def _areas(
    raw: Texts, geometry_ha: NDArray[np.float64], features: NDArray[np.int64], unit: str, findings: Findings
) -> NDArray[np.float64]:
    """Return declared areas in hectares, NaN for none, and say which are odd."""
    given = numbers(raw)
    for place in np.flatnonzero(np.isnan(given) & (raw != None)):  # noqa: E711 -- element by element
        findings.add(int(features[place]), "area_unreadable", value=str(raw[place])[:_SHOWN])
    hectares = given * UNITS[unit]
    if unit == "ha" and area_unit(given, geometry_ha) == "m2":
        findings.add(WHOLE_LAYER, "area_unit_suspect", ratio=round(_median_ratio(given, geometry_ha)))
        return hectares
    off = np.abs(hectares - geometry_ha)
    different = (hectares > 0) & (off > _DIFFERENT_HA) & (off > _DIFFERENT_SHARE * geometry_ha)
    for place in np.flatnonzero(different):
        findings.add(
            int(features[place]),
            "area_differs",
            declared_ha=round(float(hectares[place]), 2),
            geometry_ha=round(float(geometry_ha[place]), 2),
        )
    return hectares


class _States(NamedTuple):
    """The states of plots: each different one (None: not known), and which of them each plot has."""

    different: list[State | None]
    which: NDArray[np.intp]

    def of(self, name: str, otherwise: Texts | None = None) -> Texts:
        """Return a property of each plot's state, `otherwise` where there is none."""
        values = [None if state is None else getattr(state, name) or None for state in self.different]
        found: Texts = np.array(values, dtype=object)[self.which]
        return found if otherwise is None else np.where(found == None, otherwise, found)  # noqa: E711

    def codes(self, given: Texts) -> Any:
        """Return the codes; that of an unknown state stays as given, if it is a number."""
        said = numbers(given)
        known = np.array([np.nan if state is None else state.code for state in self.different])[self.which]
        whole = np.where(np.isnan(known) & (said == np.floor(said)), said, known)
        return pd.array(whole, dtype="Float64").astype("Int64")


def _agrees(state: State, abbreviation: str | None) -> bool:
    return not (abbreviation and state.abbreviation and abbreviation.upper() != state.abbreviation)


def _states(codes: Texts, abbreviations: Texts, features: NDArray[np.int64], findings: Findings) -> _States:
    pairs = list(zip(codes.tolist(), abbreviations.tolist(), strict=True))
    known = {pair: state_of(*pair) for pair in dict.fromkeys(pairs)}
    fine = {pair for pair, state in known.items() if state is not None and _agrees(state, pair[1])}
    for feature, pair in zip(features, pairs, strict=True) if len(fine) < len(known) else ():
        if pair in fine:
            continue
        (code, abbreviation), state = pair, known[pair]
        if state is None:
            if code is None and abbreviation is None:
                findings.add(int(feature), "no_state")
            else:
                findings.add(
                    int(feature), "unknown_state", code=code or "–", abbreviation=abbreviation or "–"
                )
        else:
            findings.add(
                int(feature),
                "state_contradicts",
                code=str(state.code),
                expected=state.abbreviation,
                abbreviation=abbreviation,
            )
    place = {pair: number for number, pair in enumerate(known)}
    return _States(list(known.values()), np.array([place[pair] for pair in pairs], dtype=np.intp))


def _functions(
    codes: Texts, purposes: Texts, mapping: Mapping[str, str], features: NDArray[np.int64], findings: Findings
) -> list[str | None]:
    """Return the forest function of each; None for all where the layer says nothing about it at all."""
    if "function_code" not in mapping and "purpose" not in mapping:
        return [None] * len(features)
    pairs = list(zip(codes.tolist(), purposes.tolist(), strict=True))
    known = {pair: function_of(*pair) for pair in set(pairs)}
    found = [known[pair] for pair in pairs]
    for place in np.flatnonzero(np.array(found, dtype=object) == None):  # noqa: E711 -- element by element
        findings.add(int(features[place]), "unknown_function", value=str(codes[place])[:_SHOWN])
    return found


def _years(raw: Texts, features: NDArray[np.int64], last: int, findings: Findings) -> Any:
    """Return planting years; 0 is none."""
    given = numbers(raw)
    fine = (given >= _FIRST_YEAR) & (given <= last) & (given == np.floor(given))
    for place in np.flatnonzero(~fine & (raw != None) & ~(given == 0)):  # noqa: E711 -- element by element
        findings.add(int(features[place]), "planted_year_odd", value=str(raw[place])[:_SHOWN])
    return pd.array(np.where(fine, given, np.nan), dtype="Float64").astype("Int64")


def _extra_json(columns: Mapping[str, Texts], size: int) -> list[str | None]:
    """Return the same as `_extra` as JSON, made of pieces that are written once per different value."""
    if not columns:
        return [None] * size
    pieces = [json_members(name, values).tolist() for name, values in columns.items()]
    rows = map("".join, zip(*pieces, strict=True))
    return [f"{{{row[:-1]}}}" if row else None for row in rows]


def _extra(columns: Mapping[str, Texts], size: int) -> list[dict[str, str]]:
    """Return everything else of every plot as text, without what is empty."""
    names = list(columns)
    if not names:
        return [{} for _ in range(size)]
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows
    ]


def plots(
    batch: gpd.GeoDataFrame,
    mapping: Mapping[str, str],
    *,
    epsg: int,
    areas: Areas,
    encoding: str = "unicode",
    declared_on: date | None = None,
    unit: str = "ha",
    extra_as_json: bool = False,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Make plots of a batch.

    Parameters
    ----------
    batch : GeoDataFrame
        From `geo.forest.layer_file.read_batches`: raw text, own coordinates, indexed by feature.
    mapping : dict
        Field of `geo.forest.columns.FIELDS` → column.
    epsg : int
        The layer's coordinate system, as the file says or as a person chose.
    areas : Areas
    encoding : str
        One of `geo.forest.text.ENCODINGS`, as a person confirmed.
    declared_on : date, optional
        The day of the inventory, which decides what reused commune codes mean.
    unit : "ha" or "m2"
        Of the declared areas.
    extra_as_json : bool
        `extra` is wanted as it is stored: JSON, None for nothing.

    Returns
    -------
    plots : GeoDataFrame
        Columns `PLOT_COLUMNS`, EPSG:4326, RangeIndex. Texts are str or None (object dtype), `state_code` and
        `planted_year` Int64, `area_ha` NaN where none is declared; of an unknown state code, abbreviation and
        name are kept as in the file and `state_group` is None. `extra` holds all other columns as text: those
        of known fields under the field, others under their own name.
    findings : DataFrame
        Columns `FINDING_COLUMNS`, kinds `FINDINGS`, RangeIndex. Lots used twice and overlaps are found over
        the whole layer: `duplicate_lots`, `geo.forest.overlaps`.

    Raises
    ------
    LayerCrsUnknown, EncodingUnknown
    """
    findings = Findings()
    numbers_all = batch.index.to_numpy(dtype=np.int64)
    shapes, about_shapes, hectares = repair(
        to_wgs84(batch.geometry.to_numpy(), epsg),
        numbers_all,
        closed=batch.attrs.get("closed", ()),
        unreadable=batch.attrs.get("unreadable", ()),
        with_z=has_heights(batch.geometry.to_numpy()),
    )
    kept = ~shapely.is_missing(shapes)
    shapes, features = shapes[kept], numbers_all[kept]
    rest = pd.DataFrame(batch.drop(columns=batch.geometry.name))
    rest = rest if kept.all() else rest[kept]
    read = {
        name: texts(_column(rest, name, mapping), encoding, mapping.get(name, ""), findings)
        for name in (*sorted(_USED), "planted_year")
    }
    field_of: dict[str, str] = {column: name for name, column in mapping.items()}
    others: dict[str, Texts] = {}
    for column in map(str, rest.columns):
        if field_of.get(column) not in read:
            others[field_of.get(column, column)] = texts(rest[column], encoding, column, findings)
    geometry_ha = hectares[kept]
    codes = codes_of(read["commune_code"])
    communes = communes_of(shapes, codes, features, areas, declared_on, findings)
    states = _states(read["state_code"], read["state_abbreviation"], features, findings)
    last_year = declared_on.year if declared_on is not None else _LAST_YEAR
    columns: dict[str, Any] = {
        "feature": features,
        **{name: read[name] for name in ("compartment", "subcompartment", "lot")},
        "commune_code": codes,
        **{str(name): communes[name].to_numpy(dtype=object) for name in communes},
        "place_name": read["place_name"],
        "area_ha": _areas(read["declared_area"], geometry_ha, features, unit, findings),
        "geometry_ha": geometry_ha,
        "state_code": states.codes(read["state_code"]),
        "state_abbreviation": states.of("abbreviation", read["state_abbreviation"]),
        "state_name": states.of("name_vi"),
        "state_group": states.of("group"),
        "function": _functions(read["function_code"], read["purpose"], mapping, features, findings),
        **{name: read[name] for name in ("origin", "species")},
        "planted_year": _years(read["planted_year"], features, last_year, findings),
        **{name: read[name] for name in ("owner", "owner_kind")},
        "extra": (_extra_json if extra_as_json else _extra)(others, len(features)),
    }
    table = gpd.GeoDataFrame(
        {name: _object(values) for name, values in columns.items()}, geometry=shapes, crs=4326
    )
    about = pd.concat([about_shapes, findings.table()], ignore_index=True)
    return table, about.sort_values("feature", kind="stable", ignore_index=True)


def _object(values: Any) -> Any:
    # Text columns keep None: pandas would turn it into NaN, which is true.
    if isinstance(values, list) or (isinstance(values, np.ndarray) and values.dtype == object):
        return pd.Series(values, dtype=object)
    return values


def duplicate_lots(table: pd.DataFrame) -> pd.DataFrame:
    """Find lots whose number is used more than once in their commune, compartment and sub-compartment.

    Parameters
    ----------
    table : DataFrame
        `feature`, `commune_2021_id` (or `commune_code` where that is all there is), `compartment`,
        `subcompartment`, `lot` of all plots of a layer. Plots without a lot are none.

    Returns
    -------
    DataFrame
        Columns `FINDING_COLUMNS`, kind "duplicate_lot", one for every plot concerned.
    """
    where = "commune_2021_id" if "commune_2021_id" in table else "commune_code"
    keys = [where, "compartment", "subcompartment", "lot"]
    lots = table[table["lot"].notna()]
    counts = lots.groupby(keys, dropna=False)["feature"].transform("size")
    twice = lots[counts > 1]
    findings = Findings()
    numbered = twice[["feature", "compartment", "subcompartment", "lot"]].to_dict("records")
    for row, count in zip(numbered, counts[counts > 1], strict=True):
        findings.add(
            int(row["feature"]),
            "duplicate_lot",
            compartment=row["compartment"] or "–",
            subcompartment=row["subcompartment"] or "–",
            lot=row["lot"],
            count=int(count),
        )
    return findings.table()
